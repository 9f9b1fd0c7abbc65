//! Lists and maps of any length, read through one function each.

use super::{Cursor, Decode, Node, Value};
use alloc::{string::String, vec::Vec};

/// What is read piece by piece: the one reader of lists and the one of maps know no more of them.
pub(crate) trait Pieces {
    /// Reads one more, which stands under this index in a list, under this key in a map. False when it spoils the whole.
    fn read_one(&mut self, index: usize, key: &str, node: &Node, cursor: &mut Cursor) -> bool;
}

/// Reads each item of a list; false when it is none, or one of them was unfit.
pub(crate) fn read_list(node: &Node, cursor: &mut Cursor, pieces: &mut dyn Pieces) -> bool {
    let Value::Array(items) = &node.value else { return cursor.expected(node, "a list") };
    let mut fit = true;
    for (index, item) in items.iter().enumerate() {
        let outer = cursor.enter_item(index);
        fit &= pieces.read_one(index, "", item, cursor);
        cursor.leave(outer);
    }
    fit
}

/// Reads each member of an object of any keys; false when it is none, or one of them was unfit.
pub(crate) fn read_map(node: &Node, cursor: &mut Cursor, pieces: &mut dyn Pieces) -> bool {
    let Value::Object(members) = &node.value else { return cursor.expected(node, "an object") };
    let mut fit = true;
    for member in members {
        let outer = cursor.enter(&member.key);
        fit &= pieces.read_one(0, &member.key, &member.node, cursor);
        cursor.leave(outer);
    }
    fit
}

/// A list in which one unfit item spoils the whole (the steps of a form). Every item is read all the same, for its issues.
impl<T: Decode + Default> Decode for Vec<T> {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        read_list(node, cursor, self)
    }

    fn is_required() -> bool {
        false
    }
}

impl<T: Decode + Default> Pieces for Vec<T> {
    fn read_one(&mut self, _: usize, _: &str, node: &Node, cursor: &mut Cursor) -> bool {
        self.push(T::default());
        self.last_mut().is_some_and(|item| item.decode(node, cursor))
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

/// One value or a list of them; a list means any of. At least one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnyOf<T>(pub Vec<T>);

/// An object of any keys: pairs in the order written.
impl<T: Decode + Default> Decode for Vec<(String, T)> {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        read_map(node, cursor, self)
    }

    fn is_required() -> bool {
        false
    }
}

impl<T: Decode + Default> Pieces for Vec<(String, T)> {
    fn read_one(&mut self, _: usize, key: &str, node: &Node, cursor: &mut Cursor) -> bool {
        self.push((key.into(), T::default()));
        self.last_mut().is_some_and(|(_, value)| value.decode(node, cursor))
    }
}
