//! Taking a lead to send, inside one transaction of the store.

use super::{Entry, State};
use crate::{
    event::Claimed,
    time::{self, Millis, Span},
};
use alloc::{string::String, vec::Vec};

/// What [`claim`] decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The record to write back under its id, when one was claimed.
    pub write: Option<(String, String)>,
    /// The answer for the engine.
    pub claimed: Claimed,
}

/// No wait is longer than a parked lead's 12 h and its jitter. A time further away was written by a clock that has been set back since: due.
const FURTHEST: Span = Span(19 * Span::HOUR.0);

/// No early try sooner than this after the last one, so that a visitor who clicks through pages does not hammer a receiver that is down.
const EARLY_GAP: Span = Span(5_000);

/// Looks through the stored records (key, record) for the oldest lead that is due, and takes its lease. While any lead of an endpoint is
/// being sent, by whichever tab, no other of that endpoint is: one request in flight. `early` is the one try ahead of the schedule that a
/// new page or a regained network is worth: whatever waits and was not tried within the last 5 s is due.
#[must_use]
pub fn claim<'a>(records: impl Iterator<Item = (&'a str, &'a str)>, now: Millis, tab: u32, early: bool) -> Claim {
    // The key counts, not what the record says of itself: writing back under another key would double it.
    let mut entries = Vec::new();
    for (key, record) in records {
        if let Some(entry) = Entry::from_record(record).filter(|entry| entry.id == key) {
            entries.push(entry);
        }
    }
    claim_of(entries, now, tab, early)
}

fn claim_of(entries: Vec<Entry>, now: Millis, tab: u32, early: bool) -> Claim {
    let mut busy: Vec<(String, Millis)> = Vec::new();
    for entry in &entries {
        if let Some(until) = live_lease(entry, now) {
            busy.push((entry.url.clone(), until));
        }
    }
    let mut earliest: Option<Millis> = None;
    let mut oldest: Option<Entry> = None;
    for entry in entries {
        let in_flight = busy.iter().find(|(url, _)| *url == entry.url).map(|(_, until)| *until);
        let tried_early = early && entry.state == State::Queued && now.since(entry.tried) >= EARLY_GAP;
        let waits = entry.next > now && entry.next <= now.plus(FURTHEST) && entry.lease.is_none() && !tried_early;
        if let Some(due) = in_flight.or(waits.then_some(entry.next)) {
            earliest = time::earlier(earliest, Some(due));
        } else if oldest.as_ref().is_none_or(|oldest| (entry.created, &entry.id) < (oldest.created, &oldest.id)) {
            oldest = Some(entry);
        }
    }
    match oldest {
        Some(mut entry) => {
            entry.take_lease(now, tab);
            Claim { write: Some((entry.id.clone(), entry.to_record())), claimed: Claimed::Lead(entry) }
        }
        None => Claim { write: None, claimed: earliest.map_or(Claimed::Nothing, Claimed::Later) },
    }
}

/// Until when a lease holds. One that ends later than any lease can was written by a clock that has been set back since: it has run out.
fn live_lease(entry: &Entry, now: Millis) -> Option<Millis> {
    entry.lease.as_ref().map(|lease| lease.until).filter(|&until| until > now && until <= now.plus(super::LEASE))
}
