//! A condition on one value: a field of the form, a trait, a property of a custom signal.

use super::AddressKind;
use crate::{
    json::{AnyOf, Cursor, Decode, Node, Value, Writer},
    object,
};
use alloc::string::String;

object! {
    /// What must hold for one value; several tests mean all of them. Text is compared without regard to the case of ASCII letters (the tables
    /// for all others would cost visitors 5 kB). Of a list of values, one that passes all tests is enough.
    pub thing Condition checked by wrong {
        /// Exactly this.
        equals: Option<Wanted> = "equals",
        /// One of these.
        one_of: Option<AnyOf<Wanted>> = "in",
        /// This occurs in it.
        contains: Option<String> = "contains",
        /// A number, or a range such as `50-249` or `250+`, that is nowhere below this.
        at_least: Option<i64> = "atLeast",
        /// One that is nowhere above this.
        at_most: Option<i64> = "atMost",
        /// Whether there is a value at all.
        present: Option<bool> = "present",
        /// An e-mail address of this kind.
        is: Option<AddressKind> = "is",
    }
}

impl Condition {
    /// Whether it cannot be told without the lists of e-mail domains.
    #[must_use]
    pub fn needs_lists(&self) -> bool {
        self.is.is_some_and(|kind| kind != AddressKind::Role)
    }

    #[inline(always)]
    pub(super) fn wrong(&self) -> Option<&'static str> {
        let Condition { equals, one_of, contains, at_least, at_most, present, is } = self;
        let texts = equals.is_none() && one_of.is_none() && contains.is_none();
        (texts && at_least.is_none() && at_most.is_none() && present.is_none() && is.is_none())
            .then_some("a condition needs at least one of \"equals\", \"in\", \"contains\", \"atLeast\", \"atMost\", \"present\", \"is\"")
    }
}

/// A value to compare with: text, or a whole number or true or false as its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted(pub String);

impl Decode for Wanted {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        match &node.value {
            Value::String(text) => self.0.push_str(text),
            Value::Bool(_) | Value::Number(_) => {
                let mut text = Writer::default();
                text.node(node);
                self.0 = text.finish();
            }
            _ => return cursor.expected(node, "a string, a number, true or false"),
        }
        true
    }
}
