//! JSON, read and written by the core itself.
//!
//! Why not serde: an owner wants to hear of *every* mistake at once, each with its path and line, and serde stops at the first; in the
//! wasm, serde with a JSON reader costs about 20 kB brotli (docs/adr/0002). Here one table per type (the [`object!`](crate::object) macro)
//! gives the reader, the list of accepted keys and the writer, the same for config, lead, snapshot and outbox record.

mod decode;
mod lists;
mod number;
mod object;
mod parse;
mod raw;
mod suggest;
mod write;

pub use decode::{Cursor, Decode, Issue, decode};
pub(crate) use decode::{diagnosis, integer, read, read_back, read_leniently, set};
pub use lists::{AnyOf, Each, OneOrEach};
pub(crate) use lists::{Pieces, read_list, read_map};
pub use number::Number;
pub(crate) use object::check_keys;
pub use object::{Manner, Members, OneOf, read_object, word, word_at};
pub use parse::{SyntaxError, line_of, parse};
pub use raw::Raw;
pub use suggest::nearest;
pub(crate) use write::push_integer;
pub use write::{Encode, Writer, encode};

use alloc::{string::String, vec::Vec};

/// A JSON value and where it stood in its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Byte offset of its first character.
    pub at: u32,
}

impl Node {
    /// Puts a value in the place of null, which owns nothing and need not be dropped. Filled where they stay, nodes are not moved: 0.1 kB.
    #[inline(never)]
    pub(crate) fn fill(&mut self, value: Value) {
        core::mem::forget(core::mem::replace(&mut self.value, value));
    }

    /// A member of an object; `None` when it is no object or has no such member.
    #[must_use]
    pub fn member(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(members) => members.iter().find(|member| member.key == key).map(|member| &member.node),
            _ => None,
        }
    }
}

/// A JSON value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, exactly as written.
    Number(Number),
    /// A string; escapes resolved, lone surrogates replaced by U+FFFD.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object: its members in the order written, doubled keys kept.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The key.
    pub key: String,
    /// Byte offset of the key.
    pub at: u32,
    /// The value.
    pub node: Node,
}
