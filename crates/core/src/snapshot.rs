//! What is kept of a visitor between pages: versioned, readable, no form values.

use crate::{
    attention::Attention,
    json::{Writer, read_back},
    object,
    score::{Remembered, Scorer},
    visit_log::Kept,
    visitor::Visitor,
    write_object,
};
use alloc::string::String;

/// The version written. One of another version counts as none, as a damaged one does, and the visitor starts anew: before 3 nothing was
/// released. Later ones will be migrated here.
const VERSION: u32 = 3;

object! {
    /// The persisted form.
    pub record Snapshot {
        /// Always 3.
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
        let mut out = Writer::default();
        out.in_milliseconds = true;
        write_object!(out, Snapshot::KEYS, VERSION, visitor, scorer, attention, log);
        out.finish()
    }

    /// Reads a kept text. `None` when it is damaged or of another version.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Snapshot> {
        read_back(text, |snapshot: &Snapshot| snapshot.version == VERSION)
    }
}
