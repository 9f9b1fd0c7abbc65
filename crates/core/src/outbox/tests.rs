use super::*;
use crate::{
    event::Outcome,
    time::{Millis, Span},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const URL: &str = "https://hooks.example/v1/leads";
const ELSEWHERE: &str = "https://other.example/";

fn request(url: &str) -> Request {
    Format::Simple.request(url.into(), false, "{\"a\":\"\\\"é\"}".into())
}

/// A lead as it was submitted in tab 7.
fn fresh(key: &str, created: i64) -> Entry {
    Entry::new(key.into(), request(URL), Millis(created), 7)
}

/// One that was tried once and is due.
fn entry(key: &str, created: i64) -> Entry {
    Entry { lease: None, next: Millis(created), ..fresh(key, created) }
}

/// One that nobody has tried.
fn queued(key: &str, created: i64) -> Entry {
    let mut entry = fresh(key, created);
    entry.queue();
    entry
}

fn status(status: u16) -> Outcome {
    Outcome::Status { status, retry_after: None, echoed: None }
}

fn records(entries: &[Entry]) -> Vec<(String, String)> {
    entries.iter().map(|entry| (entry.key.clone(), entry.to_record())).collect()
}

fn claimed(entries: &[Entry], now: i64, early: bool) -> Claimed {
    claimed_in(claim(&records(entries), Rung::Durable, Millis(now), 7, early))
}

fn claimed_in(changes: Changes) -> Claimed {
    let found = changes.reports.into_iter().find_map(|report| match report {
        Report::Claimed(claimed) => Some(claimed),
        _ => None,
    });
    found.expect("every claim is answered")
}

fn key_of(claimed: Claimed) -> Option<String> {
    match claimed {
        Claimed::Lead { key, .. } => Some(key),
        _ => None,
    }
}

/// The entry that a claim takes, as it is written.
fn lead_of(changes: Changes) -> Option<Entry> {
    let attempt = changes.attempt.clone();
    let record = changes.put.iter().find(|(key, _)| attempt.as_ref().is_some_and(|attempt| attempt.key == *key))?;
    let lead = Entry::from_record(&record.1).expect("readable");
    let until = lead.lease.as_ref().expect("leased").until;
    assert_eq!(attempt, Some(lead.attempt(lead.tried)));
    assert_eq!(claimed_in(changes), Claimed::Lead { key: lead.key.clone(), until });
    Some(lead)
}

fn lead(entries: &[Entry], now: i64) -> Entry {
    lead_of(claim(&records(entries), Rung::Durable, Millis(now), 7, false)).expect("due")
}

/// The entry that an attempt's end makes of this one.
fn settled(entry: &Entry, tab: u32, outcome: &Outcome, now: i64) -> Entry {
    let changes = settle(&records(std::slice::from_ref(entry)), &entry.key, tab, outcome, Millis(now), 500);
    changes.put.first().map_or_else(|| entry.clone(), |(_, record)| Entry::from_record(record).expect("readable"))
}

#[test]
fn a_record_reads_back_to_the_byte() {
    let mut entry = Entry::new("a.1".into(), Format::Json.request(URL.into(), true, "{\"x\":\"\\u003c😀\\n\"}".into()), Millis(5), 7);
    entry.not_before = Some(Millis(9));
    assert_eq!(Entry::from_record(&entry.to_record()), Some(entry));
}

#[test]
fn a_lead_has_an_entry_for_each_of_its_requests_and_one_id() {
    let entries = Entry::all("a", vec![request(URL), request(ELSEWHERE), request(URL)], Millis(5), 7);
    let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["a", "a.1", "a.2"]);
    assert!(entries.iter().all(|entry| entry.id() == "a"));
}

#[test]
fn records_of_version_1_are_read_and_sent_as_they_were() {
    let old = |format: &str| {
        let head = format!(
            r#"{{"v":1,"id":"a","url":"{URL}","format":"{format}","body":"{{\"format\":\"json\"}}","created":"1970-01-01T00:00:01.000Z","#
        );
        head + r#""attempts":2,"tried":"1970-01-01T00:00:02.000Z","next":"1970-01-01T00:00:03.000Z","state":"queued","lastStatus":503}"#
    };
    for (format, word) in [(Format::Simple, "simple"), (Format::Json, "json")] {
        let entry = Entry::from_record(&old(word)).expect("readable");
        assert_eq!(entry.request, format.request(URL.into(), false, r#"{"format":"json"}"#.into()));
        assert_eq!((entry.created, entry.attempts, entry.next, entry.last_status), (Millis(1_000), 2, Millis(3_000), 503));
        assert_eq!(lead(&[entry], 5_000).attempt(Millis(5_000)).request.body, r#"{"format":"json"}"#);
    }
}

#[test]
fn damaged_rows_and_rows_of_a_newer_version_are_passed_over_and_never_touched() {
    let newer = entry("n", 1).to_record().replacen("\"v\":2", "\"v\":3", 1);
    let good = entry("a", 10).to_record();
    let rows = [("x", "garbage"), ("n", newer.as_str()), ("wrong-key", good.as_str()), ("a", good.as_str())];
    let rows: Vec<(String, String)> = rows.into_iter().map(|(key, record)| (key.to_owned(), record.to_owned())).collect();
    let changes = claim(&rows, Rung::Durable, Millis(100), 7, false);
    assert_eq!(changes.put.into_iter().map(|(key, _)| key).collect::<Vec<_>>(), ["a"]);
    assert!(changes.remove.is_empty());
    for key in ["x", "n", "wrong-key"] {
        assert_eq!(
            settle(&rows, key, 7, &status(200), Millis(0), 0),
            Changes { reports: vec![Report::Settled { key: key.into() }], ..Changes::default() }
        );
    }
    let full = Changes { reports: vec![Report::Claimed(Claimed::Nothing)], ..Changes::default() };
    assert_eq!(claim(&rows[..3], Rung::Durable, Millis(100), 7, false), full, "nothing waits for them");
}

mod storing {
    use super::*;

    fn stored(waiting: &[Entry], entries: Vec<Entry>, rung: Rung, now: i64) -> Option<Vec<Entry>> {
        let changes = store(&records(waiting), entries, rung, Millis(now));
        let written: Vec<Entry> = changes.put.iter().map(|(_, record)| Entry::from_record(record).expect("readable")).collect();
        match changes.reports.into_iter().next() {
            Some(Report::Stored { durable, held, bound, .. }) => {
                assert_eq!(durable, rung == Rung::Durable);
                for entry in &written {
                    assert_eq!(held.contains(&entry.key), entry.lease.is_none());
                    assert_eq!(bound.contains(&entry.key), entry.lease.is_some() && !entry.orphan);
                }
                Some(written)
            }
            Some(Report::NotStored { .. }) => {
                assert!(written.is_empty(), "all or none");
                None
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_new_lead_is_leased_to_its_own_tab_so_that_no_other_sends_it_at_the_same_time() {
        let lead = stored(&[], vec![fresh("a", 0)], Rung::Durable, 0).expect("stored");
        assert!(lead[0].attempt(Millis(0)).keepalive, "the first attempt outlives its page");
        assert_eq!(claimed(&lead, 1, false), Claimed::Later(Millis(LEASE.0)));
    }

    #[test]
    fn a_new_lead_waits_its_turn_while_another_is_on_its_way_to_the_same_endpoint() {
        let [first, second] = [fresh("a", 0), fresh("b", 10)];
        let queued = stored(std::slice::from_ref(&first), vec![second.clone()], Rung::Durable, 10).expect("stored");
        assert_eq!((queued[0].lease.clone(), queued[0].attempts, queued[0].next), (None, 0, Millis(10)));
        let elsewhere = Entry { request: request(ELSEWHERE), ..second.clone() };
        assert!(stored(std::slice::from_ref(&first), vec![elsewhere], Rung::Durable, 10).expect("stored")[0].lease.is_some());
        // The visitor waits for the answer.
        assert!(stored(&[first], vec![second], Rung::Spare, 10).expect("stored")[0].lease.is_some());
    }

    #[test]
    fn at_fifty_leads_or_half_a_mebibyte_none_is_evicted_and_the_new_one_waits_for_the_network() {
        let mut waiting: Vec<Entry> = (0..50).map(|number| entry(&format!("lead-{number}"), number)).collect();
        assert_eq!(stored(&waiting, vec![fresh("new", 99)], Rung::Durable, 99), None);
        waiting[0].bury(State::Delivered, Millis(50));
        assert!(stored(&waiting, vec![fresh("new", 99)], Rung::Durable, 99).is_some());
        assert_eq!(stored(&waiting, Entry::all("new", vec![request(URL), request(ELSEWHERE)], Millis(99), 7), Rung::Durable, 99), None);
        let large = |number: i64| {
            let mut entry = entry(&format!("lead-{number}"), number);
            entry.request.body = "x".repeat(LARGEST_BODY);
            entry
        };
        let waiting: Vec<Entry> = (0..32).map(large).collect();
        assert_eq!(stored(&waiting[..31], vec![large(31)], Rung::Durable, 99).map(|stored| stored.len()), Some(1));
        assert_eq!(stored(&waiting, vec![fresh("new", 99)], Rung::Durable, 99), None);
    }

    #[test]
    fn a_late_writer_neither_brings_a_delivered_lead_back_nor_takes_a_lease_away() {
        let delivered = settled(&fresh("a", 0), 7, &status(200), 100);
        let mut sending = entry("a", 0);
        sending.take_lease(Millis(150), 8);
        // Written as they are: they may come from the rung below.
        for there in [delivered, sending] {
            let changes = store(&records(std::slice::from_ref(&there)), vec![fresh("a", 0)], Rung::Durable, Millis(200));
            let done = Report::Stored { id: "a".into(), durable: true, held: vec!["a".into()], bound: vec![] };
            assert_eq!(changes, Changes { put: records(&[there]), reports: vec![done], ..Changes::default() });
        }
    }

    #[test]
    fn an_expired_lead_that_is_submitted_again_is_taken_in_anew() {
        let mut expired = entry("a", 0);
        expired.bury(State::Expired, Millis(KEPT.0));
        let again = Entry { lease: Some(Lease { tab: 7, until: Millis(KEPT.0 + LEASE.0) }), ..fresh("a", 0) };
        assert_eq!(stored(&[expired], vec![again], Rung::Durable, KEPT.0).map(|stored| stored[0].waits()), Some(true));
    }

    #[test]
    fn a_lead_whose_lease_has_run_out_on_the_way_into_the_store_takes_its_turn() {
        let late = stored(&[], vec![fresh("a", 0)], Rung::Durable, LEASE.0).expect("stored");
        assert_eq!((late[0].lease.clone(), late[0].next), (None, Millis(0)));
    }

    #[test]
    fn the_same_lead_submitted_again_is_one_lead() {
        let waiting = entry("a", 0);
        let mut again = waiting.clone();
        again.renew(Millis(50), 7);
        assert_eq!(stored(&[waiting], vec![again.clone()], Rung::Spare, 50), Some(vec![again]));
    }

    #[test]
    fn only_two_requests_to_one_endpoint_may_outlive_their_pages_within_five_minutes() {
        let minute = Span::MINUTE.0;
        let mut waiting: Vec<Entry> = Vec::new();
        let keepalive = |waiting: &mut Vec<Entry>, key: &str, now: i64| {
            // The pages before are gone, and their leases have run out.
            let lead = stored(waiting, vec![fresh(key, now)], Rung::Durable, now).expect("stored").remove(0);
            waiting.push(lead.clone());
            lead.attempt(Millis(now)).keepalive
        };
        assert!(keepalive(&mut waiting, "a", 0));
        assert!(keepalive(&mut waiting, "b", minute));
        assert!(!keepalive(&mut waiting, "c", 2 * minute));
        // A later attempt does not tell how the first one ended.
        let mut second = lead(&waiting[..1], 3 * minute);
        assert!(!second.attempt(Millis(3 * minute)).keepalive);
        second = settled(&second, 7, &status(503), 3 * minute);
        waiting[0] = second;
        assert!(!keepalive(&mut waiting, "d", 4 * minute));
        assert!(keepalive(&mut waiting, "e", 5 * minute), "the first is five minutes old");
        // An answer that was heard frees its place.
        waiting[4] = settled(&waiting[4], 7, &status(503), 5 * minute);
        assert!(keepalive(&mut waiting, "f", 5 * minute + LEASE.0));
    }
}

mod claiming;
mod model;
mod settling;
