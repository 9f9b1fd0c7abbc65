//! Rules that are wrong only where a lead goes to two webhooks.

use super::{changed, found};
use limen_core::{
    Event,
    event::Outcome,
    json::{decode, encode},
    outbox::{self, Changes, Entry, Records, Report, Request, Rung, id_of},
    time::Millis,
};
use limen_model::{Core, Invariant, Rules, draw::Draw, play::play, script::Script};

/// Fails unless these rules are found to violate one of these invariants, and only because a page names two webhooks.
#[track_caller]
fn found_with_two(rules: &dyn Rules, expected: &[Invariant]) {
    let failure = found(rules, expected);
    let script = Script::draw(&mut Draw::new(failure.seed, failure.interleaving)).with_one_webhook();
    assert_eq!(play(&script, rules, false).violation, None, "one webhook a page is enough");
}

/// What is written, without that of a lead's further entries.
fn first_only(changes: Changes) -> Changes {
    let put = changes.put.into_iter().filter(|(key, _)| id_of(key) == key).collect();
    Changes { put, ..changes }
}

#[test]
fn a_lead_prepared_for_its_first_webhook_only_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn event(&self, mut event: Event, _now: Millis) -> Event {
            if let Event::LeadPrepared { text, .. } = &mut event {
                let mut requests: Vec<Request> = decode(text).expect("requests");
                requests.truncate(1);
                *text = encode(&requests);
            }
            event
        }
    }
    found_with_two(&Wrong, &[Invariant::NoLoss]);
}

#[test]
fn thanks_once_the_first_entry_is_stored_are_found() {
    struct Wrong;
    impl Wrong {
        /// The others are said to wait for their turn.
        fn held(changes: Changes) -> Changes {
            let further: Vec<String> = changes.put.iter().map(|(key, _)| key).filter(|key| id_of(key) != *key).cloned().collect();
            let mut changes = first_only(changes);
            for report in &mut changes.reports {
                if let Report::Stored { held, .. } = report {
                    held.extend(further.iter().cloned());
                }
            }
            changes
        }
    }
    impl Rules for Wrong {
        fn store(&self, records: &Records, entries: Vec<Entry>, rung: Rung, now: Millis) -> Changes {
            Wrong::held(outbox::store(records, entries, rung, now))
        }

        fn plain(&self, entries: &[Entry], rung: Rung) -> Changes {
            Wrong::held(Core.plain(entries, rung))
        }
    }
    found_with_two(&Wrong, &[Invariant::NoLoss]);
}

#[test]
fn a_second_entry_that_is_sent_and_not_stored_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn plain(&self, entries: &[Entry], rung: Rung) -> Changes {
            first_only(Core.plain(entries, rung))
        }
    }
    found_with_two(&Wrong, &[Invariant::NoLoss, Invariant::OneLease]);
}

#[test]
fn a_full_outbox_that_takes_a_part_of_a_lead_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn store(&self, records: &Records, entries: Vec<Entry>, rung: Rung, now: Millis) -> Changes {
            let changes = outbox::store(records, entries.clone(), rung, now);
            match &changes.reports[..] {
                [Report::NotStored { .. }] => outbox::store(records, entries.into_iter().take(1).collect(), rung, now),
                _ => changes,
            }
        }
    }
    found_with_two(&Wrong, &[Invariant::NoLoss, Invariant::OneLease]);
}

#[test]
fn entries_that_are_stored_under_the_leads_id_are_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn plain(&self, entries: &[Entry], rung: Rung) -> Changes {
            let entries: Vec<Entry> = entries.iter().map(|entry| Entry { key: entry.id().into(), ..entry.clone() }).collect();
            Core.plain(&entries, rung)
        }
    }
    found_with_two(&Wrong, &[Invariant::SameRequest]);
}

#[test]
fn a_claim_that_sends_the_request_of_another_entry_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn claim(&self, records: &Records, rung: Rung, now: Millis, tab: u32, early: bool) -> Changes {
            let mut changes = outbox::claim(records, rung, now, tab, early);
            if let Some(attempt) = &mut changes.attempt {
                let of_lead = records.iter().find(|(key, _)| key == id_of(&attempt.key));
                if let Some(first) = of_lead.and_then(|(_, record)| Entry::from_record(record)).filter(Entry::waits) {
                    attempt.request = first.request;
                }
            }
            changes
        }
    }
    found_with_two(&Wrong, &[Invariant::SameRequest]);
}

#[test]
fn a_yes_that_marks_all_entries_of_a_lead_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn mark(&self, records: &Records, key: &str, record: &str) -> Changes {
            let mut changes = Core.mark(records, key, record);
            if !changes.put.is_empty() {
                let others = records.iter().map(|(other, _)| other).filter(|other| *other != key && id_of(other) == id_of(key));
                changes.put.extend(others.map(|other| (other.clone(), outbox::tombstone(other, Millis(0)))));
            }
            changes
        }
    }
    found_with_two(&Wrong, &[Invariant::NoLoss]);
}

#[test]
fn a_failure_that_ends_the_lease_of_another_entry_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn settle(&self, records: &Records, key: &str, tab: u32, outcome: &Outcome, now: Millis, jitter: u32) -> Changes {
            let mut changes = outbox::settle(records, key, tab, outcome, now, jitter);
            let others: Vec<_> = records.iter().filter(|(other, _)| other != key && id_of(other) == id_of(key)).cloned().collect();
            for (other, _) in &others {
                changes.put.extend(outbox::settle(&others, other, tab, outcome, now, jitter).put);
            }
            changes
        }
    }
    found_with_two(&Wrong, &[Invariant::OneLease]);
}

#[test]
fn a_lease_that_all_entries_of_a_lead_share_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn claim(&self, records: &Records, rung: Rung, now: Millis, tab: u32, early: bool) -> Changes {
            let first = |entry: &Entry| {
                let found = records.iter().find(|(key, _)| key == entry.id());
                found.and_then(|(_, record)| Entry::from_record(record)).filter(|first| first.key != entry.key)
            };
            let shared = changed(records, |entry| {
                if let (Some(first), Some(_)) = (first(entry), &entry.lease) {
                    (entry.next, entry.lease) = (first.next.min(entry.next), first.lease);
                }
            });
            outbox::claim(&shared, rung, now, tab, early)
        }
    }
    found_with_two(&Wrong, &[Invariant::OneLease]);
}
