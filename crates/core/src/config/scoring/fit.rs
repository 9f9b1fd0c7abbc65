//! Rules on what the visitor told us, and the grades that come of them.

use crate::{
    json::{AnyOf, Each},
    object, words,
};
use alloc::string::String;

object! {
    /// Points for what the visitor told us.
    pub container Fit {
        /// Rules on submitted fields.
        rules: Each<FitRule> = "rules",
        /// Where fit becomes C, B, A.
        grades: Option<Grades> = "grades",
    }
}

object! {
    /// One condition on one field. Text is compared without regard to the case of ASCII letters (the tables for all others would cost
    /// visitors 5 kB).
    pub thing FitRule checked by wrong {
        /// Its name, unique among fit rules.
        id: String = "id",
        /// The field's name.
        field: String = "field",
        /// Points when it holds.
        points: i32 = "points",
        /// Exactly this.
        equals: Option<String> = "equals",
        /// One of these.
        one_of: Option<AnyOf<String>> = "in",
        /// This occurs in it.
        contains: Option<String> = "contains",
        /// An address of this kind.
        is: Option<AddressKind> = "is",
    }
}

impl FitRule {
    fn wrong(&self) -> Option<&'static str> {
        let tests = [self.equals.is_some(), self.one_of.is_some(), self.contains.is_some(), self.is.is_some()];
        let count = tests.into_iter().filter(|present| *present).count();
        (count != 1).then_some("a fit rule needs exactly one of \"equals\", \"in\", \"contains\", \"is\"")
    }
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

    fn wrong(&self) -> Option<&'static str> {
        (self.a <= self.b || self.b <= self.c).then_some("grades must fall: A above B above C")
    }
}
