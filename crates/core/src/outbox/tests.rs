use super::*;
use crate::event::{Claimed, Outcome};
use proptest::prelude::*;
use std::collections::BTreeMap;

const URL: &str = "https://hooks.example/v1/leads";

fn entry(id: &str, created: i64) -> Entry {
    let mut entry = Entry::new(id.into(), URL.into(), Format::Simple, "{\"a\":\"\\\"é\"}".into(), Millis(created), 7);
    entry.lease = None;
    entry.next = Millis(created);
    entry
}

fn claim_of(entries: &[Entry], now: i64) -> Claim {
    let records: Vec<(String, String)> = entries.iter().map(|entry| (entry.id.clone(), entry.to_record())).collect();
    claim(records.iter().map(|(key, record)| (key.as_str(), record.as_str())), Millis(now), 7, false)
}

#[test]
fn a_record_reads_back_to_the_byte() {
    let entry = Entry::new("a".into(), URL.into(), Format::Json, "{\"x\":\"\\u003c😀\\n\"}".into(), Millis(5), 7);
    assert_eq!(Entry::from_record(&entry.to_record()), Some(entry));
}

#[test]
fn a_new_lead_is_leased_to_its_own_tab_so_that_no_other_sends_it_at_the_same_time() {
    let fresh = Entry::new("a".into(), URL.into(), Format::Simple, "{}".into(), Millis(0), 7);
    assert_eq!(claim_of(&[fresh], 1).claimed, Claimed::Later(Millis(LEASE.0)));
}

#[test]
fn the_oldest_due_lead_goes_first_and_takes_the_lease() {
    let Claim { write, claimed } = claim_of(&[entry("b", 20), entry("a", 10)], 100);
    let Claimed::Lead(lead) = claimed else { panic!("expected a lead") };
    assert_eq!((lead.id.as_str(), lead.attempts, lead.lease.clone()), ("a", 2, Some(Lease { tab: 7, until: Millis(100 + LEASE.0) })));
    assert_eq!(write, Some(("a".into(), lead.to_record())));
}

#[test]
fn while_one_lead_is_in_flight_no_other_of_that_endpoint_is_sent() {
    let mut first = entry("a", 10);
    first.lease = Some(Lease { tab: 1, until: Millis(150) });
    let mut elsewhere = entry("c", 30);
    elsewhere.url = "https://other.example/".into();
    assert_eq!(claim_of(&[first.clone(), entry("b", 20)], 100).claimed, Claimed::Later(Millis(150)));
    let Claimed::Lead(lead) = claim_of(&[first, entry("b", 20), elsewhere], 100).claimed else { panic!("expected a lead") };
    assert_eq!(lead.id, "c");
}

#[test]
fn a_crashed_tabs_lead_is_taken_over_when_its_lease_has_run_out() {
    let mut crashed = entry("a", 10);
    crashed.lease = Some(Lease { tab: 1, until: Millis(90) });
    crashed.next = Millis(90);
    assert!(matches!(claim_of(&[crashed], 100).claimed, Claimed::Lead(_)));
}

#[test]
fn a_clock_set_back_by_a_year_does_not_hold_a_lead_for_a_year() {
    let mut entry = entry("a", 10);
    entry.next = Millis(365 * Span::DAY.0);
    assert!(matches!(claim_of(&[entry.clone()], 100).claimed, Claimed::Lead(_)));
    entry.lease = Some(Lease { tab: 1, until: Millis(365 * Span::DAY.0) });
    assert!(matches!(claim_of(&[entry], 100).claimed, Claimed::Lead(_)));
}

#[test]
fn a_new_page_tries_a_waiting_lead_ahead_of_its_schedule_but_not_within_five_seconds() {
    let mut waiting = entry("a", 0);
    waiting.next = Millis(Span::HOUR.0);
    let record = waiting.to_record();
    let early = |now: i64| claim([("a", record.as_str())].into_iter(), Millis(now), 7, true).claimed;
    assert_eq!(early(4_999), Claimed::Later(Millis(Span::HOUR.0)));
    assert!(matches!(early(5_000), Claimed::Lead(_)));
}

#[test]
fn damaged_rows_and_rows_of_a_newer_version_are_passed_over_and_never_touched() {
    let newer = entry("n", 1).to_record().replacen("\"v\":1", "\"v\":2", 1);
    let good = entry("a", 10).to_record();
    let rows = [("x", "garbage"), ("n", newer.as_str()), ("wrong-key", good.as_str()), ("a", good.as_str())];
    let Claim { write, .. } = claim(rows.into_iter(), Millis(100), 7, false);
    assert_eq!(write.map(|(key, _)| key), Some("a".into()));
    assert_eq!(settle("garbage", 7, &Outcome::Status { status: 200, retry_after: None }, Millis(0), 0), Settled::Leave);
    assert_eq!(settle(&newer, 7, &Outcome::Status { status: 200, retry_after: None }, Millis(0), 0), Settled::Leave);
}

#[test]
fn a_no_for_good_parks_the_lead_and_a_later_hiccup_puts_it_back_on_the_schedule() {
    let leased = Entry::new("a".into(), URL.into(), Format::Simple, "{}".into(), Millis(0), 7);
    let refused = Outcome::Status { status: 403, retry_after: None };
    let Settled::Keep(record) = settle(&leased.to_record(), 7, &refused, Millis(0), 500) else { panic!("kept") };
    let parked = Entry::from_record(&record).expect("readable");
    assert_eq!((parked.state, parked.last_status, parked.next), (State::Parked, 403, Millis(Span::HOUR.0)));
    let mut parked = parked;
    parked.take_lease(Millis(0), 8);
    assert_eq!(settle(&parked.to_record(), 7, &Outcome::NetworkError, Millis(0), 500), Settled::Leave, "not the holder");
    let Settled::Keep(record) = settle(&parked.to_record(), 8, &Outcome::NetworkError, Millis(0), 500) else { panic!("kept") };
    assert_eq!(Entry::from_record(&record).map(|entry| entry.state), Some(State::Queued));
}

#[test]
fn retry_after_is_a_floor_not_a_ceiling() {
    let leased = Entry::new("a".into(), URL.into(), Format::Simple, "{}".into(), Millis(0), 7);
    let busy = Outcome::Status { status: 429, retry_after: Some("60".into()) };
    let Settled::Keep(record) = settle(&leased.to_record(), 7, &busy, Millis(0), 500) else { panic!("kept") };
    assert_eq!(Entry::from_record(&record).map(|entry| entry.next), Some(Millis(60_000)));
}

#[test]
fn only_the_first_attempt_asks_to_outlive_the_page_and_every_attempt_has_the_same_id_and_body() {
    let mut entry = Entry::new("a".into(), URL.into(), Format::Json, "{}".into(), Millis(5_000), 7);
    let first = entry.attempt(Millis(5_000));
    entry.take_lease(Millis(9_000), 7);
    let second = entry.attempt(Millis(9_000));
    assert_eq!((first.keepalive, second.keepalive), (true, false));
    assert_eq!((&first.id, &first.body), (&second.id, &second.body));
    assert_eq!(first.headers, [("webhook-id", "a".into()), ("webhook-timestamp", "5".into()), ("Idempotency-Key", "a".to_owned())]);
}

/// A step in the life of a store that several tabs share.
#[derive(Clone, Debug)]
enum Step {
    Submit,
    Claim { tab: u32 },
    Settle { tab: u32, status: u16 },
    Crash { tab: u32 },
    Pass { ms: i64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        Just(Step::Submit),
        (0u32..3).prop_map(|tab| Step::Claim { tab }),
        (0u32..3, prop_oneof![Just(201u16), Just(503), Just(403), Just(0)]).prop_map(|(tab, status)| Step::Settle { tab, status }),
        (0u32..3).prop_map(|tab| Step::Crash { tab }),
        (1i64..40_000).prop_map(|ms| Step::Pass { ms }),
    ];
    prop::collection::vec(step, 0..80)
}

proptest! {
    /// Crashes, refusals and tabs in any order: no lead is lost, no body changes, one request at a time, and all arrive in the end.
    #[test]
    fn no_interleaving_of_tabs_and_crashes_loses_or_changes_a_lead(steps in steps(), jitter: u32) {
        let mut store: BTreeMap<String, String> = BTreeMap::new();
        let mut submitted: Vec<String> = Vec::new();
        let mut delivered: Vec<String> = Vec::new();
        let mut holding: BTreeMap<u32, (Entry, i64)> = BTreeMap::new();
        let mut now = 0i64;
        let take = |store: &mut BTreeMap<String, String>, now: i64, tab: u32| {
            let Claim { write, claimed } = claim(store.iter().map(|(k, v)| (k.as_str(), v.as_str())), Millis(now), tab, false);
            if let Some((key, record)) = write {
                store.insert(key, record);
            }
            claimed
        };
        for step in steps {
            match step {
                Step::Submit => {
                    let id = format!("lead-{}", submitted.len());
                    let mut new = entry(&id, now);
                    new.body = format!("body of {id}");
                    store.insert(id.clone(), new.to_record());
                    submitted.push(id);
                }
                Step::Claim { tab } if !holding.contains_key(&tab) => {
                    if let Claimed::Lead(lead) = take(&mut store, now, tab) {
                        prop_assert_eq!(&lead.body, &format!("body of {}", lead.id));
                        prop_assert!(holding.values().all(|(_, until)| *until <= now), "two requests in flight");
                        holding.insert(tab, (lead, now + ATTEMPT_DEADLINE.0));
                    }
                }
                Step::Settle { tab, status } => {
                    if let Some((lead, deadline)) = holding.remove(&tab) {
                        // The shell gives up at the deadline, whatever would have come after.
                        let status = if now > deadline { 0 } else { status };
                        let outcome = if status == 0 { Outcome::TimedOut } else { Outcome::Status { status, retry_after: None } };
                        if status == 201 {
                            delivered.push(lead.id.clone());
                        }
                        if let Some(record) = store.get(&lead.id).cloned() {
                            match settle(&record, tab, &outcome, Millis(now), jitter) {
                                Settled::Delete => { store.remove(&lead.id); }
                                Settled::Keep(record) => { store.insert(lead.id.clone(), record); }
                                Settled::Leave => prop_assert!(Entry::from_record(&record).is_some_and(|entry| entry.lease.is_none_or(|lease| lease.tab != tab))),
                            }
                        }
                    }
                }
                Step::Crash { tab } => { holding.remove(&tab); }
                Step::Pass { ms } => now += ms,
                Step::Claim { .. } => {}
            }
            prop_assert!(submitted.iter().all(|id| store.contains_key(id) || delivered.contains(id)), "a lead is lost");
        }
        // The receiver is well again: one tab drains all.
        for _ in 0..submitted.len() * 4 {
            now += 20 * Span::HOUR.0;
            if let Claimed::Lead(lead) = take(&mut store, now, 9) {
                let ok = Outcome::Status { status: 200, retry_after: None };
                prop_assert_eq!(settle(&store[&lead.id], 9, &ok, Millis(now), 0), Settled::Delete);
                store.remove(&lead.id);
            }
        }
        prop_assert!(store.is_empty(), "a lead was never sent");
    }
}
