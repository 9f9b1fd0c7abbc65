//! The model test, tested: rules that are wrong on purpose, each in a way that somebody could have written. Every one of them has to be found
//! within what CI plays of the right ones.

use limen_core::{
    Effect, Event,
    event::Outcome,
    outbox::{self, Answer, Changes, Claimed, Entry, LEASE, Records, Report, Rung, State, classify},
    time::{Millis, Span},
};
use limen_model::{Core, Failure, Invariant, Rules, run};

mod webhooks;

/// What CI plays of the rules as they are.
const INTERLEAVINGS: u64 = 100_000;

/// Fails unless these rules are found to violate one of these invariants; says how.
#[track_caller]
fn found(rules: &dyn Rules, expected: &[Invariant]) -> Failure {
    let failure = run(rules, 1, 0..INTERLEAVINGS).expect_err("the model has no teeth: these rules are wrong and it found nothing");
    println!("{failure}");
    assert!(expected.contains(&failure.violation.invariant), "found something else than {expected:?}: {failure}");
    failure
}

/// The records, each entry changed.
fn changed(records: &Records, change: impl Fn(&mut Entry)) -> Vec<(String, String)> {
    let mut out = records.to_vec();
    for (_, record) in &mut out {
        if let Some(mut entry) = Entry::from_record(record) {
            change(&mut entry);
            *record = entry.to_record();
        }
    }
    out
}

/// What is written, each entry changed.
fn rewritten(changes: Changes, change: impl Fn(&mut Entry)) -> Changes {
    Changes { put: changed(&changes.put, change), ..changes }
}

/// The records without those of some entries.
fn without(records: &Records, out_of_sight: impl Fn(&Entry) -> bool) -> Vec<(String, String)> {
    let seen = |(_, record): &&(String, String)| !Entry::from_record(record).is_some_and(|entry| out_of_sight(&entry));
    records.iter().filter(seen).cloned().collect()
}

#[test]
fn a_no_that_counts_as_a_yes_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn settle(&self, records: &Records, key: &str, tab: u32, outcome: &Outcome, now: Millis, jitter: u32) -> Changes {
            let done = Outcome::Status { status: 204, retry_after: None, echoed: None };
            let outcome = if classify(outcome) == Answer::Refused { &done } else { outcome };
            outbox::settle(records, key, tab, outcome, now, jitter)
        }
    }
    found(&Wrong, &[Invariant::NoLoss]);
}

#[test]
fn a_portals_yes_that_counts_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn event(&self, mut event: Event, _now: Millis) -> Event {
            if let Event::AttemptEnded { outcome: Outcome::Status { echoed, .. }, .. } = &mut event {
                *echoed = None;
            }
            event
        }
    }
    found(&Wrong, &[Invariant::NoLoss]);
}

#[test]
fn a_claim_that_looks_at_no_lease_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn claim(&self, records: &Records, rung: Rung, now: Millis, tab: u32, early: bool) -> Changes {
            let free = changed(records, |entry| {
                entry.next = if entry.lease.take().is_some() { entry.created } else { entry.next };
            });
            outbox::claim(&free, rung, now, tab, early)
        }
    }
    found(&Wrong, &[Invariant::OneLease]);
}

#[test]
fn a_claim_of_a_second_lead_of_an_endpoint_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn claim(&self, records: &Records, rung: Rung, now: Millis, tab: u32, early: bool) -> Changes {
            outbox::claim(&without(records, |entry| entry.leased_until(now).is_some()), rung, now, tab, early)
        }
    }
    found(&Wrong, &[Invariant::OneLease]);
}

#[test]
fn a_failure_that_ends_another_tabs_lease_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn settle(&self, records: &Records, key: &str, tab: u32, outcome: &Outcome, now: Millis, jitter: u32) -> Changes {
            let mine = changed(records, |entry| {
                if let Some(lease) = &mut entry.lease {
                    lease.tab = tab;
                }
            });
            outbox::settle(&mine, key, tab, outcome, now, jitter)
        }
    }
    found(&Wrong, &[Invariant::OneLease]);
}

#[test]
fn a_lead_stored_without_its_lease_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn store(&self, records: &Records, entries: Vec<Entry>, rung: Rung, now: Millis) -> Changes {
            rewritten(outbox::store(records, entries, rung, now), Entry::queue)
        }
    }
    found(&Wrong, &[Invariant::OneLease]);
}

#[test]
fn a_page_that_sends_though_its_lease_has_run_out_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn event(&self, mut event: Event, now: Millis) -> Event {
            if let Event::Outbox(Report::Claimed(Claimed::Lead { until, .. })) = &mut event {
                *until = now.plus(LEASE);
            }
            event
        }
    }
    found(&Wrong, &[Invariant::OneLease, Invariant::NotAgain]);
}

#[test]
fn a_body_that_is_made_anew_for_a_retry_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn claim(&self, records: &Records, rung: Rung, now: Millis, tab: u32, early: bool) -> Changes {
            let mut changes = outbox::claim(records, rung, now, tab, early);
            if let Some(attempt) = &mut changes.attempt {
                attempt.request.body.push(' ');
            }
            changes
        }
    }
    found(&Wrong, &[Invariant::SameRequest]);
}

#[test]
fn thanks_before_the_store_has_answered_are_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn is_hasty(&self) -> bool {
            true
        }
    }
    found(&Wrong, &[Invariant::NoLoss, Invariant::OneLease]);
}

#[test]
fn thanks_for_a_lead_in_local_storage_are_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn event(&self, mut event: Event, _now: Millis) -> Event {
            if let Event::Outbox(Report::Stored { durable, .. }) = &mut event {
                *durable = true;
            }
            event
        }
    }
    found(&Wrong, &[Invariant::NoLoss]);
}

#[test]
fn a_plain_put_said_durable_in_local_storage_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn plain(&self, entries: &[Entry], _rung: Rung) -> Changes {
            Core.plain(entries, Rung::Durable)
        }
    }
    found(&Wrong, &[Invariant::NoLoss]);
}

#[test]
fn a_plain_put_over_what_is_there_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn adds(&self) -> bool {
            false
        }
    }
    found(&Wrong, &[Invariant::NotAgain, Invariant::OneLease]);
}

#[test]
fn a_yes_that_marks_without_a_record_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn mark(&self, _records: &Records, key: &str, record: &str) -> Changes {
            Core.mark(&[(key.into(), String::new())], key, record)
        }
    }
    found(&Wrong, &[Invariant::NoTrace]);
}

#[test]
fn a_silence_that_is_marked_as_a_yes_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn effect(&self, effect: Effect) -> Effect {
            match effect {
                Effect::SettleLead { key, outcome: Outcome::NetworkError, .. } => {
                    let record = outbox::tombstone(&key, Millis(0));
                    Effect::MarkDelivered { key, record }
                }
                effect => effect,
            }
        }
    }
    found(&Wrong, &[Invariant::NoLoss]);
}

#[test]
fn a_full_outbox_that_lets_its_oldest_lead_go_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn store(&self, records: &Records, entries: Vec<Entry>, rung: Rung, now: Millis) -> Changes {
            let changes = outbox::store(records, entries.clone(), rung, now);
            let waits = |(_, record): &&(String, String)| Entry::from_record(record).is_some_and(|entry| entry.waits());
            match (&changes.reports[..], records.iter().find(waits)) {
                ([Report::NotStored { .. }], Some((oldest, _))) if rung == Rung::Durable => {
                    let mut changes = outbox::store(&without(records, |entry| entry.key == *oldest), entries, rung, now);
                    changes.remove.push(oldest.clone());
                    changes
                }
                _ => changes,
            }
        }
    }
    found(&Wrong, &[Invariant::NoLoss, Invariant::OneLease]);
}

#[test]
fn a_claim_that_throws_away_what_it_cannot_read_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn claim(&self, records: &Records, rung: Rung, now: Millis, tab: u32, early: bool) -> Changes {
            let mut changes = outbox::claim(records, rung, now, tab, early);
            changes.remove.extend(records.iter().filter(|(_, record)| Entry::from_record(record).is_none()).map(|(key, _)| key.clone()));
            changes
        }
    }
    found(&Wrong, &[Invariant::ForeignRows]);
}

#[test]
fn an_expiry_within_days_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn claim(&self, records: &Records, rung: Rung, now: Millis, tab: u32, early: bool) -> Changes {
            const DAYS: i64 = 28 * Span::DAY.0;
            const ATTEMPTS: u32 = 10;
            let younger = |entry: &mut Entry| {
                entry.created.0 += DAYS;
                entry.attempts -= ATTEMPTS;
            };
            let older = changed(records, |entry| {
                entry.created.0 -= DAYS;
                entry.attempts += ATTEMPTS;
            });
            rewritten(outbox::claim(&older, rung, now, tab, early), younger)
        }
    }
    found(&Wrong, &[Invariant::NoLoss]);
}

#[test]
fn a_time_far_ahead_that_holds_a_lead_up_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn claim(&self, records: &Records, rung: Rung, now: Millis, tab: u32, early: bool) -> Changes {
            let ahead = |entry: &Entry| entry.next > now.plus(Span(19 * Span::HOUR.0));
            outbox::claim(&without(records, ahead), rung, now, tab, early)
        }
    }
    found(&Wrong, &[Invariant::EventualSend]);
}

#[test]
fn a_parked_lead_that_is_never_tried_again_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn claim(&self, records: &Records, rung: Rung, now: Millis, tab: u32, early: bool) -> Changes {
            outbox::claim(&without(records, |entry| entry.state == State::Parked), rung, now, tab, early)
        }
    }
    found(&Wrong, &[Invariant::EventualSend]);
}

#[test]
fn an_idle_outbox_that_looks_again_and_again_is_found() {
    struct Wrong;
    impl Rules for Wrong {
        fn event(&self, event: Event, now: Millis) -> Event {
            match event {
                Event::Outbox(Report::Claimed(Claimed::Nothing)) => Event::Outbox(Report::Claimed(Claimed::Later(now.plus(Span(30_000))))),
                event => event,
            }
        }
    }
    found(&Wrong, &[Invariant::Silence]);
}
