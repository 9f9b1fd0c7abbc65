//! What is kept of a visitor between pages: versioned, readable, no form values.

use crate::{
    attention::Attention,
    json::{Writer, read_back},
    object,
    score::RuleState,
    time::Millis,
    visitor::Visitor,
};
use alloc::{string::String, vec::Vec};

/// The version written. Older ones will be migrated here; a newer or damaged one counts as none, and the visitor starts anew.
const VERSION: u32 = 1;

object! {
    /// The persisted form.
    pub record Snapshot {
        /// Always 1.
        version: u32 = "v",
        /// Who.
        visitor: Visitor = "visitor",
        /// The score.
        rules: Vec<RuleState> = "rules",
        /// When each page role was last seen.
        roles: Vec<(String, Millis)> = "roles",
        /// The attention budget.
        attention: Attention = "attention",
    }
}

impl Snapshot {
    /// The text to keep: what the type says, written without a copy of it.
    #[must_use]
    pub fn write(visitor: &Visitor, rules: &[&RuleState], roles: &[(String, Millis)], attention: &Attention) -> String {
        let mut out = Writer::default();
        out.record(Snapshot::KEYS, &[&VERSION, visitor, &rules, &roles, attention]);
        out.finish()
    }

    /// Reads a kept text. `None` when it is damaged or of another version.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Snapshot> {
        read_back(text, |snapshot: &Snapshot| snapshot.version == VERSION)
    }
}
