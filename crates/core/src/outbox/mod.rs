//! Where a lead waits, durably, until a receiver has said yes.
//!
//! The store itself is the single truth; these are pure functions that the shell applies inside one transaction of it, so that two tabs can
//! never both hold a lead. Each takes all records of the store and says what to write, what to remove, and what the engine is to hear of
//! once that is done:
//!
//! ```text
//!   store ──▶ queued ◀──────────┐ retry           expired (no body)
//!                │ claim        │                   ▲ claim, from 30 days on
//!                ▼              │                   │
//!            sending (lease) ── settle ──▶ parked ──┘ tried again, rarely
//!                               │
//!                               └─ yes ──▶ delivered (no body; removed after 30 days)
//! ```

mod claim;
mod entry;
mod outcome;
mod request;
mod schedule;
mod settle;
mod status;
mod store;

pub use claim::claim;
pub(crate) use entry::VISITOR_PATIENCE;
pub use entry::{ATTEMPT_DEADLINE, Attempt, Entry, KEPT, LEASE, Lease, State, id_of, leased_until, tombstone};
pub use outcome::{Answer, classify};
pub use request::{Format, Mode, Request};
pub(crate) use schedule::LONGEST_WAIT;
pub use settle::settle;
pub use status::list;
pub(crate) use store::LARGEST_SHAPED_BODY;
pub use store::{LARGEST_BODY, MOST_BYTES, MOST_WAITING, store};

use crate::{time::Millis, words};
use alloc::{string::String, vec::Vec};

words! {
    /// The ladder: where a transaction takes place. Each rung is for when the one above refuses or does not answer; below the last one nothing is
    /// asked, and the shell reports that it came to nothing.
    pub enum Rung {
        /// IndexedDB, which survives a killed browser; it holds what waits on the rung below as well, which moves up with the first change.
        Durable = "durable",
        /// localStorage, one key an entry. Records of the rung above, if there are any, are out of reach.
        Spare = "spare",
    }
}

/// The records of a store: key and text.
pub type Records = [(String, String)];

/// What a transaction writes, all or nothing, and tells the engine when it is done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Records to write, by key.
    pub put: Vec<(String, String)>,
    /// Keys to remove.
    pub remove: Vec<String>,
    /// What to tell, in order.
    pub reports: Vec<Report>,
    /// Of [`claim`]: the attempt that [`Effect::SendClaimed`](crate::Effect::SendClaimed) stands for.
    pub attempt: Option<Attempt>,
}

/// What came of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    /// Of [`store`]: the lead is in the store.
    Stored {
        /// The lead's id.
        id: String,
        /// Whether it survives whatever comes: the visitor may be thanked.
        durable: bool,
        /// Keys of those of its entries that this page is not to send now: delivered, being sent by another, or queued behind one that is.
        held: Vec<String>,
        /// Keys of those whose attempt must not outlive the page.
        bound: Vec<String>,
    },
    /// Of [`store`]: the lead is not in the store, which is full or refuses.
    NotStored {
        /// The lead's id.
        id: String,
    },
    /// Of [`claim`].
    Claimed(Claimed),
    /// Of [`settle`], or of a yes that was marked: the outcome has been taken in (or could not be; the lease then runs out by itself).
    Settled {
        /// The entry's key.
        key: String,
    },
    /// An entry was parked or has expired: its [status](list), as JSON text, for the owner.
    GivenUp(String),
}

/// What a claim found.
#[derive(Clone, Debug, PartialEq)]
pub enum Claimed {
    /// A lead is ours to send: its lease is written, and the attempt stands ready.
    Lead {
        /// The entry's key.
        key: String,
        /// When the lease runs out.
        until: Millis,
    },
    /// Nothing is due before then.
    Later(Millis),
    /// Nothing waits.
    Nothing,
    /// The store did not answer in time or refused.
    Failed,
}

impl Changes {
    fn put(&mut self, entry: &Entry) {
        self.put.push((entry.key.clone(), entry.to_record()));
    }
}

/// A record that this version can read. All others, damaged, foreign or of a newer version, are left alone: nothing waits for them, and
/// nothing destroys them. The key counts, not what the record says of itself: written back under another key it would double.
fn read_one(key: &str, record: &str) -> Option<Entry> {
    Entry::from_record(record).filter(|entry| entry.key == key)
}

/// Those of a store.
fn read(records: &Records) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (key, record) in records {
        if let Some(entry) = read_one(key, record) {
            entries.push(entry);
        }
    }
    entries
}

#[cfg(test)]
mod tests;
