//! [`Node`]s to typed values: every mistake is noted with its path, and reading goes on.

use super::{Node, Number, Value, nearest, parse, write::push_integer};
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

/// A type with a JSON form.
pub trait Decode: Sized {
    /// Reads the value. `None` when it is unfit; why stands in the cursor's issues.
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self>;

    /// The value when an object leaves the member out; `None` makes the member required.
    fn absent() -> Option<Self> {
        None
    }
}

/// Reads a text.
///
/// # Errors
/// Everything that is wrong with it, in the order of the text; never empty.
pub fn decode<T: Decode>(text: &str) -> Result<T, Vec<Issue>> {
    let node =
        parse(text).map_err(|error| alloc::vec![Issue { path: String::new(), at: Some(error.at), message: error.message.to_owned() }])?;
    let mut cursor = Cursor::default();
    match T::decode(&node, &mut cursor) {
        Some(value) if cursor.issues.is_empty() => Ok(value),
        _ => Err(cursor.issues),
    }
}

/// Where the reader stands, and what it found wrong so far.
#[derive(Default)]
pub struct Cursor {
    path: String,
    /// What was wrong.
    pub issues: Vec<Issue>,
    /// True while an overlay is read, which may leave out what its base has (a variant over its campaign).
    pub partial: bool,
    /// Names that other parts may refer to, by kind.
    names: Vec<(&'static str, Vec<String>)>,
}

impl Cursor {
    /// Notes a mistake at a node.
    pub fn issue(&mut self, at: u32, message: impl Into<String>) {
        self.issues.push(Issue { path: self.path.clone(), at: Some(at), message: message.into() });
    }

    /// Makes names known, so that [`Cursor::refer`] accepts them.
    pub fn define(&mut self, kind: &'static str, names: Vec<String>) {
        self.names.push((kind, names));
    }

    /// Reads a reference to a defined name; an issue with the nearest right spelling when there is none of that name.
    pub fn refer(&mut self, kind: &'static str, node: &Node) -> Option<String> {
        let name = String::decode(node, self)?;
        let known: Vec<&str> =
            self.names.iter().filter(|(k, _)| *k == kind).flat_map(|(_, names)| names.iter().map(String::as_str)).collect();
        if known.contains(&name.as_str()) {
            return Some(name);
        }
        let message = match nearest(&name, &known) {
            Some(near) => concat(&["no ", kind, " is called \"", &name, "\"; did you mean \"", near, "\"?"]),
            None if known.is_empty() => concat(&["no ", kind, " is called \"", &name, "\"; none is defined"]),
            None => concat(&["no ", kind, " is called \"", &name, "\"; defined are: ", &known.join(", ")]),
        };
        self.issue(node.at, message);
        None
    }

    /// Reads below a member.
    pub fn within<T>(&mut self, key: &str, read: impl FnOnce(&mut Cursor) -> T) -> T {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(key);
        let result = read(self);
        self.path.truncate(length);
        result
    }

    /// Reads below an item of a list.
    pub fn within_item<T>(&mut self, index: usize, read: impl FnOnce(&mut Cursor) -> T) -> T {
        let length = self.path.len();
        self.path.push('[');
        push_integer(&mut self.path, index as i64);
        self.path.push(']');
        let result = read(self);
        self.path.truncate(length);
        result
    }

    /// Notes that another type was expected, and returns nothing.
    pub fn expected<T>(&mut self, node: &Node, what: &str) -> Option<T> {
        let found = match &node.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.issue(node.at, concat(&["expected ", what, ", found ", found]));
        None
    }
}

/// Joins pieces of a message; `format!` would bring `core::fmt` into the wasm.
pub(crate) fn concat(pieces: &[&str]) -> String {
    pieces.concat()
}

impl Decode for String {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        match &node.value {
            Value::String(text) => Some(text.clone()),
            _ => cursor.expected(node, "a string"),
        }
    }
}

impl Decode for bool {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        match node.value {
            Value::Bool(flag) => Some(flag),
            _ => cursor.expected(node, "true or false"),
        }
    }
}

impl Decode for Number {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        match node.value {
            Value::Number(number) => Some(number),
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
        let mut message = String::from("expected a whole number from ");
        push_integer(&mut message, least);
        message.push_str(" to ");
        push_integer(&mut message, most);
        cursor.issue(node.at, message);
        return None;
    }
    cursor.expected(node, "a whole number")
}

macro_rules! decode_integers {
    ($($type:ty)*) => {$(
        impl Decode for $type {
            fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
                integer(node, cursor, i64::from(<$type>::MIN), i64::from(<$type>::MAX)).and_then(|whole| whole.try_into().ok())
            }
        }
    )*};
}
decode_integers!(u8 u16 u32 i32);

impl Decode for i64 {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        integer(node, cursor, i64::MIN, i64::MAX)
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        match node.value {
            Value::Null => Some(None),
            _ => T::decode(node, cursor).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// A list in which one unfit item spoils the whole (the steps of a form). Every item is read all the same, for its issues.
impl<T: Decode> Decode for Vec<T> {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        let Value::Array(nodes) = &node.value else { return cursor.expected(node, "a list") };
        let items: Vec<Option<T>> =
            nodes.iter().enumerate().map(|(index, node)| cursor.within_item(index, |cursor| T::decode(node, cursor))).collect();
        items.into_iter().collect()
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }
}

/// A list in which an unfit item is left out and the others stay (rules, campaigns). Keeps each item's place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Each<T>(pub Vec<(usize, T)>);

impl<T> Default for Each<T> {
    fn default() -> Self {
        Each(Vec::new())
    }
}

impl<T: Decode> Decode for Each<T> {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        let Value::Array(nodes) = &node.value else { return cursor.expected(node, "a list") };
        let read = |(index, node)| Some((index, cursor.within_item(index, |cursor| T::decode(node, cursor))?));
        Some(Each(nodes.iter().enumerate().filter_map(read).collect()))
    }

    fn absent() -> Option<Self> {
        Some(Each::default())
    }
}

/// One value or a list of them; a list means any of. At least one.
#[derive(Clone, Debug, PartialEq)]
pub struct AnyOf<T>(pub Vec<T>);

impl<T: Decode> Decode for AnyOf<T> {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        match &node.value {
            Value::Array(items) if items.is_empty() => {
                cursor.issue(node.at, "an empty list matches nothing; name at least one");
                None
            }
            Value::Array(_) => Vec::decode(node, cursor).map(AnyOf),
            _ => T::decode(node, cursor).map(|one| AnyOf(alloc::vec![one])),
        }
    }
}

/// An object of any keys: pairs in the order written; of doubled keys the last counts.
impl<T: Decode> Decode for Vec<(String, T)> {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        let Value::Object(members) = &node.value else { return cursor.expected(node, "an object") };
        let mut pairs: Vec<(String, T)> = Vec::with_capacity(members.len());
        let mut fit = true;
        for member in members {
            match cursor.within(&member.key, |cursor| T::decode(&member.node, cursor)) {
                Some(value) => {
                    pairs.push((member.key.clone(), value));
                }
                None => fit = false,
            }
        }
        fit.then_some(pairs)
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }
}
