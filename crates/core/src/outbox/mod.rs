//! Where a lead waits, durably, until a receiver has said yes.
//!
//! The store itself (IndexedDB in the browser) is the single truth; these are pure functions that the shell applies inside one
//! transaction of it, so that two tabs can never both hold a lead.

mod claim;
mod outcome;
mod schedule;
mod settle;

pub use claim::{Claim, claim};
pub use outcome::{Answer, classify};
pub use settle::{Settled, settle};

use crate::{
    json::{encode, read_back},
    object,
    time::{Millis, Span},
    words,
};
use alloc::{string::String, vec::Vec};

/// Version of [`Entry`]'s form.
const VERSION: u32 = 1;

/// How long an attempt may take before it counts as unanswered.
pub const ATTEMPT_DEADLINE: Span = Span(15_000);

/// How long a lease holds: the attempt's deadline and 5 s for the store. A crashed tab's lead is taken over after at most this.
pub const LEASE: Span = Span(ATTEMPT_DEADLINE.0 + 5_000);

object! {
    /// One lead on its way to one endpoint, as it lies in the store. The body never changes under an id.
    pub record Entry {
        /// Version of this form, 1. Records of another version are left as they are.
        version: u32 = "v",
        /// The lead's id (UUIDv7) and the store's key.
        id: String = "id",
        /// The endpoint, absolute.
        url: String = "url",
        /// How the body travels.
        format: Format = "format",
        /// The exact text of the lead, at most 16 KiB of UTF-8.
        body: String = "body",
        /// When the visitor submitted.
        created: Millis = "created",
        /// Attempts begun.
        attempts: u32 = "attempts",
        /// When the last attempt began.
        tried: Millis = "tried",
        /// Not before this time.
        next: Millis = "next",
        /// Who is sending it now, if anybody.
        lease: Option<Lease> = "lease",
        /// Whether it waits or is parked.
        state: State = "state",
        /// The last answer: an HTTP status, or 0 for none.
        last_status: u16 = "lastStatus",
    }
}

object! {
    /// The right to send, for a while. A lease that has run out counts as none: its holder crashed.
    pub record Lease {
        /// The holder.
        tab: u32 = "tab",
        /// Until when.
        until: Millis = "until",
    }
}

words! {
    /// Whether an entry is on the ordinary schedule.
    pub enum State {
        /// Waiting for its next attempt.
        Queued = "queued",
        /// The receiver said no for good: kept, tried rarely, visible to the owner.
        Parked = "parked",
    }
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
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
    /// True for the first attempt, which must outlive the page (`keepalive`).
    pub keepalive: bool,
    /// Give up after this many milliseconds and say `TimedOut`.
    pub deadline: u32,
}

impl Entry {
    /// A new lead, leased to the tab it was submitted in, so that its first attempt needs no further transaction.
    #[must_use]
    pub fn new(id: String, url: String, format: Format, body: String, now: Millis, tab: u32) -> Entry {
        let mut entry = Entry {
            version: VERSION,
            id,
            url,
            format,
            body,
            created: now,
            attempts: 0,
            tried: now,
            next: now,
            lease: None,
            state: State::Queued,
            last_status: 0,
        };
        entry.take_lease(now, tab);
        entry
    }

    /// The record to store under [`Entry::id`].
    #[must_use]
    pub fn to_record(&self) -> String {
        encode(self)
    }

    /// Reads a record. `None` when it is damaged or of another version; such records are never touched.
    #[must_use]
    pub fn from_record(record: &str) -> Option<Entry> {
        read_back(record, |entry: &Entry| entry.version == VERSION)
    }

    /// Gives the lease back: the lead is due, and whoever claims it next sends it.
    pub fn queue(&mut self) {
        (self.lease, self.attempts, self.next) = (None, 0, self.created);
    }

    /// Begins an attempt: the lease is this tab's, and nobody else tries before it has run out.
    fn take_lease(&mut self, now: Millis, tab: u32) {
        self.attempts = self.attempts.saturating_add(1);
        self.tried = now;
        let until = now.plus(LEASE);
        self.lease = Some(Lease { tab, until });
        self.next = until;
    }

    /// The request of the attempt that has begun. Same id and body every time.
    #[must_use]
    pub fn attempt(&self, now: Millis) -> Attempt {
        let headers = match self.format {
            Format::Simple => Vec::new(),
            Format::Json => {
                let mut seconds = String::new();
                crate::json::push_integer(&mut seconds, now.0.div_euclid(Span::SECOND.0));
                alloc::vec![("webhook-id", self.id.clone()), ("webhook-timestamp", seconds), ("Idempotency-Key", self.id.clone())]
            }
        };
        Attempt {
            id: self.id.clone(),
            url: self.url.clone(),
            content_type: match self.format {
                Format::Simple => "text/plain;charset=UTF-8",
                Format::Json => "application/json",
            },
            headers,
            body: self.body.clone(),
            keepalive: self.attempts <= 1,
            deadline: ATTEMPT_DEADLINE.0 as u32,
        }
    }
}

#[cfg(test)]
mod tests;
