//! Taking an attempt's end into the store.

use super::{Answer, Changes, Entry, Records, Report, State, classify, outcome::least_wait, read_one, schedule, status};
use crate::{event::Outcome, time::Millis};

/// Takes the outcome of a tab's attempt into its entry. The lease ends; only a yes ends the waiting. A yes counts whoever brings it; a
/// failure only from the tab that holds the lease: one that was frozen past its lease must not end that of the tab which has taken over.
#[must_use]
pub fn settle(records: &Records, key: &str, tab: u32, outcome: &Outcome, now: Millis, jitter: u32) -> Changes {
    let mut changes = Changes::default();
    let found = records.iter().find(|(other, _)| other == key);
    if let Some(mut entry) = found.and_then(|(key, record)| read_one(key, record)).filter(Entry::waits) {
        take_in(&mut entry, tab, outcome, now, jitter, &mut changes);
    }
    changes.reports.push(Report::Settled { key: key.into() });
    changes
}

fn take_in(entry: &mut Entry, tab: u32, outcome: &Outcome, now: Millis, jitter: u32, changes: &mut Changes) {
    let answer = classify(outcome);
    let holds = entry.lease.as_ref().is_some_and(|lease| lease.tab == tab);
    let parked = entry.state == State::Parked;
    entry.last_status = outcome.status();
    match answer {
        Answer::Delivered | Answer::Sent => entry.bury(State::Delivered, now),
        // Another tab has it now.
        _ if !holds => return,
        Answer::Retry => entry.state = State::Queued,
        Answer::Refused => entry.state = State::Parked,
    }
    if holds {
        entry.lease = None;
        // A later attempt says nothing about how the first one ended.
        entry.orphan &= entry.attempts > 1;
    }
    if entry.waits() {
        let wait = schedule::wait(entry.state, entry.attempts, jitter);
        entry.not_before = match answer {
            Answer::Retry => least_wait(outcome, now).map(|least| now.plus(least)),
            _ => None,
        };
        let next = now.plus(wait);
        entry.next = entry.not_before.map_or(next, |not_before| not_before.max(next));
    }
    if entry.state == State::Parked && !parked {
        changes.reports.push(Report::GivenUp(status::of(entry)));
    }
    changes.put(entry);
}
