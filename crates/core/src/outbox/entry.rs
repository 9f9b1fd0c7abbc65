//! One lead on its way to one endpoint.

use super::Request;
use crate::{
    json::{Node, Value, encode, parse, push_integer, read_back},
    object,
    text::{before, concat},
    time::{Millis, Span},
    words,
};
use alloc::{string::String, vec::Vec};

/// Version of [`Entry`]'s form.
const VERSION: u32 = 2;

/// How long an attempt may take before it counts as unanswered.
pub const ATTEMPT_DEADLINE: Span = Span(15_000);

/// How long an attempt may take while the visitor waits for its answer.
pub(crate) const VISITOR_PATIENCE: Span = Span(8_000);

/// How long a lease holds: the attempt's deadline and 5 s for the store. A crashed tab's lead is taken over after at most this.
pub const LEASE: Span = Span(ATTEMPT_DEADLINE.0 + 5_000);

/// How long a lead is tried before it expires, and how long an id is remembered after its body has gone.
pub const KEPT: Span = Span(30 * Span::DAY.0);

object! {
    /// One lead on its way to one endpoint, as it lies in the store. The request never changes under a key.
    pub record Entry {
        /// Version of this form, 2. Records of a newer version are left as they are.
        version: u32 = "v",
        /// The store's key: the lead's id (UUIDv7) for the first webhook, `<id>.1`, `<id>.2`, … for further ones. (Its name in the record is
        /// version 1's, which knew one webhook.)
        key: String = "id",
        /// What to send.
        request: Request = "request",
        /// When the visitor submitted.
        created: Millis = "created",
        /// Attempts begun.
        attempts: u32 = "attempts",
        /// When the last attempt began.
        tried: Millis = "tried",
        /// Not before this time. Of a lead whose body has gone: when the record goes as well.
        next: Millis = "next",
        /// Not before this time, not even for a new page's early try: the endpoint's own wish (`Retry-After`).
        not_before: Option<Millis> = "notBefore",
        /// Who is sending it now, if anybody.
        lease: Option<Lease> = "lease",
        /// True while a request of it may be on the wire without a page: its first attempt, which outlives the page it was made on, and whose
        /// end nobody has heard of.
        orphan: bool = "orphan",
        /// How far it has come.
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
    /// How far an entry has come. While it has a lease, it is being sent.
    pub enum State {
        /// Waiting for its next attempt.
        Queued = "queued",
        /// The receiver said no for good: kept, tried rarely, visible to the owner.
        Parked = "parked",
        /// The receiver has it, or it was sent blind. The body is gone; the key stays for 30 days, so that no late writer sends it again.
        Delivered = "delivered",
        /// Nobody took it within 30 days. The body is gone; the owner has been told.
        Expired = "expired",
    }
}

/// One attempt to deliver, for the shell to send as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The entry's key.
    pub key: String,
    /// What to send, the same at every attempt.
    pub request: Request,
    /// When it begins; an `identified` request says so.
    pub at: Millis,
    /// True for an attempt that must outlive the page.
    pub keepalive: bool,
    /// Give up after this many milliseconds and say `TimedOut`.
    pub deadline: u32,
}

impl Entry {
    /// A new entry, leased to the tab it was submitted in: its first attempt needs no further transaction, and outlives its page.
    #[must_use]
    pub fn new(key: String, request: Request, now: Millis, tab: u32) -> Entry {
        let mut entry = Entry { version: VERSION, key, request, created: now, orphan: true, ..Entry::default() };
        entry.take_lease(now, tab);
        entry
    }

    /// The entries of a lead: one for each of its requests.
    #[must_use]
    pub fn all(id: &str, requests: Vec<Request>, now: Millis, tab: u32) -> Vec<Entry> {
        let mut entries = Vec::new();
        for request in requests {
            let mut key = String::from(id);
            if !entries.is_empty() {
                key.push('.');
                push_integer(&mut key, entries.len() as i64);
            }
            entries.push(Entry::new(key, request, now, tab));
        }
        entries
    }

    /// The lead's id: the idempotency key of every request.
    #[must_use]
    pub fn id(&self) -> &str {
        id_of(&self.key)
    }

    /// The record to store under [`Entry::key`].
    #[must_use]
    pub fn to_record(&self) -> String {
        encode(self)
    }

    /// Reads a record, of version 1 as well. `None` when it is damaged or of a newer version; such records are never touched.
    #[must_use]
    pub fn from_record(record: &str) -> Option<Entry> {
        read_back(record, |entry: &Entry| entry.version == VERSION).or_else(|| {
            let mut entry = read_back(&upgraded(record)?, |entry: &Entry| entry.version == 1)?;
            entry.version = VERSION;
            Some(entry)
        })
    }

    /// Whether it still has to be sent.
    #[must_use]
    pub fn waits(&self) -> bool {
        matches!(self.state, State::Queued | State::Parked)
    }

    /// Whether it was submitted earlier than another.
    pub(super) fn is_before(&self, other: &Entry) -> bool {
        (self.created, &self.key) < (other.created, &other.key)
    }

    /// Until when its lease holds, if it does.
    #[must_use]
    pub fn leased_until(&self, now: Millis) -> Option<Millis> {
        leased_until(self.lease.as_ref()?.until, now)
    }

    /// Tries the same lead again at the visitor's wish.
    pub fn renew(&mut self, now: Millis, tab: u32) {
        self.take_lease(now, tab);
    }

    /// Gives the lease back: the lead is due, and whoever claims it next sends it.
    pub fn queue(&mut self) {
        (self.lease, self.attempts, self.next, self.orphan) = (None, 0, self.created, false);
    }

    /// Begins an attempt: the lease is this tab's, and nobody else tries before it has run out.
    pub(super) fn take_lease(&mut self, now: Millis, tab: u32) -> Millis {
        self.attempts = self.attempts.saturating_add(1);
        self.tried = now;
        let until = now.plus(LEASE);
        self.lease = Some(Lease { tab, until });
        self.next = until;
        until
    }

    /// The body goes; the key stays for a while.
    pub(super) fn bury(&mut self, state: State, now: Millis) {
        self.state = state;
        self.request.body = String::new();
        self.lease = None;
        self.next = now.plus(KEPT);
    }

    /// The attempt that has begun.
    #[must_use]
    pub fn attempt(&self, now: Millis) -> Attempt {
        Attempt {
            key: self.key.clone(),
            request: self.request.clone(),
            at: now,
            keepalive: self.orphan && self.attempts <= 1,
            deadline: ATTEMPT_DEADLINE.0 as u32,
        }
    }
}

/// The lead's id, of an entry's key.
#[must_use]
pub fn id_of(key: &str) -> &str {
    before(key, b'.')
}

/// Until when a lease holds. One that ends later than any lease can was written by a clock that has been set back since: it has run out.
#[must_use]
pub fn leased_until(until: Millis, now: Millis) -> Option<Millis> {
    Some(until).filter(|&until| until > now && until <= now.plus(LEASE))
}

/// The record of a delivered lead, whatever it was before: its key, to be remembered for a while. Written without reading, for a yes counts
/// whoever brings it.
#[must_use]
pub fn tombstone(key: &str, now: Millis) -> String {
    Entry { version: VERSION, key: key.into(), state: State::Delivered, next: now.plus(KEPT), ..Entry::default() }.to_record()
}

/// A record of version 1 in the form of version 2. It held url and body beside the rest, and knew two requests, `simple` and `json`.
fn upgraded(record: &str) -> Option<String> {
    let is_json = matches!(parse(record).ok()?.member("format"), Some(Node { value: Value::String(format), .. }) if format == "json");
    let members = record.strip_prefix("{")?;
    let how = if is_json {
        r#""type":"application/json","identified":true,"#
    } else {
        r#""type":"text/plain;charset=UTF-8","identified":false,"#
    };
    Some(concat(&[r#"{"orphan":false,"request":{"mode":"cors","follow":false,"ack":false,"#, how, members, ",", members]))
}
