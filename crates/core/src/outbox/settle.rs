//! Taking an attempt's end into the store.

use super::{Answer, Entry, State, classify, schedule};
use crate::{event::Outcome, time::Millis};
use alloc::string::String;

/// What [`settle`] decided about a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Delivered: delete it.
    Delete,
    /// Write this record back.
    Keep(String),
    /// Leave it as it is: another tab has it now, or it cannot be read, and we never destroy what we do not understand.
    Leave,
}

/// Takes the outcome of a tab's attempt into its record. The lease ends; only a yes deletes. A yes counts whoever brings it; a failure only
/// from the tab that holds the lease: one that was frozen past its lease must not end that of the tab which has taken over.
#[must_use]
pub fn settle(record: &str, tab: u32, outcome: &Outcome, now: Millis, jitter: u32) -> Settled {
    let Some(mut entry) = Entry::from_record(record) else { return Settled::Leave };
    let answer = classify(outcome, now);
    let holds = entry.lease.as_ref().is_some_and(|lease| lease.tab == tab);
    if !holds && answer != Answer::Delivered {
        return Settled::Leave;
    }
    entry.lease = None;
    entry.last_status = match outcome {
        Outcome::Status { status, .. } => *status,
        _ => 0,
    };
    let at_least = match answer {
        Answer::Delivered => return Settled::Delete,
        Answer::Refused => {
            entry.state = State::Parked;
            None
        }
        Answer::Retry(at_least) => {
            entry.state = State::Queued;
            at_least
        }
    };
    let wait = schedule::wait(entry.state, entry.attempts, jitter);
    entry.next = now.plus(at_least.map_or(wait, |at_least| at_least.max(wait)));
    Settled::Keep(entry.to_record())
}
