//! Where a lead waits, durably, until a receiver has said yes.
//!
//! The store itself (IndexedDB in the browser) is the single truth; these are pure functions that the shell applies inside one
//! transaction of it, so that two tabs can never both hold a lead.

use crate::{
    event::{Claimed, Outcome},
    time::Millis,
    words,
};
use alloc::string::String;

/// One lead on its way to one endpoint. The body never changes under an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The lead's id (UUIDv7) and the store's key.
    pub id: String,
    /// The endpoint, absolute.
    pub url: String,
    /// How the body travels.
    pub format: Format,
    /// The exact bytes of the lead, at most 16 KiB of UTF-8.
    pub body: String,
    /// When the visitor submitted.
    pub created: Millis,
    /// Attempts begun.
    pub attempts: u32,
    /// Not before this time.
    pub next: Millis,
    /// Who is sending it now, if anybody.
    pub lease: Option<Lease>,
    /// Whether it waits or is parked.
    pub state: State,
    /// The last answer: an HTTP status, or 0 for none.
    pub last_status: u16,
}

/// The right to send, for a while. A lease that has run out counts as none: its holder crashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The holder.
    pub tab: u32,
    /// Until when.
    pub until: Millis,
}

/// Whether an entry is on the ordinary schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Waiting for its next attempt.
    #[default]
    Queued,
    /// The receiver said no for good: kept, tried rarely, visible to the owner.
    Parked,
}

words! {
    /// How a lead travels.
    pub enum Format {
        /// JSON as `text/plain;charset=UTF-8`, no preflight, no custom header.
        Simple = "simple",
        /// `application/json` with `webhook-id`, `webhook-timestamp` and `Idempotency-Key`.
        Json = "json",
    }
}

/// One attempt to deliver, for the shell to send as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The lead's id.
    pub id: String,
    /// Where to.
    pub url: String,
    /// `Content-Type`
    pub content_type: &'static str,
    /// Further headers.
    pub headers: alloc::vec::Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
    /// True for the first attempt, which must outlive the page (`keepalive`).
    pub keepalive: bool,
    /// Give up after this many milliseconds and say `TimedOut`.
    pub deadline: u32,
}

/// What [`claim`] decided.
pub struct Claim {
    /// The record to write back under its id, when one was claimed.
    pub write: Option<(String, String)>,
    /// The answer for the engine.
    pub claimed: Claimed,
}

/// What [`settle`] decided about a record.
pub enum Settled {
    /// Delivered: delete it.
    Delete,
    /// Write this record back.
    Keep(String),
    /// Leave it as it is (it cannot be read; never destroy what we do not understand).
    Leave,
}

/// Looks through the stored records for one that is due, and takes the lease.
#[must_use]
pub fn claim<'a>(_records: impl Iterator<Item = (&'a str, &'a str)>, _now: Millis, _tab: u32) -> Claim {
    Claim { write: None, claimed: Claimed::Nothing }
}

/// Takes the outcome of an attempt into its record.
#[must_use]
pub fn settle(_record: &str, _outcome: &Outcome, _now: Millis, _jitter: u32) -> Settled {
    Settled::Leave
}

impl Entry {
    /// The record to store under [`Entry::id`].
    #[must_use]
    pub fn to_record(&self) -> String {
        String::new()
    }
}
