use super::*;
use crate::config::{Config, check};
use crate::time::Span;
use proptest::prelude::*;

const MINUTE: i64 = Span::MINUTE.0;

fn acme() -> Config {
    check(include_str!("../../../../www/limen.json")).0.expect("the example is right")
}

fn config(rules: &str) -> Config {
    let pages = r#"[{"role":"home","match":"/"},{"role":"pricing","match":"/pricing"}]"#;
    let (config, issues) = check(&format!(r#"{{"version":1,"pages":{pages},"scoring":{{"halfLife":"7d","rules":{rules}}}}}"#));
    assert_eq!(issues, []);
    config.expect("a config")
}

/// A visitor whose visit is told step by step.
struct Visit {
    config: Config,
    scorer: Scorer,
    seen: Vec<(String, Millis)>,
}

impl Visit {
    fn new(config: Config) -> Visit {
        Visit { scorer: Scorer::new(&config.scoring, Vec::new()), config, seen: Vec::new() }
    }

    fn observe(&mut self, at: i64, role: &str, signal: Signal<'_>) -> u32 {
        let now = Millis(at);
        let seen = self.seen.clone();
        let moment = Moment { now, day: now.day(0), role: Some(role), path: "/x", seen_roles: &seen };
        self.scorer.observe(&self.config.scoring, signal, &moment);
        self.scorer.interest(&self.config.scoring, now)
    }

    fn view(&mut self, at: i64, role: &str) -> u32 {
        self.scorer.begin_page();
        let interest = self.observe(at, role, Signal::PageView);
        self.seen.retain(|(seen, _)| seen != role);
        self.seen.push((role.into(), Millis(at)));
        interest
    }
}

#[test]
fn home_then_pricing_crosses_the_threshold_and_every_point_is_explained() {
    let mut visit = Visit::new(acme());
    assert_eq!(visit.view(0, "home"), 5);
    assert_eq!(visit.view(MINUTE, "pricing"), 40);
    let factors = visit.scorer.factors(&visit.config.scoring, Millis(MINUTE));
    let parts: Vec<(&str, i32, u32)> = factors.iter().map(|factor| (factor.rule.as_str(), factor.points, factor.count)).collect();
    assert_eq!(parts, [("saw-pricing", 20, 1), ("home-then-pricing", 15, 1), ("saw-home", 5, 1)]);
}

#[test]
fn a_sequence_counts_only_in_its_order_and_within_its_time() {
    let mut visit = Visit::new(acme());
    assert_eq!(visit.view(0, "pricing"), 20, "not after home");
    assert_eq!(visit.view(MINUTE, "home"), 25);
    assert_eq!(visit.view(32 * MINUTE, "pricing"), 45, "31 minutes after home is too late");
}

#[test]
fn limits_hold_per_page_session_day_and_visitor() {
    for (per, expected) in [("page", [1, 1, 2, 3, 4]), ("session", [1, 1, 1, 2, 3]), ("day", [1, 1, 1, 1, 2]), ("visitor", [1, 1, 1, 1, 1])]
    {
        let rules = format!(r#"[{{"id":"a","on":"custom","name":"ping","points":1,"limit":{{"max":1,"per":"{per}"}}}}]"#);
        let mut visit = Visit::new(config(&rules));
        let ping = Signal::Custom { name: "ping" };
        visit.view(0, "home");
        let first = visit.observe(0, "home", ping);
        let again = visit.observe(1, "home", ping);
        visit.view(2, "pricing");
        let next_page = visit.observe(2, "pricing", ping);
        visit.scorer.begin_session();
        visit.view(3, "home");
        let next_session = visit.observe(3, "home", ping);
        visit.scorer.begin_session();
        visit.view(Span::DAY.0, "home");
        let next_day = visit.observe(Span::DAY.0, "home", ping);
        assert_eq!([first, again, next_page, next_session, next_day], expected, "{per}");
    }
}

#[test]
fn interest_never_shows_below_zero_nor_above_the_most() {
    let mut visit = Visit::new(acme());
    assert_eq!(visit.view(0, "careers"), 0);
    let mut many = Visit::new(acme());
    for at in 0..20 {
        many.observe(at, "home", Signal::Custom { name: "trial_started" });
    }
    assert_eq!(many.scorer.interest(&many.config.scoring, Millis(20)), 100);
}

#[test]
fn a_threshold_within_a_page_counts_once_when_it_is_crossed() {
    let rules = r#"[{"id":"read","on":"scroll","percent":90,"points":8},{"id":"stay","on":"engaged","seconds":60,"points":10}]"#;
    let mut visit = Visit::new(config(rules));
    assert_eq!(visit.observe(0, "home", Signal::Scroll { from: 0, to: 89 }), 0);
    assert_eq!(visit.observe(1, "home", Signal::Scroll { from: 89, to: 95 }), 8);
    assert_eq!(visit.observe(2, "home", Signal::Scroll { from: 95, to: 100 }), 8);
    assert_eq!(visit.observe(3, "home", Signal::Engaged { from: 10, to: 60 }), 18);
}

#[test]
fn a_session_counts_by_its_number_and_its_campaign() {
    let mut visit = Visit::new(acme());
    let utm = [("medium".to_owned(), "CPC".to_owned())];
    assert_eq!(visit.observe(0, "home", Signal::SessionStart { number: 1, utm: &utm }), 5);
    assert_eq!(visit.observe(1, "home", Signal::SessionStart { number: 2, utm: &[] }), 15);
}

#[test]
fn a_clock_set_back_neither_revives_nor_kills_points() {
    let mut visit = Visit::new(acme());
    visit.view(1_000 * MINUTE, "home");
    assert_eq!(visit.scorer.interest(&visit.config.scoring, Millis(0)), 5);
    assert_eq!(visit.view(0, "pricing"), 40, "the pages still came one after the other");
}

#[test]
fn the_order_of_rules_does_not_matter() {
    let forwards = r#"[{"id":"a","on":"page_view","points":1},{"id":"b","on":"page_view","after":{"rule":"a"},"points":2}]"#;
    let backwards = r#"[{"id":"b","on":"page_view","after":{"rule":"a"},"points":2},{"id":"a","on":"page_view","points":1}]"#;
    for rules in [forwards, backwards] {
        let mut visit = Visit::new(config(rules));
        assert_eq!((visit.view(0, "home"), visit.view(1, "home")), (1, 4), "{rules}");
    }
}

fn signals() -> impl Strategy<Value = Vec<(i64, u8)>> {
    prop::collection::vec((0i64..10_000_000_000, 0u8..7), 0..60)
}

fn replay(visit: &mut Visit, signals: &[(i64, u8)]) {
    for &(at, kind) in signals {
        match kind {
            0 => drop(visit.view(at, "home")),
            1 => drop(visit.view(at, "pricing")),
            2 => drop(visit.view(at, "careers")),
            3 => drop(visit.observe(at, "docs", Signal::Engaged { from: 0, to: 100 })),
            4 => drop(visit.observe(at, "case-study", Signal::Scroll { from: 0, to: 100 })),
            5 => drop(visit.observe(at, "home", Signal::Custom { name: "trial_started" })),
            _ => visit.scorer.begin_session(),
        }
    }
}

proptest! {
    #[test]
    fn a_score_put_away_and_taken_up_again_goes_on_as_if_nothing_had_been(signals in signals(), cut in 0usize..60, now in 0i64..20_000_000_000) {
        let cut = cut.min(signals.len());
        let mut whole = Visit::new(acme());
        replay(&mut whole, &signals);
        let mut parted = Visit::new(acme());
        replay(&mut parted, &signals[..cut]);
        let text = crate::json::encode(&parted.scorer.remembered());
        parted.scorer = Scorer::new(&parted.config.scoring, crate::json::decode(&text).expect("readable"));
        replay(&mut parted, &signals[cut..]);
        let factors = |visit: &Visit| visit.scorer.factors(&visit.config.scoring, Millis(now));
        prop_assert_eq!(factors(&parted), factors(&whole));
    }

    #[test]
    fn interest_is_the_sum_of_its_factors_within_its_bounds(signals in signals(), now in 0i64..20_000_000_000) {
        let mut visit = Visit::new(acme());
        replay(&mut visit, &signals);
        let sum: i64 = visit.scorer.factors(&visit.config.scoring, Millis(now)).iter().map(|factor| i64::from(factor.points)).sum();
        prop_assert_eq!(i64::from(visit.scorer.interest(&visit.config.scoring, Millis(now))), sum.clamp(0, 100));
    }
}
