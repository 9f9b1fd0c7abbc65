//! Rules on what the visitor told us, and the grades that come of them.

use super::Condition;
use crate::{
    config::place::{Object, Place, Placed},
    json::{Each, Manner},
    object, words,
};
use alloc::string::String;

object! {
    /// Points for what the visitor told us.
    pub section Fit {
        /// Rules on submitted fields.
        rules: Each<FitRule> = "rules",
        /// Where fit becomes C, B, A.
        grades: Option<Grades> = "grades",
    }
}

/// A condition on one field, and its points. In the config the tests of the condition stand beside the other keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FitRule {
    /// `id`: its name, unique among fit rules.
    pub id: String,
    /// `field`: the field's name.
    pub field: String,
    /// `points` when it holds.
    pub points: i32,
    /// All other keys.
    pub condition: Condition,
}

impl Object for FitRule {
    #[inline(always)]
    fn shape() -> (Manner, &'static str, u32) {
        (Manner::Thing, "id field points equals in contains atLeast atMost present is", 0b111)
    }

    #[inline(always)]
    fn member(&mut self, index: usize) -> Place<'_> {
        match index {
            0 => self.id.place(),
            1 => self.field.place(),
            2 => self.points.place(),
            _ => self.condition.member(index - 3),
        }
    }

    #[inline(always)]
    fn wrong(&self) -> Option<&'static str> {
        self.condition.wrong()
    }
}

words! {
    /// Kinds of e-mail address. A text that is no address is of none of them.
    pub enum AddressKind {
        /// At a domain of its own, neither free nor disposable. It may be a role's: `sales@acme.example` is the company.
        Business = "business_email",
        /// At a provider that gives addresses to anybody.
        Free = "free_email",
        /// At a provider of addresses to throw away.
        Disposable = "disposable_email",
        /// Of a function or department instead of a person: `info@`, `sales@`, `admin@`.
        Role = "role_email",
    }
}

object! {
    /// Fit from which a grade begins; below C is D.
    pub thing Grades checked by wrong {
        /// Default 60.
        a: i32 = "A",
        /// Default 35.
        b: i32 = "B",
        /// Default 10.
        c: i32 = "C",
    }
}

impl Grades {
    /// Those that hold where the config says nothing.
    pub const STANDARD: Grades = Grades { a: 60, b: 35, c: 10 };

    #[inline(always)]
    fn wrong(&self) -> Option<&'static str> {
        (self.a <= self.b || self.b <= self.c).then_some("grades must fall: A above B above C")
    }
}
