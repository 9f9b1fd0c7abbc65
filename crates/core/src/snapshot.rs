//! What is kept of a visitor between pages: versioned, readable, no form values.

use crate::{
    attention::Attention,
    encode_object,
    json::read_back,
    object,
    score::{Remembered, Scorer},
    visit_log::Kept,
    visitor::Visitor,
};
use alloc::string::String;

/// The version written. Older ones will be migrated here; a newer or damaged one counts as none, and the visitor starts anew.
const VERSION: u32 = 2;

object! {
    /// The persisted form.
    pub record Snapshot {
        /// Always 2.
        version: u32 = "v",
        /// Who.
        visitor: Visitor = "visitor",
        /// The score.
        score: Remembered = "score",
        /// The attention budget.
        attention: Attention = "attention",
        /// The visit log.
        log: Kept = "log",
    }
}

impl Snapshot {
    /// The text to keep: what the type says, written without a copy of it.
    #[must_use]
    pub fn write(visitor: &Visitor, scorer: &Scorer, attention: &Attention, log: &Kept) -> String {
        encode_object!(Snapshot::KEYS, VERSION, visitor, scorer, attention, log)
    }

    /// Reads a kept text. `None` when it is damaged or of another version.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Snapshot> {
        read_back(text, |snapshot: &Snapshot| snapshot.version == VERSION)
    }
}
