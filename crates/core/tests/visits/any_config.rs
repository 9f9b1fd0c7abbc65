//! Whatever the config and whatever the visit: what must hold.

use crate::{
    browser::Browser,
    configs::{ADDRESSES, NAMES, VALUES, config},
};
use limen_core::{
    Event,
    config::{
        Config, check,
        lint::{lint, most_interest},
        scoring::{Per, Rule},
    },
    event::{Outcome, Page, Scalar, Started},
    json::{decode, encode},
    lead::{Axis, Band, Factor, Lead, Qualification, Score, Stage},
    popup::Value,
    score::{
        Moment, Remembered, Scorer,
        address::Lists,
        qualify::{Known, judge},
    },
    time::Millis,
    url::Url,
    visit_log::{Act as Told, Line},
};
use proptest::{prelude::*, sample::select};

/// The latest time that a browser's clock can show (ECMA-262 §21.4.1.1), in the year 275760.
const LATEST: i64 = 8_640_000_000_000_000;

#[derive(Clone, Debug)]
enum Act {
    Load {
        address: usize,
        referrer: &'static str,
        utc_offset: i32,
        gpc: bool,
    },
    /// Time passes.
    Wait(i64),
    /// The clock is set on, or back; no timer hears of it.
    Clock(i64),
    Event(Event),
    Answer,
}

fn values() -> impl Strategy<Value = Vec<(String, Scalar)>> {
    let value = prop_oneof![
        select(&VALUES[..]).prop_map(|text| Scalar::Text(text.into())),
        (-5i64..300).prop_map(Scalar::Integer),
        any::<bool>().prop_map(Scalar::Flag),
    ];
    prop::collection::vec((select(&NAMES[..]).prop_map(str::to_owned), value), 0..3)
}

/// What an owner's page may report: custom signals, and those that carry what their rules ask about.
fn tracked() -> impl Strategy<Value = Event> {
    let text = |key: &str, text: &str| (key.to_owned(), Scalar::Text(text.to_owned()));
    let reported = select(vec![
        ("click", vec![text("selector", "#buy"), text("name", "trial")]),
        ("click", vec![text("name", "order")]),
        ("download", vec![text("file", "/files/a.pdf?token=x.zip")]),
        ("download", vec![text("file", "a.tar.gz")]),
        ("outbound", vec![text("host", "docs.partner.example")]),
        ("copy", vec![]),
        ("media", vec![("percent".to_owned(), Scalar::Integer(60))]),
        ("media", vec![("percent".to_owned(), Scalar::Integer(i64::MAX))]),
        ("site_form", vec![text("step", "submit")]),
        ("site_search", vec![text("parameter", "q"), text("words", "Prices")]),
        ("page_view", vec![]),
        ("", vec![]),
    ]);
    prop_oneof![
        (select(&NAMES[..]).prop_map(str::to_owned), values()).prop_map(|(name, properties)| Event::Tracked { name, properties }),
        reported.prop_map(|(name, properties)| Event::Tracked { name: name.into(), properties }),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let referrer = select(&["", "https://search.example/find?q=x", "https://acme.example/"][..]);
    let utc_offset = prop_oneof![Just(0), Just(60), -1_440i32..=1_440, any::<i32>()];
    let load = (0..ADDRESSES.len(), referrer, utc_offset, prop::bool::weighted(0.1))
        .prop_map(|(address, referrer, utc_offset, gpc)| Act::Load { address, referrer, utc_offset, gpc });
    let clock = prop_oneof![
        6 => (0i64..40_000).prop_map(Act::Wait),
        3 => (1_799_000i64..1_900_000).prop_map(Act::Wait),
        2 => (0i64..3 * 86_400_000).prop_map(Act::Clock),
        1 => (-100_000_000i64..0).prop_map(Act::Clock),
        1 => select(&[400 * 365 * 86_400_000, -4_000 * 365 * 86_400_000, i64::MAX / 2][..]).prop_map(Act::Clock),
    ];
    let answers = select(&VALUES[..]).prop_map(|value| {
        let fields = ["email", "plan", "bant.budget", "bant.need"];
        fields.map(|name| (name.to_owned(), Value::Text(value.to_owned()))).to_vec()
    });
    let event = prop_oneof![
        2 => (0..ADDRESSES.len()).prop_map(|address| Event::PageViewed(page(address, ""))),
        2 => (0u8..=120).prop_map(|percent| Event::Scrolled { percent }),
        2 => Just(Event::Active),
        5 => tracked(),
        2 => values().prop_map(Event::Identified),
        1 => Just(Event::ExitIntended),
        1 => Just(Event::PageHidden),
        1 => Just(Event::PageRestored),
        1 => Just(Event::Dismissed),
        1 => any::<bool>().prop_map(Event::ConsentGiven),
        2 => answers.prop_map(|values| Event::Advanced { values, honeypot: String::new(), time_zone: String::new() }),
    ];
    prop_oneof![3 => load, 5 => clock, 10 => event.prop_map(Act::Event), 1 => Just(Act::Answer)]
}

fn page(address: usize, referrer: &str) -> Page {
    Page { url: format!("https://acme.example{}", ADDRESSES[address]), referrer: referrer.into(), ..Page::default() }
}

/// Plays a visit; gives the browser, at the latest time of all.
fn play(config: &str, acts: Vec<Act>) -> Browser {
    let mut browser = Browser::new(config);
    let mut latest = browser.now;
    for act in acts {
        match act {
            Act::Load { address, referrer, utc_offset, gpc } => {
                let page = page(address, referrer);
                let facts = Started { utc_offset_minutes: utc_offset, gpc, visible: true, focused: true, ..Started::default() };
                browser.load(&page.url.clone(), Started { page, ..facts });
            }
            Act::Wait(ms) => browser.pass_to(browser.now.saturating_add(ms)),
            Act::Clock(ms) => browser.now = browser.now.saturating_add(ms).clamp(-LATEST, LATEST),
            Act::Event(event) => browser.dispatch(event),
            Act::Answer if !browser.in_flight.is_empty() => {
                browser.answer(Outcome::Status { status: 201, retry_after: None, echoed: None })
            }
            Act::Answer => {}
        }
        latest = latest.max(browser.now);
    }
    browser.now = latest;
    browser
}

/// A visitor, told again from a visit log.
struct Retold {
    scorer: Scorer,
    signals: Vec<String>,
}

impl Retold {
    /// Folds a log. Behind the line `cut` the score is put away and taken up again.
    fn from_log(config: &Config, log: &str, cut: usize) -> Retold {
        let mut retold = Retold { scorer: Scorer::new(&config.scoring, Remembered::default()), signals: Vec::new() };
        let (mut url, mut utc_offset) = (Url::default(), 0);
        let mut traits: Vec<(String, Scalar)> = Vec::new();
        let lists = Lists::default();
        for (index, text) in log.lines().enumerate() {
            let line = Line::from_json(text).unwrap_or_else(|issues| panic!("{text}: {issues:?}"));
            if let Some(address) = &line.url {
                url = Url::new(address);
            }
            utc_offset = line.utc_offset.unwrap_or(utc_offset);
            if let Some(state) = &line.state {
                retold.scorer = Scorer::new(&config.scoring, state.clone());
                retold.signals.clone_from(&line.signals);
            }
            if let Told::Base | Told::Identify = line.act {
                for (name, value) in &line.properties {
                    traits.retain(|(key, _)| key != name);
                    traits.push((name.clone(), value.clone()));
                }
            }
            if let Told::Custom = line.act {
                retold.signals.extend(line.name.clone());
            }
            if let Some(signal) = line.signal() {
                let found = config.pages.0.iter().map(|(_, page)| page).find(|page| page.matches(&url));
                let moment = Moment {
                    now: line.at,
                    day: line.at.day(utc_offset),
                    url: &url,
                    path: url.path(),
                    role: found.map(|page| page.role.as_str()),
                    topic: found.and_then(|page| page.topic.as_deref()),
                    traits: &traits,
                    lists: &lists,
                };
                retold.scorer.observe(&config.scoring, &signal, &moment);
            }
            if index == cut {
                retold.scorer = Scorer::new(&config.scoring, decode(&encode(&retold.scorer)).expect("readable"));
            }
        }
        retold
    }

    fn judge(&self, config: &Config, now: i64) -> (Qualification, Score) {
        let known = Known { fields: &[], converted: false, signals: &self.signals, lists: &Lists::default() };
        judge(config, &config.hash(), &self.scorer, &known, Millis(now))
    }
}

fn rule<'a>(config: &'a Config, id: &str) -> &'a Rule {
    config.scoring.rules.0.iter().map(|(_, rule)| rule).find(|rule| rule.id == id).expect("it counted")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn every_generated_config_is_right(config in config()) {
        prop_assert_eq!(check(&config).1, []);
    }

    #[test]
    fn the_exported_log_gives_the_score_again(config in config(), acts in prop::collection::vec(act(), 0..60), cut in 0usize..64) {
        let browser = play(&config, acts);
        if browser.is_loaded() {
            let (qualification, score) = browser.judged();
            let read = check(&config).0.expect("a config");
            let log = browser.export();
            let (again, same) = Retold::from_log(&read, &log, cut).judge(&read, browser.now);
            prop_assert_eq!(&same, &score, "{}", log);
            prop_assert_eq!((again.interest, again.band, again.grade), (qualification.interest, qualification.band, qualification.grade));
            // Whether a lead was left stands in no log.
            if qualification.stage != Stage::Lead {
                prop_assert_eq!(again.stage, qualification.stage);
            }
        }
    }

    #[test]
    fn no_cap_is_exceeded(config in config(), acts in prop::collection::vec(act(), 0..60)) {
        let browser = play(&config, acts);
        if browser.is_loaded() {
            let read = check(&config).0.expect("a config");
            let (qualification, score) = browser.judged();
            let interest = i64::from(qualification.interest);
            prop_assert!(read.scoring.max_points.is_none_or(|most| interest <= i64::from(most)));
            let mut sum = 0;
            for (index, (_, group)) in read.scoring.groups.0.iter().enumerate() {
                let of_group = score.factors.iter().filter(|factor| factor.last_at.is_some() && rule(&read, &factor.rule).group.as_ref().is_some_and(|id| id.0 == group.id));
                let points: i64 = of_group.map(|factor| i64::from(factor.points)).sum();
                sum += points.min(i64::from(group.max_points));
                let noted = score.caps.iter().flatten().any(|cap| cap.group.as_deref() == Some(&*format!("g{index}")));
                prop_assert_eq!(noted, points > i64::from(group.max_points), "a cap that was met is told");
            }
            let alone = score.factors.iter().filter(|factor| factor.last_at.is_some() && rule(&read, &factor.rule).group.is_none());
            sum += alone.map(|factor| i64::from(factor.points)).sum::<i64>();
            prop_assert_eq!(interest, sum.min(read.scoring.max_points.map_or(i64::MAX, i64::from)).clamp(0, i64::from(u32::MAX)), "the factors add up");
            prop_assert_eq!(qualification.band == Band::Hot, score.next.is_none(), "what is missing is told until nothing is");
            let remembered: Remembered = decode(&encode(&Retold::from_log(&read, &browser.export(), 0).scorer)).expect("readable");
            for state in &remembered.rules {
                if let Some(limit) = &rule(&read, &state.rule).limit {
                    let tallied = match limit.per {
                        Per::Page => state.page.count,
                        Per::Session => state.session.count,
                        Per::Day => state.day.count,
                        Per::Visitor => state.count,
                    };
                    prop_assert!(tallied <= limit.max, "{:?}", state);
                }
            }
        }
    }

    #[test]
    fn no_warning_is_false(config in config(), acts in prop::collection::vec(act(), 0..60)) {
        let read = check(&config).0.expect("a config");
        let warnings = lint(&config, &read);
        let warned = |of: &str, says: &str| warnings.iter().any(|warning| warning.path.starts_with(of) && warning.message.starts_with(says));
        for address in 0..ADDRESSES.len() {
            let url = Url::new(&page(address, "").url);
            if let Some((_, page)) = read.pages.0.iter().find(|(_, page)| page.matches(&url)) {
                let says = format!("no page has the role \"{}\"", page.role);
                prop_assert!(!warned("pages", &says), "{}, but {:?} has", says, url);
            }
        }
        let browser = play(&config, acts);
        for done in &browser.log {
            if let Some(campaign) = done.strip_prefix("ask to show ") {
                for says in ["can never show", "stands behind"] {
                    let says = format!("\"{campaign}\" {says}");
                    prop_assert!(!warned("campaigns", &says), "{}", says);
                }
            }
        }
        let mut told = Vec::new();
        for body in &browser.sent {
            let lead = Lead::from_json(body).expect("a lead");
            told.push((lead.qualification, lead.score));
        }
        if browser.is_loaded() {
            told.push(browser.judged());
        }
        let most = most_interest(&read);
        for (Qualification { interest, band, stage, grade, .. }, score) in &told {
            prop_assert!(*interest <= most, "{} > {}", interest, most);
            let nobody = |is: &str| format!("nobody is ever {is}:");
            let no_lead = format!("no lead is ever graded {}:", &grade[..1]);
            prop_assert!(!warned("scoring.bands", &nobody(band.name())), "{:?}", band);
            prop_assert!(!warned("scoring.stages", &nobody(stage.name())), "{:?}", stage);
            prop_assert!(!warned("scoring.fit.grades", &no_lead), "{}", grade);
            for Factor { rule, axis, .. } in &score.factors {
                let of = if *axis == Axis::Fit { "scoring.fit" } else { "scoring.rules" };
                let never = format!("\"{rule}\" can never count");
                prop_assert!(!warned(of, &never), "{}", rule);
            }
        }
        let scores = browser.log.iter().filter_map(|done| done.strip_prefix("emit limen:score {\"interest\":"));
        for interest in scores.filter_map(|rest| rest.split(',').next()) {
            prop_assert!(interest.parse::<u32>().expect("a number") <= most, "{} > {}", interest, most);
        }
    }
}
