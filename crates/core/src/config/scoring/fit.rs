//! Rules on what the visitor told us, and the grades that come of them.

use crate::{
    json::{AnyOf, Cursor, Each, FromNode, Node},
    object, words,
};
use alloc::{string::String, vec::Vec};

object! {
    /// Points for what the visitor told us.
    pub container Fit {
        /// Rules on submitted fields.
        rules: Each<FitRule> = "rules",
        /// Where fit becomes C, B, A.
        grades: Grades = "grades",
    }
}

/// One condition on one field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FitRule {
    /// Its name, unique among fit rules.
    pub id: String,
    /// The field's name.
    pub field: String,
    /// What the field must be.
    pub test: FitTest,
    /// Points when it is.
    pub points: i32,
}

/// What a field must be. Text is compared without regard to the case of ASCII letters (the tables for all others would cost visitors 5 kB).
#[derive(Clone, Debug, PartialEq)]
pub enum FitTest {
    /// Exactly this.
    Equals(String),
    /// One of these.
    In(Vec<String>),
    /// This occurs in it.
    Contains(String),
    /// An address of this kind.
    Is(AddressKind),
}

words! {
    /// Kinds of e-mail address.
    pub enum AddressKind {
        /// Neither free, nor disposable, nor unreadable.
        Business = "business_email",
        /// At a provider that gives addresses to anybody.
        Free = "free_email",
    }
}

impl Default for FitTest {
    fn default() -> Self {
        FitTest::In(Vec::new())
    }
}

object! {
    thing FitRuleParts {
        id: String = "id",
        field: String = "field",
        points: i32 = "points",
        equals: Option<String> = "equals",
        one_of: Option<AnyOf<String>> = "in",
        contains: Option<String> = "contains",
        is: Option<AddressKind> = "is",
    }
}

impl FromNode for FitRule {
    fn from_node(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        let parts = crate::json::read::<FitRuleParts>(node, cursor)?;
        let tests = [
            parts.equals.map(FitTest::Equals),
            parts.one_of.map(|AnyOf(values)| FitTest::In(values)),
            parts.contains.map(FitTest::Contains),
            parts.is.map(FitTest::Is),
        ];
        let mut tests = tests.into_iter().flatten();
        match (tests.next(), tests.next()) {
            (Some(test), None) => Some(FitRule { id: parts.id, field: parts.field, test, points: parts.points }),
            _ => {
                cursor.issue(node.at, "a fit rule needs exactly one of \"equals\", \"in\", \"contains\", \"is\"");
                None
            }
        }
    }
}

/// Fit from which a grade begins; below C is D.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grades {
    /// Default 60.
    pub a: i32,
    /// Default 35.
    pub b: i32,
    /// Default 10.
    pub c: i32,
}

impl Default for Grades {
    fn default() -> Self {
        Grades { a: 60, b: 35, c: 10 }
    }
}

object! {
    thing GradeParts {
        a: i32 = "A",
        b: i32 = "B",
        c: i32 = "C",
    }
}

impl FromNode for Grades {
    fn from_node(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        let GradeParts { a, b, c } = crate::json::read::<GradeParts>(node, cursor)?;
        if a > b && b > c {
            return Some(Grades { a, b, c });
        }
        cursor.issue(node.at, "grades must fall: A above B above C");
        None
    }
}
