//! What an attempt's end makes of a lead.

use super::*;

#[test]
fn only_a_yes_ends_the_waiting_and_it_counts_whoever_brings_it() {
    let lead = fresh("a", 0);
    for tab in [7, 8] {
        let delivered = settled(&lead, tab, &status(201), 100);
        assert_eq!((delivered.state, delivered.request.body.as_str(), delivered.lease), (State::Delivered, "", None));
        assert_eq!(delivered.next, Millis(100 + KEPT.0));
    }
    assert_eq!(settled(&lead, 7, &Outcome::Opaque, 100).state, State::Delivered, "sent blind: nobody will ever say more");
    for code in (100..200).chain(300..600) {
        assert!(settled(&lead, 7, &status(code), 100).waits(), "{code}");
    }
    for outcome in [Outcome::NetworkError, Outcome::TimedOut, Outcome::Redirected] {
        assert!(settled(&lead, 7, &outcome, 100).waits(), "{outcome:?}");
    }
}

#[test]
fn a_page_thawed_past_its_lease_does_no_harm() {
    let mut lead = fresh("a", 0);
    lead.take_lease(Millis(LEASE.0), 8);
    assert_eq!(settled(&lead, 7, &Outcome::TimedOut, LEASE.0 + 1), lead, "the lease of the tab that has taken over holds");
    let delivered = settled(&lead, 8, &status(200), LEASE.0 + 1);
    assert_eq!(settled(&delivered, 7, &status(500), LEASE.0 + 2), delivered);
    let gone = settle(&records(&[]), "a", 7, &status(500), Millis(0), 0);
    assert_eq!(gone, Changes { reports: vec![Report::Settled { key: "a".into() }], ..Changes::default() });
}

#[test]
fn a_no_for_good_parks_the_lead_tells_the_owner_once_and_a_later_hiccup_puts_it_back_on_the_schedule() {
    let told = |entry: &Entry, outcome: &Outcome| {
        let reports = settle(&records(std::slice::from_ref(entry)), &entry.key, 7, outcome, Millis(0), 500).reports;
        reports.into_iter().filter(|report| matches!(report, Report::GivenUp(_))).count()
    };
    let lead = fresh("a", 0);
    let mut parked = settled(&lead, 7, &status(403), 0);
    assert_eq!((parked.state, parked.last_status, parked.next), (State::Parked, 403, Millis(Span::HOUR.0)));
    assert_eq!(told(&lead, &status(403)), 1);
    parked.take_lease(Millis(0), 7);
    assert_eq!(told(&parked, &status(403)), 0, "not again");
    assert_eq!(settled(&parked, 7, &Outcome::NetworkError, 0).state, State::Queued);
    assert_eq!(told(&parked, &Outcome::NetworkError), 0);
}

#[test]
fn a_yes_that_is_marked_without_reading_ends_the_waiting_as_well() {
    let marked = Entry::from_record(&tombstone("a", Millis(100))).expect("readable");
    assert_eq!((marked.key.as_str(), marked.state, marked.request.body.as_str(), marked.lease.clone()), ("a", State::Delivered, "", None));
    assert_eq!(marked.next, settled(&fresh("a", 0), 7, &status(201), 100).next, "its key is remembered for as long");
    let late = store(&records(std::slice::from_ref(&marked)), vec![fresh("a", 0)], Rung::Durable, Millis(200));
    assert_eq!(late.put, records(&[marked]), "no late writer brings it back");
}
