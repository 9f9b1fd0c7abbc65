//! Taking a lead to send, inside one transaction of the store.

use super::{Changes, Claimed, Entry, KEPT, Records, Report, Rung, State, read, schedule, status};
use crate::time::{Millis, Span, earlier};

/// No early try of a lead or an endpoint sooner than this after the last one, so that a visitor who clicks through pages does not hammer a
/// receiver that is down.
const EARLY_GAP: Span = Span(5_000);

/// After an attempt that failed for now, nothing else goes to that endpoint until the failed lead is due again, or for this long: a drain
/// stops at the first failure, and a lead that has been waiting for hours does not hold up a new one for hours.
const REST: Span = Span(30_000);

/// So many keys of leads that have gone are remembered at most: each is read at every transaction.
const MOST_REMEMBERED: usize = 100;

/// Looks for the oldest lead that is due, and takes its lease. While any lead of an endpoint is being sent, by whichever tab, no other of
/// that endpoint is: one request in flight. `early` is the one try ahead of the schedule that a new page or a regained network is worth.
///
/// What has had its time goes on the way: the body of a lead that nobody took within 30 days, and the key of one that went 30 days ago.
#[must_use]
pub fn claim(records: &Records, rung: Rung, now: Millis, tab: u32, early: bool) -> Changes {
    let mut changes = Changes::default();
    let mut entries = read(records);
    expire(&mut entries, now, &mut changes);
    forget(&entries, now, &mut changes);
    let mut due: Option<Millis> = None;
    let mut oldest: Option<usize> = None;
    for (at, entry) in entries.iter().enumerate() {
        let is_older = || oldest.and_then(|oldest| entries.get(oldest)).is_none_or(|oldest| entry.is_before(oldest));
        match due_at(entry, &entries, now, early) {
            _ if !entry.waits() => {}
            Some(time) => due = earlier(due, Some(time)),
            None if is_older() => oldest = Some(at),
            None => {}
        }
    }
    let claimed = match (oldest, due) {
        (Some(oldest), _) => {
            let mut entry = entries.swap_remove(oldest);
            let until = entry.take_lease(now, tab);
            changes.put(&entry);
            changes.attempt = Some(entry.attempt(now));
            Claimed::Lead { key: entry.key, until }
        }
        (None, Some(due)) => Claimed::Later(due),
        // Below the durable rung nobody knows what waits there.
        (None, None) if rung == Rung::Durable => Claimed::Nothing,
        (None, None) => Claimed::Failed,
    };
    changes.reports.push(Report::Claimed(claimed));
    changes
}

/// When an entry is due; none when it is now.
fn due_at(entry: &Entry, entries: &[Entry], now: Millis, early: bool) -> Option<Millis> {
    let mut held = None;
    let mut failed: Option<&Entry> = None;
    for other in entries.iter().filter(|other| other.waits() && other.request.url == entry.request.url) {
        let not_before = other.not_before.filter(|&time| time <= now.plus(Span::HOUR));
        held = held.max(other.leased_until(now)).max(not_before);
        let has_failed = other.state == State::Queued && other.attempts > 0 && other.lease.is_none() && other.tried <= now;
        if has_failed && failed.is_none_or(|failed| failed.tried < other.tried) {
            failed = Some(other);
        }
    }
    let is_early = |last: &Entry| early && now.since(last.tried) >= EARLY_GAP;
    if !(is_early(entry) && failed.is_none_or(is_early)) {
        // A time further away than any wait was written by a clock that has been set back since: due. So is a lease that has run out.
        let waits = entry.lease.is_none() && entry.next <= now.plus(schedule::longest(entry.state));
        let rests = failed.map(|failed| failed.next.min(failed.tried.plus(REST)));
        held = held.max(waits.then_some(entry.next)).max(rests);
    }
    held.filter(|&due| due > now)
}

/// So many attempts a lead has had before it expires. The age alone may be a clock's that was wrong for a moment; attempts take hours, or as
/// many visits.
const FEWEST_ATTEMPTS: u32 = 10;

/// A lead expires when an attempt that was begun after 30 days has failed, and the next one is due. So a clock that is set forward, and
/// back again, ends nothing: every lead is tried once more, and that attempt was in the future then.
fn expire(entries: &mut [Entry], now: Millis, changes: &mut Changes) {
    for entry in entries {
        let has_rested = entry.lease.is_none() && entry.tried <= now && entry.next <= now;
        if entry.waits() && has_rested && entry.attempts >= FEWEST_ATTEMPTS && entry.tried.since(entry.created) >= KEPT {
            entry.bury(State::Expired, now);
            changes.reports.push(Report::GivenUp(status::of(entry)));
            changes.put(entry);
        }
    }
}

/// Removes the keys whose time is over, and those beyond the newest hundred: ids are in the order of time.
fn forget(entries: &[Entry], now: Millis, changes: &mut Changes) {
    let mut remembered = 0;
    for entry in entries.iter().rev() {
        if !entry.waits() {
            remembered += 1;
            if entry.next <= now || remembered > MOST_REMEMBERED {
                changes.remove.push(entry.key.clone());
            }
        }
    }
}
