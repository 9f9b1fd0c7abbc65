//! Taking a lead in, inside one transaction of the store.

use super::{Changes, Entry, Records, Report, Rung, State, read};
use crate::{
    lead,
    time::{Millis, Span},
};
use alloc::vec::Vec;

/// So many entries may wait. At a full outbox no lead is evicted for another: the new one has to wait for the network.
pub const MOST_WAITING: usize = 50;

/// So many bytes of bodies may wait.
pub const MOST_BYTES: usize = 512 * 1024;

/// The largest body of a request that is a lead as it is.
pub const LARGEST_BODY: usize = lead::MAX_BYTES;

/// The largest that the add-on `formats` has made: in a form a lead's signs take three bytes each, and its parts stand beside it. Browsers
/// refuse a request of 65,536 bytes that is to outlive its page (Fetch, "keepalive").
pub(crate) const LARGEST_SHAPED_BODY: usize = 60_000;

/// How many requests to one endpoint may be on the wire without a page: a browser keeps six connections to a host, and those of an endpoint
/// that hangs would be gone for the page's own requests as well.
const MOST_ORPHANS: usize = 2;

/// How long a request without a page may take its connection. Browsers and servers give up after about this.
const ORPHANED: Span = Span(5 * Span::MINUTE.0);

/// Takes the entries of a lead in, all or none.
///
/// Each keeps the lease that it was made with, to be sent at once, unless another lead is on its way to its endpoint. (Where the visitor
/// waits for the answer, below the durable rung, it goes at once all the same.) A lead that is there already was submitted again: it is
/// renewed; one that is being sent just now, or has been delivered, stays as it is.
#[must_use]
pub fn store(records: &Records, entries: Vec<Entry>, rung: Rung, now: Millis) -> Changes {
    let mut changes = Changes::default();
    let id = entries.first().map(|entry| entry.id().into()).unwrap_or_default();
    let (mut waiting, mut bytes) = (0, 0);
    let mut count = |entry: &Entry| {
        if entry.waits() {
            waiting += 1;
            bytes += entry.request.body.len();
        }
    };
    let mut there = read(records);
    let mut stored: Vec<Entry> = Vec::new();
    let (mut held, mut bound) = (Vec::new(), Vec::new());
    for mut entry in entries {
        if let Some(at) = there.iter().position(|other| other.key == entry.key) {
            let is_done = |other: &Entry| other.state == State::Delivered || rung == Rung::Durable && other.leased_until(now).is_some();
            if let Some(other) = there.get(at).filter(|other| is_done(other)) {
                // Written as it is, it moves up from the rung below.
                changes.put(other);
                held.push(entry.key);
                continue;
            }
            there.swap_remove(at);
        } else {
            let (mut busy, mut orphans) = (false, 0);
            for other in there.iter().chain(&stored) {
                if other.request.url == entry.request.url {
                    busy |= other.leased_until(now).is_some();
                    orphans += usize::from(other.orphan && now.since(other.created) < ORPHANED);
                }
            }
            if busy && rung == Rung::Durable {
                entry.queue();
            } else {
                entry.orphan = orphans < MOST_ORPHANS;
            }
        }
        if rung == Rung::Durable && entry.leased_until(now).is_none() {
            // The transaction comes late: the page was frozen, or the store is slow.
            entry.queue();
        }
        if entry.lease.is_none() {
            held.push(entry.key.clone());
        } else if !entry.orphan {
            bound.push(entry.key.clone());
        }
        changes.put(&entry);
        count(&entry);
        stored.push(entry);
    }
    for entry in &there {
        count(entry);
    }
    if waiting > MOST_WAITING || bytes > MOST_BYTES {
        return Changes { reports: alloc::vec![Report::NotStored { id }], ..Changes::default() };
    }
    changes.reports.push(Report::Stored { id, durable: rung == Rung::Durable, held, bound });
    changes
}
