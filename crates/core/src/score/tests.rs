use super::*;
use crate::{
    config::{Config, check, scoring::FormStep},
    json::{decode, encode},
    location::Location,
    time::Span,
};
use proptest::prelude::*;

const MINUTE: i64 = Span::MINUTE.0;

fn acme() -> Config {
    check(include_str!("../../../../www/limen.json")).0.expect("the example is right")
}

fn config_with(scoring: &str) -> Config {
    let pages = r#"[{"role":"home","match":"/"},{"role":"pricing","match":"/pricing","topic":"price"},{"role":"proof","match":"/customers/*","topic":"proof"}]"#;
    let (config, issues) = check(&format!(r#"{{"version":1,"pages":{pages},"scoring":{scoring}}}"#));
    assert_eq!(issues, []);
    config.expect("a config")
}

fn config(rules: &str) -> Config {
    config_with(&format!(r#"{{"halfLife":"7d","rules":{rules}}}"#))
}

/// A visitor whose visit is told step by step.
struct Visit {
    config: Config,
    scorer: Scorer,
    location: Location,
    traits: Vec<(String, Scalar)>,
}

impl Visit {
    fn new(config: Config) -> Visit {
        Visit { scorer: Scorer::new(&config.scoring, Remembered::default()), config, location: Location::default(), traits: Vec::new() }
    }

    fn observe(&mut self, at: i64, signal: Signal<'_>) -> u32 {
        let now = Millis(at);
        let lists = Lists::default();
        let moment = self.location.moment(now, now.day(0), &self.traits, &lists);
        self.scorer.observe(&self.config.scoring, &signal, &moment);
        self.interest(at)
    }

    fn view(&mut self, at: i64, path: &str) -> u32 {
        self.location = Location::new(&self.config, &format!("https://acme.example{path}"));
        self.observe(at, Signal::PageView)
    }

    fn session(&mut self, at: i64, number: u32) -> u32 {
        self.observe(at, Signal::SessionStart { number, utm: &[], referrer: "", gap: None })
    }

    fn interest(&self, at: i64) -> u32 {
        self.scorer.interest(&self.config.scoring, Millis(at)).points
    }

    fn factors(&self, at: i64) -> Vec<Factor> {
        self.scorer.factors(&self.config.scoring, Millis(at))
    }
}

fn custom(name: &str) -> Signal<'_> {
    Signal::Custom { name, properties: &[] }
}

/// What one signal of a fresh visitor is worth to one rule.
fn worth(rule: &str, path: &str, signal: Signal<'_>) -> u32 {
    let mut visit = Visit::new(config(&format!(r#"[{{"id":"rule","points":1,{rule}}}]"#)));
    visit.location = Location::new(&visit.config, &format!("https://acme.example{path}"));
    visit.observe(0, signal)
}

#[test]
fn home_then_pricing_crosses_the_threshold_and_every_point_is_explained() {
    let mut visit = Visit::new(acme());
    assert_eq!(visit.view(0, "/"), 5);
    assert_eq!(visit.view(MINUTE, "/pricing"), 40);
    let parts: Vec<(String, i32, u32)> =
        visit.factors(MINUTE).into_iter().map(|factor| (factor.rule, factor.points, factor.count)).collect();
    assert_eq!(parts, [("saw-pricing".into(), 20, 1), ("home-then-pricing".into(), 15, 1), ("saw-home".into(), 5, 1)]);
}

#[test]
fn a_sequence_counts_only_in_its_order_and_within_its_time() {
    let mut visit = Visit::new(acme());
    assert_eq!(visit.view(0, "/pricing"), 20, "not after home");
    assert_eq!(visit.view(MINUTE, "/"), 25);
    assert_eq!(visit.view(32 * MINUTE, "/pricing"), 45, "31 minutes after home is too late");
}

#[test]
fn limits_hold_per_page_session_day_and_visitor_and_refusals_are_counted() {
    for (per, expected) in [("page", [1, 1, 2, 3, 4]), ("session", [1, 1, 1, 2, 3]), ("day", [1, 1, 1, 1, 2]), ("visitor", [1, 1, 1, 1, 1])]
    {
        let rules = format!(r#"[{{"id":"a","on":"custom","name":"ping","points":1,"limit":{{"max":1,"per":"{per}"}}}}]"#);
        let mut visit = Visit::new(config(&rules));
        visit.session(0, 1);
        visit.view(0, "/");
        let first = visit.observe(0, custom("ping"));
        let again = visit.observe(1, custom("ping"));
        visit.view(2, "/pricing");
        let next_page = visit.observe(2, custom("ping"));
        visit.session(3, 2);
        visit.view(3, "/");
        let next_session = visit.observe(3, custom("ping"));
        visit.session(Span::DAY.0, 3);
        visit.view(Span::DAY.0, "/");
        let next_day = visit.observe(Span::DAY.0, custom("ping"));
        assert_eq!([first, again, next_page, next_session, next_day], expected, "{per}");
        let counted = expected[4];
        assert_eq!(visit.factors(Span::DAY.0)[0].refused, Some(5 - counted), "{per}");
    }
}

#[test]
fn interest_never_shows_below_zero_nor_above_the_most() {
    let mut visit = Visit::new(acme());
    assert_eq!(visit.view(0, "/careers"), 0);
    let mut many = Visit::new(acme());
    for at in 0..20 {
        many.observe(at, custom("trial_started"));
    }
    let interest = many.scorer.interest(&many.config.scoring, Millis(20));
    assert_eq!(interest, Interest { points: 100, caps: vec![Cap { group: None, points: 800, max_points: 100 }] });
}

#[test]
fn a_group_has_so_many_points_together_and_no_more() {
    let scoring = r#"{"groups":[{"id":"reading","maxPoints":10}],"rules":[
        {"id":"a","on":"custom","name":"a","points":7,"group":"reading"},
        {"id":"b","on":"custom","name":"b","points":7,"group":"reading"},
        {"id":"c","on":"custom","name":"c","points":-20,"group":"reading"},
        {"id":"d","on":"custom","name":"d","points":5}]}"#;
    let mut visit = Visit::new(config_with(scoring));
    assert_eq!(visit.observe(0, custom("a")), 7);
    assert_eq!(visit.observe(0, custom("b")), 10);
    assert_eq!(visit.observe(0, custom("d")), 15);
    let caps = visit.scorer.interest(&visit.config.scoring, Millis(0)).caps;
    assert_eq!(caps, [Cap { group: Some("reading".into()), points: 14, max_points: 10 }]);
    assert_eq!(visit.observe(0, custom("c")), 0, "a cap bounds from above only: 5 + 7 + 7 − 20 is below zero");
}

#[test]
fn a_threshold_within_a_page_counts_once_when_it_is_crossed() {
    let rules = r#"[{"id":"read","on":"scroll","percent":90,"points":8},{"id":"stay","on":"engaged","seconds":60,"points":10},
        {"id":"play","on":"media","points":1},{"id":"film","on":"media","percent":50,"points":4}]"#;
    let mut visit = Visit::new(config(rules));
    visit.view(0, "/");
    assert_eq!(visit.observe(0, Signal::Scroll { percent: 89 }), 0);
    assert_eq!(visit.observe(1, Signal::Scroll { percent: 95 }), 8);
    assert_eq!(visit.observe(2, Signal::Scroll { percent: 100 }), 8);
    assert_eq!(visit.observe(2, Signal::Scroll { percent: 10 }), 8, "back up is not down again");
    assert_eq!(visit.observe(3, Signal::Engaged { seconds: 60 }), 18);
    assert_eq!(visit.observe(4, Signal::Media { percent: 0 }), 19);
    assert_eq!(visit.observe(5, Signal::Media { percent: 60 }), 23);
    assert_eq!(visit.observe(6, Signal::Media { percent: 100 }), 23);
    visit.view(7, "/");
    assert_eq!(visit.observe(8, Signal::Scroll { percent: 90 }), 31, "another page view");
}

#[test]
fn a_session_counts_by_its_number_campaign_referrer_and_gap() {
    let utm = [("medium".to_owned(), "CPC".to_owned())];
    let start = |number, gap: Option<Span>| Signal::SessionStart { number, utm: &utm, referrer: "www.search.example", gap };
    let on = |condition: &str, signal| worth(&format!(r#""on":"session_start",{condition}"#), "/", signal);
    assert_eq!(on(r#""minSession":2"#, start(1, None)), 0);
    assert_eq!(on(r#""minSession":2"#, start(2, None)), 1);
    assert_eq!(on(r#""utm":{"medium":["cpc","ppc"]}"#, start(1, None)), 1);
    assert_eq!(on(r#""utm":{"source":"news"}"#, start(1, None)), 0);
    assert_eq!(on(r#""referrer":"search.example""#, start(1, None)), 1);
    assert_eq!(on(r#""referrer":"arch.example""#, start(1, None)), 0, "not half a label");
    assert_eq!(on(r#""gap":"7d""#, start(2, Some(Span(7 * Span::DAY.0)))), 1);
    assert_eq!(on(r#""gap":"7d""#, start(2, Some(Span(7 * Span::DAY.0 - 1)))), 0);
    assert_eq!(on(r#""gap":"7d""#, start(1, None)), 0, "no visit before");
}

#[test]
fn each_signal_has_its_own_conditions() {
    let cases: [(&str, Signal<'_>, u32); 18] = [
        (r##""on":"click","selector":"#buy""##, Signal::Click { selector: "#buy", name: "" }, 1),
        (r##""on":"click","selector":["#buy",".cta"]"##, Signal::Click { selector: ".cta", name: "" }, 1),
        (r##""on":"click","selector":"#buy""##, Signal::Click { selector: "", name: "buy" }, 0),
        (r#""on":"click","name":"buy""#, Signal::Click { selector: "", name: "buy" }, 1),
        (r#""on":"click""#, Signal::Click { selector: "", name: "" }, 1),
        (r#""on":"download","extension":["pdf","zip"]"#, Signal::Download { file: "/files/a.b.PDF" }, 1),
        (r#""on":"download","extension":["pdf","zip"]"#, Signal::Download { file: "/x.zip" }, 1),
        (r#""on":"download","extension":"pdf""#, Signal::Download { file: "/pdf" }, 0),
        (r#""on":"outbound","host":"partner.example""#, Signal::Outbound { host: "docs.Partner.example" }, 1),
        (r#""on":"outbound","host":"partner.example""#, Signal::Outbound { host: "notpartner.example" }, 0),
        (r#""on":"copy""#, Signal::Copy, 1),
        (r#""on":"site_form""#, Signal::SiteForm { step: FormStep::Start }, 1),
        (r#""on":"site_form","step":"submit""#, Signal::SiteForm { step: FormStep::Start }, 0),
        (r#""on":"site_form","step":"submit""#, Signal::SiteForm { step: FormStep::Submit }, 1),
        (r#""on":"site_search","parameter":"q""#, Signal::SiteSearch { parameter: "q", words: "x" }, 1),
        (r#""on":"site_search","parameter":"q","contains":"price""#, Signal::SiteSearch { parameter: "q", words: "Prices" }, 1),
        (r#""on":"site_search","parameter":"q","contains":"price""#, Signal::SiteSearch { parameter: "q", words: "jobs" }, 0),
        (r#""on":"site_search","parameter":"q""#, Signal::SiteSearch { parameter: "s", words: "x" }, 0),
    ];
    for (rule, signal, expected) in cases {
        assert_eq!(worth(rule, "/", signal), expected, "{rule} {signal:?}");
    }
}

#[test]
fn pages_addresses_properties_and_traits_can_be_asked_for_on_any_signal() {
    assert_eq!(worth(r#""on":"copy","page":"pricing""#, "/pricing", Signal::Copy), 1);
    assert_eq!(worth(r#""on":"copy","page":["pricing","home"]"#, "/", Signal::Copy), 1);
    assert_eq!(worth(r#""on":"copy","page":"pricing""#, "/docs", Signal::Copy), 0);
    assert_eq!(worth(r#""on":"page_view","url":"/docs/*""#, "/docs/x", Signal::PageView), 1);
    assert_eq!(worth(r#""on":"page_view","url":["/a","http*/docs/*"]"#, "/docs/x", Signal::PageView), 1);
    let properties = [("plan".to_owned(), Scalar::Text("Pro".into())), ("seats".to_owned(), Scalar::Integer(12))];
    let order = Signal::Custom { name: "order", properties: &properties };
    let rule = |conditions: &str| format!(r#""on":"custom","name":["trial","order"],"where":{conditions}"#);
    for (conditions, expected) in [
        (r#"{"plan":{"in":["pro","team"]},"seats":{"atLeast":10}}"#, 1),
        (r#"{"seats":{"atLeast":13}}"#, 0),
        (r#"{"plan":{"contains":"PR"}}"#, 1),
        (r#"{"coupon":{"present":false}}"#, 1),
        (r#"{"coupon":{"equals":"x"}}"#, 0),
    ] {
        assert_eq!(worth(&rule(conditions), "/", order), expected, "{conditions}");
    }
    let mut visit = Visit::new(config(r#"[{"id":"a","on":"copy","points":1,"traits":{"plan":{"equals":"free"}}}]"#));
    assert_eq!(visit.observe(0, Signal::Copy), 0);
    visit.traits.push(("plan".into(), Scalar::Text("free".into())));
    assert_eq!(visit.observe(0, Signal::Copy), 1);
}

#[test]
fn a_clock_set_back_neither_revives_nor_kills_points() {
    let mut visit = Visit::new(acme());
    visit.view(1_000 * MINUTE, "/");
    assert_eq!(visit.interest(0), 5);
    assert_eq!(visit.view(0, "/pricing"), 40, "the pages still came one after the other");
}

#[test]
fn what_decay_has_taken_is_told() {
    let mut visit = Visit::new(acme());
    visit.observe(0, custom("trial_started"));
    let factor = visit.factors(30 * Span::DAY.0).remove(0);
    assert_eq!((factor.points, factor.faded), (20, Some(20)));
    let after_years = visit.factors(20 * 365 * Span::DAY.0).remove(0);
    assert_eq!((after_years.points, after_years.faded, after_years.count), (0, Some(40), 1));
}

#[test]
fn the_largest_points_add_up_without_an_overflow() {
    let rules = format!(r#"[{{"id":"a","on":"copy","points":{}}},{{"id":"b","on":"click","points":{}}}]"#, i32::MAX, i32::MIN);
    let mut visit = Visit::new(config(&rules));
    for at in 0..5 {
        visit.observe(at, Signal::Copy);
    }
    assert_eq!(visit.interest(5), i32::MAX as u32, "one rule has at most i32::MAX points");
    for at in 0..5 {
        visit.observe(at, Signal::Click { selector: "", name: "" });
    }
    assert_eq!(visit.interest(5), 0);
}

#[test]
fn the_order_of_rules_does_not_matter() {
    let forwards = r#"[{"id":"a","on":"page_view","points":1},{"id":"b","on":"page_view","after":{"rule":"a"},"points":2}]"#;
    let backwards = r#"[{"id":"b","on":"page_view","after":{"rule":"a"},"points":2},{"id":"a","on":"page_view","points":1}]"#;
    for rules in [forwards, backwards] {
        let mut visit = Visit::new(config(rules));
        assert_eq!((visit.view(0, "/"), visit.view(1, "/")), (1, 4), "{rules}");
    }
}

#[test]
fn engagement_is_told_by_topic() {
    let mut visit = Visit::new(config("[]"));
    for (at, path, seconds) in [(0, "/pricing", 30), (100_000, "/customers/x", 10), (200_000, "/", 500)] {
        visit.view(at, path);
        visit.observe(at + 1_000, Signal::Engaged { seconds: seconds / 2 });
        visit.observe(at + 2_000, Signal::Engaged { seconds });
    }
    let shares = topics::shares(visit.scorer.topics(), None, Millis(300_000));
    let parts: Vec<(String, i64)> = shares.into_iter().map(|(topic, share)| (topic, share.units)).collect();
    assert_eq!(parts, [("price".to_owned(), 75), ("proof".to_owned(), 25)]);
}

/// A config that uses every kind of limit, a group, a cap, sequences and half-lives.
fn varied() -> Config {
    config_with(
        r#"{"halfLife":"7d","maxPoints":60,"groups":[{"id":"g","maxPoints":20}],"rules":[
        {"id":"home","on":"page_view","page":"home","points":5,"limit":{"max":2,"per":"session"}},
        {"id":"pricing","on":"page_view","page":"pricing","points":9,"group":"g","limit":{"max":3,"per":"day"}},
        {"id":"then","on":"page_view","page":"pricing","after":{"page":"home","within":"1h"},"points":7,"halfLife":"1d"},
        {"id":"read","on":"scroll","percent":50,"points":4,"group":"g","limit":{"max":1,"per":"page"}},
        {"id":"stay","on":"engaged","seconds":30,"points":6},
        {"id":"trial","on":"custom","name":"trial","points":40,"after":{"rule":"pricing"},"limit":{"max":1,"per":"visitor"}},
        {"id":"copied","on":"copy","points":-8},
        {"id":"back","on":"session_start","minSession":2,"points":3}]}"#,
    )
}

fn signals() -> impl Strategy<Value = Vec<(i64, u8, u8)>> {
    prop::collection::vec((0i64..3_000_000_000, 0u8..8, 0u8..=100), 0..60)
}

fn replay(visit: &mut Visit, signals: &[(i64, u8, u8)]) {
    for &(at, kind, amount) in signals {
        match kind {
            0 => drop(visit.view(at, "/")),
            1 => drop(visit.view(at, "/pricing")),
            2 => drop(visit.view(at, "/customers/x")),
            3 => drop(visit.observe(at, Signal::Engaged { seconds: u32::from(amount) })),
            4 => drop(visit.observe(at, Signal::Scroll { percent: amount })),
            5 => drop(visit.observe(at, custom("trial"))),
            6 => drop(visit.observe(at, Signal::Copy)),
            _ => drop(visit.session(at, u32::from(amount))),
        }
    }
}

proptest! {
    #[test]
    fn a_score_put_away_and_taken_up_again_goes_on_as_if_nothing_had_been(signals in signals(), cut in 0usize..60, now in 0i64..6_000_000_000) {
        let cut = cut.min(signals.len());
        let mut whole = Visit::new(varied());
        replay(&mut whole, &signals);
        let mut parted = Visit::new(varied());
        replay(&mut parted, &signals[..cut]);
        let text = encode(&parted.scorer);
        parted.scorer = Scorer::new(&parted.config.scoring, decode(&text).expect("readable"));
        replay(&mut parted, &signals[cut..]);
        prop_assert_eq!(parted.factors(now), whole.factors(now));
        prop_assert_eq!(encode(&parted.scorer), encode(&whole.scorer));
    }

    #[test]
    fn interest_is_the_sum_of_its_factors_within_its_caps(signals in signals(), now in 0i64..6_000_000_000) {
        let mut visit = Visit::new(varied());
        replay(&mut visit, &signals);
        let of = |in_group: bool| -> i64 {
            let own = |factor: &&Factor| ["pricing", "read"].contains(&factor.rule.as_str()) == in_group;
            visit.factors(now).iter().filter(own).map(|factor| i64::from(factor.points)).sum()
        };
        prop_assert_eq!(i64::from(visit.interest(now)), (of(true).min(20) + of(false)).clamp(0, 60));
    }

    #[test]
    fn no_limit_is_ever_exceeded(signals in signals()) {
        let mut visit = Visit::new(varied());
        for signal in &signals {
            replay(&mut visit, std::slice::from_ref(signal));
            for factor in visit.factors(signal.0) {
                let most = match factor.rule.as_str() { "trial" => 1, _ => u32::MAX };
                prop_assert!(factor.count <= most);
            }
            for state in &visit.scorer.states {
                let within = match state.rule.as_str() { "home" => state.session.count <= 2, "pricing" => state.day.count <= 3, "read" => state.page.count <= 1, _ => true };
                prop_assert!(within, "{:?}", state);
            }
        }
    }
}
