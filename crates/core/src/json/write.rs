//! [`Node`]s and typed values to text. Compact, the same bytes for the same value.

use super::{Node, Number, Value};
use crate::text::{Words, push_hex};
use alloc::{string::String, vec::Vec};

/// Something that has a JSON form.
pub trait Encode {
    /// Writes it. What is absent (an `Option`) writes nothing as a member of an object, and null elsewhere.
    fn encode(&self, out: &mut Writer);
}

/// The JSON text of a value.
#[must_use]
pub fn encode(value: &impl Encode) -> String {
    let mut writer = Writer::default();
    value.encode(&mut writer);
    writer.finish()
}

/// Writes an object of these members: the keys as words with spaces between, then the values in their order. Absent values are left out.
#[macro_export]
macro_rules! write_object {
    ($out:ident, $keys:expr $(, $value:expr)* $(,)?) => {
        $out.begin($keys);
        $($out.value(&$value);)*
        $out.close('}');
    };
}

/// The JSON text of an object: as [`write_object!`](crate::write_object).
#[macro_export]
macro_rules! encode_object {
    ($keys:expr $(, $value:expr)* $(,)?) => {{
        let mut out = $crate::json::Writer::default();
        $crate::write_object!(out, $keys $(, $value)*);
        out.finish()
    }};
}

/// Builds a JSON text; puts the commas.
pub struct Writer {
    out: String,
    /// True when the next item of the open array or object needs a comma first.
    comma: bool,
    /// The keys that are left, of each open array or object; none of an array's, and none of an object's whose keys are written one by one.
    keys: Vec<Words<'static>>,
    /// Whether times are written as whole numbers, for a text that no person reads.
    pub(crate) in_milliseconds: bool,
}

/// Not derived, nor inlined: it is made in many places.
impl Default for Writer {
    #[inline(never)]
    fn default() -> Self {
        Self { out: String::new(), comma: false, keys: Vec::new(), in_milliseconds: false }
    }
}

impl Writer {
    /// The text.
    #[inline(never)]
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    fn item(&mut self) {
        if self.comma {
            self.out.push(',');
        }
        self.comma = true;
        if let Some(key) = self.next_key() {
            self.quote(key);
            self.out.push(':');
        }
    }

    fn next_key(&mut self) -> Option<&'static str> {
        self.keys.last_mut()?.next()
    }

    /// Begins an object or array; its members, or values one after the other, must follow, and [`Writer::close`].
    pub fn open(&mut self, bracket: char) {
        self.nest(bracket, "");
    }

    /// Begins an object of these keys (words with spaces between); as many values must follow, absent ones too, and [`Writer::close`].
    pub fn begin(&mut self, keys: &'static str) {
        self.nest('{', keys);
    }

    fn nest(&mut self, bracket: char, keys: &'static str) {
        self.item();
        self.out.push(bracket);
        self.comma = false;
        self.keys.push(Words(keys));
    }

    /// Ends it.
    pub fn close(&mut self, bracket: char) {
        self.out.push(bracket);
        self.comma = true;
        self.keys.pop();
    }

    /// Writes a value.
    #[inline(always)]
    pub fn value(&mut self, value: &(impl Encode + ?Sized)) {
        value.encode(self);
    }

    /// Writes no value: nothing for a member of an object, null elsewhere.
    fn absent(&mut self) {
        if self.next_key().is_none() {
            self.word("null");
        }
    }

    /// Writes a key; the value must follow.
    pub fn key(&mut self, key: &str) {
        self.string(key);
        self.out.push(':');
        self.comma = false;
    }

    /// Writes a member of an object whose keys are written one by one.
    #[inline(always)]
    pub(crate) fn member(&mut self, key: &str, value: &(impl Encode + ?Sized)) {
        self.key(key);
        self.value(value);
    }

    /// Writes a string.
    pub fn string(&mut self, text: &str) {
        self.item();
        self.quote(text);
    }

    fn quote(&mut self, text: &str) {
        self.out.push('"');
        // Most of a text stands for itself and is copied in runs: character by character, a snapshot took 100 µs of every signal.
        let mut plain = 0;
        for (at, byte) in text.bytes().enumerate() {
            // U+2028 and U+2029 are legal in JSON but end a line in old JavaScript; < keeps `</script>` out of pages that inline a lead.
            let c = match byte {
                0..b' ' | b'"' | b'\\' | b'<' => char::from(byte),
                0xe2 => match text.get(at..).and_then(|rest| rest.chars().next()) {
                    Some(c @ '\u{2028}'..='\u{2029}') => c,
                    _ => continue,
                },
                _ => continue,
            };
            self.out.push_str(text.get(plain..at).unwrap_or_default());
            plain = at + c.len_utf8();
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                c => {
                    self.out.push_str("\\u");
                    push_hex(&mut self.out, u64::from(u32::from(c)), 4);
                }
            }
        }
        self.out.push_str(text.get(plain..).unwrap_or_default());
        self.out.push('"');
    }

    /// Writes a number.
    pub fn number(&mut self, number: Number) {
        self.item();
        push_number(&mut self.out, number);
    }

    /// Writes `true`, `false` or `null`.
    pub fn word(&mut self, word: &str) {
        self.item();
        self.out.push_str(word);
    }

    /// Writes a parsed value again.
    pub fn node(&mut self, node: &Node) {
        match &node.value {
            Value::Null => self.word("null"),
            Value::Bool(flag) => flag.encode(self),
            Value::Number(number) => self.number(*number),
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.open('[');
                for item in items {
                    self.node(item);
                }
                self.close(']');
            }
            Value::Object(members) => {
                self.open('{');
                for member in members {
                    self.key(&member.key);
                    self.node(&member.node);
                }
                self.close('}');
            }
        }
    }
}

/// Writes a decimal number without `core::fmt`, which costs more than all of this file.
fn push_number(out: &mut String, number: Number) {
    if number.units < 0 {
        out.push('-');
    }
    push_digits(out, number.units.unsigned_abs(), 0, number.scale);
}

/// Writes the digits of a number from its highest place down to `place`, at least those from `scale` on, and the point behind `scale`.
fn push_digits(out: &mut String, units: u64, place: u8, scale: u8) {
    if units >= 10 || place < scale {
        push_digits(out, units / 10, place + 1, scale);
    }
    out.push(char::from(b'0' + (units % 10) as u8));
    if place == scale && place > 0 {
        out.push('.');
    }
}

/// Writes a whole number into a message.
pub(crate) fn push_integer(out: &mut String, number: i64) {
    push_number(out, Number::whole(number));
}

impl Encode for str {
    fn encode(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl Encode for String {
    fn encode(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl Encode for bool {
    fn encode(&self, out: &mut Writer) {
        out.word(if *self { "true" } else { "false" });
    }
}

impl Encode for Number {
    fn encode(&self, out: &mut Writer) {
        out.number(*self);
    }
}

macro_rules! encode_integers {
    ($($type:ty)*) => {$(
        impl Encode for $type {
            fn encode(&self, out: &mut Writer) {
                out.number(Number::whole(i64::from(*self)));
            }
        }
    )*};
}
encode_integers!(u8 u16 u32 i32 i64);

impl Encode for u64 {
    fn encode(&self, out: &mut Writer) {
        out.number(Number::whole(i64::try_from(*self).unwrap_or(i64::MAX)));
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self, out: &mut Writer) {
        (**self).encode(out);
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, out: &mut Writer) {
        match self {
            Some(value) => value.encode(out),
            None => out.absent(),
        }
    }
}

impl<T: Encode> Encode for [T] {
    fn encode(&self, out: &mut Writer) {
        out.open('[');
        for item in self {
            item.encode(out);
        }
        out.close(']');
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, out: &mut Writer) {
        self.as_slice().encode(out);
    }
}

/// A map that keeps its order: an object of any keys.
impl<T: Encode> Encode for [(String, T)] {
    fn encode(&self, out: &mut Writer) {
        out.open('{');
        for (key, value) in self {
            out.key(key);
            value.encode(out);
        }
        out.close('}');
    }
}

impl<T: Encode> Encode for Vec<(String, T)> {
    fn encode(&self, out: &mut Writer) {
        self.as_slice().encode(out);
    }
}
