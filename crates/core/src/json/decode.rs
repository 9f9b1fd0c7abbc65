//! [`Node`]s to typed values: every mistake is noted with its path, and reading goes on.

use super::{Node, Number, Value, nearest, parse, write::push_integer};
use crate::text::concat;
use alloc::{borrow::ToOwned, string::String, vec::Vec};

/// One mistake in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Where: `campaigns[0].when.trigger`; empty for the whole text.
    pub path: String,
    /// Byte offset in the text, for the line; absent when the text itself is missing.
    pub at: Option<u32>,
    /// What was wrong, what is accepted, the nearest right spelling.
    pub message: String,
}

/// A type with a JSON form. Values are read in place.
pub trait Decode {
    /// Reads the value. False when it is unfit: why stands in the cursor's issues. An unfit option is none; what else is left of an unfit
    /// value is of no use.
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool;

    /// Whether an object must have such a member.
    fn is_required() -> bool
    where
        Self: Sized,
    {
        true
    }
}

/// Reads a value of its own.
pub(crate) fn read<T: Decode + Default>(node: &Node, cursor: &mut Cursor) -> Option<T> {
    let mut value = T::default();
    value.decode(node, cursor).then_some(value)
}

/// Reads a text.
///
/// # Errors
/// Everything that is wrong with it, in the order of the text; never empty.
pub fn decode<T: Decode + Default>(text: &str) -> Result<T, Vec<Issue>> {
    let mut value = T::default();
    match decode_into(text, &mut value) {
        issues if issues.is_empty() => Ok(value),
        issues => Err(issues),
    }
}

/// Reads a text that a program of ours has written: what is missing or unfit in it takes its default.
pub(crate) fn read_leniently<T: Decode + Default>(text: &str) -> T {
    let mut value = T::default();
    decode_into(text, &mut value);
    value
}

/// Reads a text that a program wrote. `None` when anything is wrong with it, or `is_known` says no (another version).
pub(crate) fn read_back<T: Decode + Default>(text: &str, is_known: fn(&T) -> bool) -> Option<T> {
    let mut value = T::default();
    (decode_into(text, &mut value).is_empty() && is_known(&value)).then_some(value)
}

fn decode_into(text: &str, value: &mut dyn Decode) -> Vec<Issue> {
    match parse(text) {
        Ok(node) => {
            let mut cursor = Cursor::default();
            value.decode(&node, &mut cursor);
            cursor.issues
        }
        Err(error) => alloc::vec![Issue { path: String::new(), at: Some(error.at), message: error.message.to_owned() }],
    }
}

/// What a check says, without the words where they are not told: in the widget.
#[inline(always)]
pub(crate) fn diagnosis(words: &'static str) -> &'static str {
    if cfg!(feature = "diagnose") { words } else { "" }
}

/// Where the reader stands, and what it found wrong so far.
pub struct Cursor {
    path: String,
    /// What was wrong.
    pub issues: Vec<Issue>,
    /// True while an overlay is read, which may leave out what its base has (a variant over its campaign).
    pub partial: bool,
    /// Places of items that have the name of an earlier one: lists that leave out unfit items leave these out as well.
    pub(crate) doubled: Vec<u32>,
    /// Places of members that have been read already: the object they stand in need not know them.
    pub(crate) read: Vec<u32>,
    /// Names that other parts may refer to, by kind.
    names: Vec<(&'static str, Vec<String>)>,
}

/// Not derived, nor inlined: it is made in many places.
impl Default for Cursor {
    #[inline(never)]
    fn default() -> Self {
        Self { path: String::new(), issues: Vec::new(), partial: false, doubled: Vec::new(), read: Vec::new(), names: Vec::new() }
    }
}

impl Cursor {
    /// Notes a mistake at a node. `message` says what was wrong and what is accepted; the widget leaves it out (feature `diagnose`): its
    /// console line names path and line and sends the owner to `limen check`, and visitors do not pay for the words.
    #[inline(always)]
    pub fn issue(&mut self, at: u32, message: &str) {
        self.issue_with(at, || message.to_owned());
    }

    /// The same, for a message that takes work to put together.
    #[inline(always)]
    pub fn issue_with(&mut self, at: u32, message: impl FnOnce() -> String) {
        self.note(at, if cfg!(feature = "diagnose") { message() } else { String::new() });
    }

    /// Notes what a check found wrong, if anything; whether all is right.
    #[inline(always)]
    pub fn accepts(&mut self, node: &Node, wrong: Option<&'static str>) -> bool {
        let wrong = wrong.filter(|_| !self.partial);
        wrong.inspect(|message| self.issue(node.at, message)).is_none()
    }

    fn note(&mut self, at: u32, message: String) {
        self.issues.push(Issue { path: self.path.clone(), at: Some(at), message });
    }

    /// Makes names known, so that [`Cursor::refer`] accepts them.
    pub fn define(&mut self, kind: &'static str, names: Vec<String>) {
        self.names.push((kind, names));
    }

    /// Reads a reference to a defined name; an issue with the nearest right spelling when there is none of that name.
    pub fn refer(&mut self, place: &mut String, kind: &'static str, node: &Node) -> bool {
        let Some(name) = node.text(self) else { return false };
        let names = core::mem::take(&mut self.names);
        let known = names.iter().any(|(of, known)| *of == kind && known.iter().any(|known| known == name));
        if !known {
            self.issue_with(node.at, || {
                let known: Vec<&str> =
                    names.iter().filter(|(of, _)| *of == kind).flat_map(|(_, names)| names).map(String::as_str).collect();
                match nearest(name, &known) {
                    Some(near) => concat(&["no ", kind, " is called \"", name, "\"; did you mean \"", near, "\"?"]),
                    None if known.is_empty() => concat(&["no ", kind, " is called \"", name, "\"; none is defined"]),
                    None => concat(&["no ", kind, " is called \"", name, "\"; defined are: ", &known.join(", ")]),
                }
            });
        }
        self.names = names;
        known && set(place, Some(name.into()))
    }

    /// Goes below a member. Answers with the place to [`leave`](Cursor::leave) to.
    pub fn enter(&mut self, key: &str) -> usize {
        let outer = self.path.len();
        if outer > 0 {
            self.path.push('.');
        }
        self.path.push_str(key);
        outer
    }

    /// The same with an item of a list.
    pub(crate) fn enter_item(&mut self, index: usize) -> usize {
        let outer = self.path.len();
        self.path.push('[');
        push_integer(&mut self.path, index as i64);
        self.path.push(']');
        outer
    }

    /// Goes back.
    pub fn leave(&mut self, outer: usize) {
        self.path.truncate(outer);
    }

    /// Notes that another type was expected. Answers with a no (false, none) for the reader to return.
    #[inline(always)]
    pub fn expected<No: Default>(&mut self, node: &Node, what: &str) -> No {
        self.issue_with(node.at, || {
            let found = match &node.value {
                Value::Null => "null",
                Value::Bool(_) => "true or false",
                Value::Number(_) => "a number",
                Value::String(_) => "a string",
                Value::Array(_) => "a list",
                Value::Object(_) => "an object",
            };
            concat(&["expected ", what, ", found ", found])
        });
        No::default()
    }
}

/// Takes the value, unless there is none. False when there is none, for the reader to return.
pub(crate) fn set<T>(place: &mut T, value: Option<T>) -> bool {
    match value {
        Some(value) => {
            *place = value;
            true
        }
        None => false,
    }
}

impl Node {
    /// The text of a string; an issue when it is none.
    pub(crate) fn text(&self, cursor: &mut Cursor) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => cursor.expected(self, "a string"),
        }
    }
}

impl Decode for String {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        set(self, node.text(cursor).map(Into::into))
    }
}

impl Decode for bool {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        match node.value {
            Value::Bool(flag) => set(self, Some(flag)),
            _ => cursor.expected(node, "true or false"),
        }
    }
}

impl Decode for Number {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        match node.value {
            Value::Number(number) => set(self, Some(number)),
            _ => cursor.expected(node, "a number"),
        }
    }
}

/// A whole number within bounds.
pub(crate) fn integer(node: &Node, cursor: &mut Cursor, least: i64, most: i64) -> Option<i64> {
    if let Value::Number(number) = node.value {
        if let Some(whole) = number.as_integer().filter(|whole| (least..=most).contains(whole)) {
            return Some(whole);
        }
        cursor.issue_with(node.at, || {
            let mut message = String::from("expected a whole number from ");
            push_integer(&mut message, least);
            message.push_str(" to ");
            push_integer(&mut message, most);
            message
        });
        return None;
    }
    cursor.expected(node, "a whole number")
}

macro_rules! decode_integers {
    ($($type:ty)*) => {$(
        impl Decode for $type {
            fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
                set(self, integer(node, cursor, i64::from(<$type>::MIN), i64::from(<$type>::MAX)).map(|whole| whole as $type))
            }
        }
    )*};
}
decode_integers!(u8 u16 u32 i32 i64);

impl<T: Decode + Default> Decode for Option<T> {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        match node.value {
            Value::Null => true,
            _ if self.insert(T::default()).decode(node, cursor) => true,
            _ => {
                *self = None;
                false
            }
        }
    }

    fn is_required() -> bool {
        false
    }
}
