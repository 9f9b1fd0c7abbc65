//! Whether the widget may remember. Without consent nothing is written to storage; a form that the visitor submits is an act of their own.

use crate::config::{Consent as Rules, ConsentMode};

/// What the visitor allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Consent {
    /// Nobody said anything, and the owner's config takes that as a yes.
    Implied,
    /// Nobody said anything yet, and the owner's config wants a yes first.
    #[default]
    RequiredUnknown,
    /// A yes.
    Granted,
    /// A no, or Global Privacy Control.
    Denied,
    /// A yes taken back: all that was kept is erased.
    Withdrawn,
}

impl Consent {
    /// What holds when a page starts.
    #[must_use]
    pub fn at_start(rules: &Rules, gpc: bool) -> Consent {
        match rules.mode.unwrap_or(ConsentMode::Implied) {
            _ if gpc && rules.honour_gpc.unwrap_or(true) => Consent::Denied,
            ConsentMode::Implied => Consent::Implied,
            ConsentMode::Required => Consent::RequiredUnknown,
        }
    }

    /// The state after `limen('consent', given)`.
    #[must_use]
    pub fn answered(self, given: bool) -> Consent {
        match (given, self.may_remember()) {
            (true, _) => Consent::Granted,
            (false, true) => Consent::Withdrawn,
            (false, false) => Consent::Denied,
        }
    }

    /// Whether anything may be read from or written to storage.
    #[must_use]
    pub fn may_remember(self) -> bool {
        matches!(self, Consent::Implied | Consent::Granted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_may_be_kept_until_the_config_and_the_visitor_allow_it() {
        let required = Rules { mode: Some(ConsentMode::Required), honour_gpc: None };
        assert!(Consent::at_start(&Rules::default(), false).may_remember());
        assert!(!Consent::at_start(&Rules::default(), true).may_remember(), "Global Privacy Control is honoured by default");
        let unknown = Consent::at_start(&required, false);
        assert!(!unknown.may_remember());
        assert!(unknown.answered(true).may_remember());
        assert_eq!(unknown.answered(false), Consent::Denied);
        assert_eq!(unknown.answered(true).answered(false), Consent::Withdrawn);
    }
}
