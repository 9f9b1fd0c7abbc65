//! [`Node`]s and typed values to text. Compact, the same bytes for the same value.

use super::{Node, Number, Value};
use crate::text::{Words, push_hex};
use alloc::{string::String, vec::Vec};

/// Something that has a JSON form.
pub trait Encode {
    /// Writes it.
    fn encode(&self, out: &mut Writer);

    /// True when an object leaves the member out instead of writing it (an absent `Option`).
    fn is_absent(&self) -> bool {
        false
    }
}

/// The JSON text of a value.
#[must_use]
pub fn encode(value: &dyn Encode) -> String {
    let mut writer = Writer::default();
    value.encode(&mut writer);
    writer.finish()
}

/// Builds a JSON text; puts the commas.
#[derive(Default)]
pub struct Writer {
    out: String,
    /// True when the next item of the open array or object needs a comma first.
    comma: bool,
}

impl Writer {
    /// The text.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    fn item(&mut self) {
        if self.comma {
            self.out.push(',');
        }
        self.comma = true;
    }

    /// Begins an object or array; its members, or values one after the other, must follow, and [`Writer::close`].
    pub fn open(&mut self, bracket: char) {
        self.item();
        self.out.push(bracket);
        self.comma = false;
    }

    /// Ends it.
    pub fn close(&mut self, bracket: char) {
        self.out.push(bracket);
        self.comma = true;
    }

    /// Writes an object of these members, `values` in the order of `keys` (words with spaces between); absent values are left out.
    pub fn record(&mut self, keys: &str, values: &[&dyn Encode]) {
        self.open('{');
        self.members(keys, values);
        self.close('}');
    }

    /// Writes members of the open object, like [`Writer::record`].
    pub fn members(&mut self, keys: &str, values: &[&dyn Encode]) {
        for (key, value) in Words(keys).zip(values) {
            self.member(key, *value);
        }
    }

    /// Writes a member of an object, unless the value is absent.
    pub fn member(&mut self, key: &str, value: &dyn Encode) {
        if !value.is_absent() {
            self.key(key);
            value.encode(self);
        }
    }

    /// Writes a key; the value must follow.
    pub fn key(&mut self, key: &str) {
        self.string(key);
        self.out.push(':');
        self.comma = false;
    }

    /// Writes a string.
    pub fn string(&mut self, text: &str) {
        self.item();
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

/// An object that is written from its members' values, `.1` in the order of the keys in `.0`, when making a whole value of its type would
/// only copy what the engine has.
pub(crate) struct Record<'a>(pub(crate) &'a str, pub(crate) &'a [&'a dyn Encode]);

impl Encode for Record<'_> {
    fn encode(&self, out: &mut Writer) {
        out.record(self.0, self.1);
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

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, out: &mut Writer) {
        match self {
            Some(value) => value.encode(out),
            None => out.word("null"),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
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
