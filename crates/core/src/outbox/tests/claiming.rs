//! Which lead a claim takes, and when.

use super::*;

#[test]
fn the_oldest_due_lead_goes_first_and_takes_the_lease() {
    let changes = claim(&records(&[entry("b", 20), entry("a", 10)]), Rung::Durable, Millis(100), 7, false);
    let written = changes.put.clone();
    let lead = lead_of(changes).expect("due");
    assert_eq!((lead.key.as_str(), lead.attempts, lead.lease.clone()), ("a", 2, Some(Lease { tab: 7, until: Millis(100 + LEASE.0) })));
    assert_eq!(written, [("a".into(), lead.to_record())]);
}

#[test]
fn while_one_lead_is_in_flight_no_other_of_that_endpoint_is_sent() {
    let first = Entry { lease: Some(Lease { tab: 1, until: Millis(150) }), next: Millis(150), ..entry("a", 10) };
    let elsewhere = Entry { request: request(ELSEWHERE), ..entry("c", 30) };
    assert_eq!(claimed(&[first.clone(), entry("b", 20)], 100, false), Claimed::Later(Millis(150)));
    assert_eq!(claimed(&[first.clone(), entry("b", 20)], 100, true), Claimed::Later(Millis(150)), "not early either");
    assert_eq!(key_of(claimed(&[first, entry("b", 20), elsewhere], 100, false)).as_deref(), Some("c"));
}

#[test]
fn a_crashed_tabs_lead_is_taken_over_when_its_lease_has_run_out() {
    let lead = fresh("a", 0);
    assert_eq!(claimed(std::slice::from_ref(&lead), LEASE.0 - 1, false), Claimed::Later(Millis(LEASE.0)));
    assert_eq!(LEASE, Span(20_000));
    assert!(key_of(claimed(&[lead], LEASE.0, false)).is_some());
}

#[test]
fn a_drain_stops_at_an_endpoints_first_failure_and_goes_on_with_the_others() {
    let mut down = settled(&fresh("a", 0), 7, &Outcome::NetworkError, 100);
    let waits = [queued("b", 20), Entry { request: request(ELSEWHERE), ..queued("c", 30) }];
    let all = |down: &Entry| [down.clone(), waits[0].clone(), waits[1].clone()];
    assert_eq!(key_of(claimed(&all(&down), 100, false)).as_deref(), Some("c"));
    assert_eq!(claimed(&all(&down)[..2], 100, false), Claimed::Later(Millis(2_100)), "a is due again 2 s after its end");
    assert_eq!(key_of(claimed(&all(&down)[..2], 2_100, false)).as_deref(), Some("a"));
    // A lead that has failed for hours does not hold up a new one for as long.
    down = Entry { tried: Millis(100_000), next: Millis(3_700_000), ..down };
    assert_eq!(claimed(&all(&down)[..2], 100_000, false), Claimed::Later(Millis(130_000)));
}

#[test]
fn a_refusal_of_one_lead_does_not_hold_up_the_others() {
    let refused = settled(&fresh("a", 0), 7, &status(422), 100);
    assert_eq!(key_of(claimed(&[refused, queued("b", 20)], 100, false)).as_deref(), Some("b"));
}

#[test]
fn a_new_page_tries_a_waiting_lead_ahead_of_its_schedule_but_not_within_five_seconds() {
    let hour = Millis(Span::HOUR.0);
    for state in [State::Queued, State::Parked] {
        let waiting = Entry { state, next: hour, ..entry("a", 0) };
        assert_eq!(claimed(std::slice::from_ref(&waiting), 4_999, true), Claimed::Later(hour));
        assert!(key_of(claimed(&[waiting], 5_000, true)).is_some());
    }
    // One a page, not one a lead.
    let failed = Entry { tried: Millis(5_000), next: hour, ..entry("a", 0) };
    let other = Entry { next: hour, ..entry("b", 0) };
    assert_eq!(claimed(&[failed.clone(), other.clone()], 9_999, true), Claimed::Later(hour));
    assert_eq!(key_of(claimed(&[failed, other], 10_000, true)).as_deref(), Some("a"));
}

#[test]
fn what_an_endpoint_asks_for_holds_for_all_its_leads_and_for_early_tries() {
    let busy = Outcome::Status { status: 429, retry_after: Some("60".into()), echoed: None };
    let told = settled(&fresh("a", 0), 7, &busy, 0);
    assert_eq!(told.next, Millis(60_000), "a floor, not a ceiling");
    let both = [told, queued("b", 20)];
    assert_eq!(claimed(&both, 59_999, true), Claimed::Later(Millis(60_000)));
    assert!(key_of(claimed(&both, 60_000, false)).is_some());
}

#[test]
fn a_clock_that_jumps_holds_no_lead_up_and_ends_none() {
    let year = 365 * Span::DAY.0;
    let waiting = |now: i64| Entry { next: Millis(now + 90 * Span::MINUTE.0), tried: Millis(now), ..entry("a", 10) };
    // Set back by a year: every time in the record is far ahead.
    let back = waiting(year);
    assert!(key_of(claimed(std::slice::from_ref(&back), 100, false)).is_some());
    let leased = Entry { lease: Some(Lease { tab: 1, until: Millis(year) }), not_before: Some(Millis(year)), ..back };
    assert!(key_of(claimed(&[leased], 100, false)).is_some());
    // Set forward by a year, and back again: tried, and not given up.
    let failed = settled(&lead(&[waiting(0)], year), 7, &status(500), year);
    assert!(failed.waits());
    assert!(key_of(claimed(&[failed], Span::HOUR.0, false)).is_some());
    // A year behind when the lead was made, and right again when its first attempt fails.
    let failed = settled(&Entry { tried: Millis(year), ..fresh("a", 0) }, 7, &Outcome::NetworkError, year);
    assert!(key_of(claimed(&[failed], year + Span::HOUR.0, false)).is_some());
}

#[test]
fn a_lead_that_nobody_takes_expires_after_thirty_days_and_a_last_attempt_and_the_owner_is_told() {
    let lead = entry("a", 0);
    let before = Entry { attempts: 99, tried: Millis(KEPT.0 - 1), ..lead.clone() };
    assert!(key_of(claimed(&[before], 2 * KEPT.0, false)).is_some(), "tried once more, however late");
    let after = Entry { attempts: 10, tried: KEPT_AT, next: KEPT_AT, last_status: 503, ..lead };
    let changes = claim(&records(&[after, entry("b", KEPT.0)]), Rung::Durable, KEPT_AT, 7, false);
    let expired = Entry::from_record(&changes.put[0].1).expect("readable");
    assert_eq!((expired.state, expired.request.body.as_str(), expired.next), (State::Expired, "", Millis(2 * KEPT.0)));
    let told =
        format!(r#"{{"id":"a","endpoint":"{URL}","state":"expired","since":"1970-01-01T00:00:00.000Z","attempts":10,"status":503}}"#);
    assert_eq!(changes.reports[0], Report::GivenUp(told));
    assert_eq!(key_of(claimed_in(changes)).as_deref(), Some("b"), "nothing waits for it");
}

const KEPT_AT: Millis = Millis(KEPT.0);

#[test]
fn the_key_of_a_delivered_lead_is_remembered_for_thirty_days_and_the_newest_hundred_are() {
    let delivered = settled(&fresh("a", 0), 7, &status(200), 100);
    let remove = |entries: &[Entry], now: i64| claim(&records(entries), Rung::Durable, Millis(now), 7, false).remove;
    assert!(remove(std::slice::from_ref(&delivered), 99 + KEPT.0).is_empty());
    assert_eq!(remove(std::slice::from_ref(&delivered), 100 + KEPT.0), ["a"]);
    let many: Vec<Entry> =
        (0..101).map(|number| Entry { key: format!("d{number:03}"), next: Millis(KEPT.0 + number), ..delivered.clone() }).collect();
    assert_eq!(remove(&many, 100), ["d000"]);
    assert!(remove(&many[1..], 100).is_empty());
}

#[test]
fn below_the_durable_rung_nobody_knows_that_nothing_waits() {
    assert_eq!(claimed(&[], 0, false), Claimed::Nothing);
    assert_eq!(claimed_in(claim(&[], Rung::Spare, Millis(0), 7, false)), Claimed::Failed);
}
