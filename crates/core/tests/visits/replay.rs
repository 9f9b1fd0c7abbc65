//! Replaying a widget's own log gives the widget's scores and decisions again.

use crate::browser::{Browser, NOON, parse_span};
use limen_core::{
    Event,
    config::check,
    encode_object,
    event::{Page, Scalar, Started},
    replay::{Player, Visit},
    time::Millis,
    visit_log::Line,
};
use proptest::prelude::*;

const ACME: &str = include_str!("../../../../www/limen.json");

/// Every kind of trigger and targeting that a log can tell of. Each engaged rule counts on every page: so each timer leaves a line behind.
const BUSY: &str = r#"{
    "version": 1, "webhook": { "url": "/leads" },
    "pages": [ { "role": "home", "match": "/" }, { "role": "pricing", "match": "/pricing*", "topic": "price" }, { "role": "docs", "match": "/docs/*" } ],
    "scoring": {
        "halfLife": "1h", "maxPoints": 90,
        "groups": [ { "id": "reading", "maxPoints": 12 } ],
        "rules": [
            { "id": "home", "on": "page_view", "page": "home", "points": 5, "limit": { "max": 1, "per": "session" } },
            { "id": "pricing", "on": "page_view", "page": "pricing", "points": 20, "limit": { "max": 2, "per": "day" } },
            { "id": "after-home", "on": "page_view", "page": "pricing", "after": { "page": "home", "within": "10m" }, "points": 15 },
            { "id": "ten", "on": "engaged", "seconds": 10, "points": 3, "group": "reading" },
            { "id": "twenty", "on": "engaged", "seconds": 20, "points": 4, "group": "reading" },
            { "id": "half", "on": "scroll", "percent": 50, "points": 6, "limit": { "max": 3, "per": "visitor" } },
            { "id": "back", "on": "session_start", "minSession": 2, "points": 10 },
            { "id": "trial", "on": "custom", "name": "trial_started", "points": 25, "halfLife": "3h" },
            { "id": "team", "on": "custom", "name": "seat_added", "traits": { "plan": { "equals": "team" } }, "points": 9 },
            { "id": "bored", "on": "page_view", "page": "docs", "points": -7 }
        ],
        "stages": { "mql": { "interest": 30 }, "pql": { "signals": ["trial_started"] } }
    },
    "attention": { "minGap": "5s", "maxPerSession": 3 },
    "campaigns": [
        { "id": "wait", "when": { "interest": { "atLeast": 10 }, "trigger": { "delay": "15s" } }, "format": "modal", "form": FORM },
        { "id": "leave", "priority": 2, "when": { "pages": ["pricing", "docs"], "trigger": { "exitIntent": true, "delay": "25s" } }, "format": "modal", "form": FORM },
        { "id": "read", "priority": 1, "when": { "interest": { "atLeast": 20, "atMost": 60 }, "trigger": { "scroll": 60 } }, "format": "slide-in", "form": FORM },
        { "id": "hot", "priority": 3, "when": { "interest": { "atLeast": 55 }, "trigger": { "immediate": true } }, "format": "modal", "form": FORM }
    ]
}"#;

const FORM: &str = r#"{ "steps": [ { "title": "T", "fields": [ { "name": "email", "type": "email", "label": "E" } ] } ], "submit": "S" }"#;

/// A pop-up that showed: when (in ms since the start), which, and what set it off.
type Shown = (i64, String, String);

/// A visitor with a browser, and what they were shown.
struct Visitor {
    browser: Browser,
    shown: Vec<Shown>,
    /// Whether a pop-up is open, and how much of the page has been seen.
    open: bool,
    seen: u8,
    path: String,
}

impl Visitor {
    fn new(config: &str) -> Visitor {
        Visitor { browser: Browser::new(config), shown: Vec::new(), open: false, seen: 0, path: String::new() }
    }

    /// Takes note of what showed since the last time.
    fn note(&mut self) {
        let mut at = self.browser.now - NOON;
        for line in self.browser.log.drain(..) {
            if let Some(time) = line.strip_prefix("(timer at ") {
                at = parse_span(time.trim_end_matches(')')).expect("a span");
            }
            if let Some(detail) = line.strip_prefix("emit limen:shown ") {
                let member = |key: &str| {
                    detail.split(&format!("\"{key}\":\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
                };
                self.shown.push((at, member("campaign"), member("trigger")));
                self.open = true;
            }
        }
    }

    fn wait(&mut self, ms: i64) {
        self.browser.pass_to(self.browser.now + ms);
        self.note();
    }

    fn load(&mut self, path: &str) {
        if self.browser.is_loaded() {
            self.browser.dispatch(Event::AttentionChanged { visible: false, focused: false });
            self.browser.dispatch(Event::PageHidden);
        }
        (self.open, self.seen, self.path) = (false, 0, path.into());
        self.browser.load(
            &format!("https://acme.example{path}"),
            Started { visible: true, focused: true, utc_offset_minutes: 60, ..Started::default() },
        );
        self.note();
    }

    /// The address changes without a load. To the page that it is already is no act: it leaves no line.
    fn go(&mut self, path: &str) {
        let page = |path: &str| path.split('#').next().unwrap_or_default().to_owned();
        if page(path) != page(&self.path) {
            (self.seen, self.path) = (0, path.into());
            self.act(Event::PageViewed(Page { url: format!("https://acme.example{path}"), ..Page::default() }));
        }
    }

    fn act(&mut self, event: Event) {
        self.browser.dispatch(event);
        self.note();
    }

    /// What the log gives: the pop-ups, and the explanation at a time.
    fn replayed(&self, config: &str, now: i64) -> (Vec<Shown>, String) {
        let (config, issues) = check(config);
        assert_eq!(issues, []);
        let config = config.expect("a config");
        let (mut player, mut visit, mut shown) = (Player::new(&config), Visit::default(), Vec::new());
        let mut told = |moment: limen_core::replay::Moment| {
            if let Some((campaign, trigger)) = moment.shown {
                shown.push((moment.at.0 - NOON, config.campaigns.0[campaign].1.id.clone(), trigger.to_owned()));
            }
        };
        for line in self.browser.export().lines() {
            // Put by after every line: nothing may get lost.
            player.resume(&mut visit).take(&Line::from_json(line).expect("a line"), &mut told);
        }
        let mut playing = player.resume(&mut visit);
        playing.settle(&mut told);
        let (qualification, score) = playing.judge(&[], Millis(now));
        let explained = encode_object!("qualification score", qualification, score);
        // The widget's own goes on with what it decided last.
        (shown, explained.strip_suffix('}').expect("an object").to_owned())
    }

    #[track_caller]
    fn assert_replays(&self, config: &str) {
        let (shown, explained) = self.replayed(config, self.browser.now);
        assert_eq!(shown, self.shown, "{}", self.browser.export());
        let own = self.browser.explain();
        assert!(own.starts_with(&explained), "{own}\n{explained}\n{}", self.browser.export());
    }
}

#[test]
fn the_main_job_is_decided_again_from_its_log() {
    let mut visitor = Visitor::new(ACME);
    visitor.load("/");
    visitor.wait(30_000);
    visitor.load("/pricing?utm_source=news");
    visitor.wait(10_000);
    visitor.act(Event::ExitIntended);
    visitor.wait(3_600_000);
    visitor.load("/pricing");
    visitor.wait(20_000);
    visitor.act(Event::Scrolled { percent: 70 });
    assert_eq!(
        visitor.shown,
        [(40_000, "book-a-demo".to_owned(), "exitIntent".to_owned()), (3_660_000, "book-a-demo".to_owned(), "delay".to_owned())]
    );
    visitor.assert_replays(ACME);
}

#[test]
fn a_log_that_began_anew_gives_the_same_score() {
    let mut visitor = Visitor::new(ACME);
    visitor.load("/");
    let first = visitor.browser.export();
    for n in 0..200 {
        visitor.wait(4_321);
        visitor.act(Event::Tracked { name: format!("signal-{}", n % 7), properties: vec![] });
        if n % 9 == 0 {
            visitor.load("/pricing");
            visitor.act(Event::Tracked { name: "trial_started".into(), properties: vec![] });
        }
    }
    assert_ne!(visitor.browser.export().lines().next(), first.lines().next(), "it has begun anew");
    let explained = visitor.replayed(ACME, visitor.browser.now + 987_654_321).1;
    let later = visitor.browser.now + 987_654_321;
    visitor.browser.now = later;
    // Stages ask for signals from before the log begins; all else is the same.
    let without_stage = |text: &str| text.replace("\"stage\":\"pql\"", "").replace("\"stage\":\"visitor\"", "");
    assert!(without_stage(&visitor.browser.explain()).starts_with(&without_stage(&explained)));
}

#[derive(Clone, Debug)]
enum Act {
    Load(usize),
    Go(usize),
    Scroll(u8),
    Exit,
    Track(&'static str),
    Identify(&'static str),
}

const PAGES: [&str; 5] = ["/", "/pricing", "/docs/install", "/elsewhere", "/pricing#plans"];

fn act() -> impl Strategy<Value = (i64, Act)> {
    let act = prop_oneof![
        3 => (0usize..5).prop_map(Act::Load),
        2 => (0usize..5).prop_map(Act::Go),
        3 => (1u8..60).prop_map(Act::Scroll),
        2 => Just(Act::Exit),
        2 => prop_oneof![Just("trial_started"), Just("seat_added"), Just("nothing")].prop_map(Act::Track),
        1 => prop_oneof![Just("team"), Just("solo")].prop_map(Act::Identify),
    ];
    // Never whole seconds apart: a timer and an act at the same millisecond could go either way.
    let wait = prop_oneof![6 => 0i64..30, 1 => 100i64..20_000];
    (wait.prop_map(|seconds| seconds * 1_000 + 7), act)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn any_visit_is_decided_again_from_its_log(acts in prop::collection::vec(act(), 0..12)) {
        let config = BUSY.replace("FORM", FORM);
        let mut visitor = Visitor::new(&config);
        visitor.load("/");
        for (wait, act) in acts {
            visitor.wait(wait);
            match act {
                // A pop-up stays when only the address changes, which no log can tell from a load.
                Act::Go(page) if !visitor.open => visitor.go(PAGES[page]),
                Act::Load(page) | Act::Go(page) => visitor.load(PAGES[page]),
                Act::Scroll(more) if visitor.seen + more <= 100 => {
                    visitor.seen += more;
                    visitor.act(Event::Scrolled { percent: visitor.seen });
                }
                Act::Scroll(_) => {}
                Act::Exit => visitor.act(Event::ExitIntended),
                Act::Track(name) => visitor.act(Event::Tracked { name: name.into(), properties: vec![] }),
                Act::Identify(plan) => visitor.act(Event::Identified(vec![("plan".into(), Scalar::Text(plan.into()))])),
            }
        }
        let whole = Line::from_json(visitor.browser.export().lines().next().expect("a log")).expect("a line").at == Millis(NOON);
        prop_assume!(whole);
        visitor.assert_replays(&config);
    }
}
