//! The signals that are measured: one visitor over many sessions, drawn from a fixed seed, for the core and for json-rules-engine alike.

use anyhow::{Context, Result, ensure};
use limen_core::{
    config::{Config, scoring::FormStep},
    event::Scalar,
    id::Random,
    score::{Moment, Signal, address::Lists},
    time::{Millis, Span},
    url::Url,
};
use serde_json::{Value, json};

/// The config of all parts of the benchmark.
pub(crate) const CONFIG: &str = include_str!("config.json");

const PAGES: [&str; 7] = ["/", "/pricing", "/docs/install", "/docs/api", "/customers/borealis", "/careers", "/about"];

/// A page of the site, as rules see it.
pub(crate) struct Place {
    url: Url,
    path: String,
    role: Option<String>,
    topic: Option<String>,
}

/// A signal, and when and where it was observed.
pub(crate) struct Step {
    pub(crate) now: Millis,
    pub(crate) place: usize,
    pub(crate) signal: Signal<'static>,
}

/// A visit.
pub(crate) struct Visit {
    pub(crate) places: Vec<Place>,
    pub(crate) steps: Vec<Step>,
    lists: Lists,
}

impl Visit {
    /// The moment of a step, a while later.
    pub(crate) fn moment(&self, step: &Step, later: Span) -> Moment<'_> {
        let place = &self.places[step.place];
        let (role, topic) = (place.role.as_deref(), place.topic.as_deref());
        let now = step.now.plus(later);
        Moment { now, day: now.day(0), url: &place.url, path: &place.path, role, topic, traits: &[], lists: &self.lists }
    }

    /// How long it took.
    pub(crate) fn length(&self) -> Span {
        let (first, last) = (self.steps.first().map(|step| step.now), self.steps.last().map(|step| step.now));
        last.unwrap_or_default().since(first.unwrap_or_default())
    }
}

/// The checked config.
pub(crate) fn config(text: &str) -> Result<Config> {
    let (config, issues) = limen_core::config::check(text);
    ensure!(issues.is_empty(), "the benchmark's config is wrong: {issues:?}");
    config.context("the benchmark's config is no config")
}

/// The pages of a site with these paths.
pub(crate) fn places(config: &Config, paths: &[&str]) -> Vec<Place> {
    let place = |path: &&str| {
        let url = Url::new(&format!("https://acme.example{path}"));
        let page = config.pages.0.iter().map(|(_, page)| page).find(|page| page.matches(&url));
        Place { path: (*path).to_owned(), role: page.map(|page| page.role.clone()), topic: page.and_then(|page| page.topic.clone()), url }
    };
    paths.iter().map(place).collect()
}

/// A visit to one page, of these signals, a second apart.
pub(crate) fn at_one_page(config: &Config, path: &str, signals: impl IntoIterator<Item = Signal<'static>>) -> Visit {
    let steps = signals.into_iter().zip(0..).map(|(signal, second)| Step { now: Millis(second * 1_000), place: 0, signal });
    Visit { places: places(config, &[path]), steps: steps.collect(), lists: Lists::default() }
}

/// So many signals, mixed as visits mix them: mostly scrolling, engagement and page views.
pub(crate) fn draw(config: &Config, signals: usize) -> Visit {
    let mut draw = Random::new(&[3; 32]);
    let mut number = |below: u64| draw.bits() % below;
    let property = |plan: &str| -> &'static [(String, Scalar)] { Vec::leak(vec![("plan".to_owned(), Scalar::Text(plan.to_owned()))]) };
    let plans = [property("pro"), property("free")];
    let (mut now, mut place, mut session) = (1_795_348_800_000, 0, 0);
    let (mut engaged, mut scrolled) = (0, 0);
    let mut steps = Vec::new();
    while steps.len() < signals {
        now += number(20_000) as i64;
        let mut entered = false;
        let signal = match number(100) {
            _ if steps.is_empty() => Signal::SessionStart { number: 1, utm: &[], referrer: "", gap: None },
            0..22 => Signal::PageView,
            22..44 => {
                engaged += number(30) as u32;
                Signal::Engaged { seconds: engaged }
            }
            44..78 => {
                scrolled = (scrolled + number(30) as u8).min(100);
                Signal::Scroll { percent: scrolled }
            }
            78..86 => Signal::Click { selector: ["", "#buy"][number(2) as usize], name: ["", "demo"][number(2) as usize] },
            86..88 => Signal::Download { file: ["/files/guide.pdf", "/files/data.csv"][number(2) as usize] },
            88..90 => Signal::Outbound { host: ["docs.partner.example", "elsewhere.example"][number(2) as usize] },
            90..92 => Signal::Copy,
            92..94 => Signal::Media { percent: number(101) as u8 },
            94..95 => Signal::SiteForm { step: FormStep::Start },
            95..96 => Signal::SiteSearch { parameter: "q", words: ["team prices", "jobs"][number(2) as usize] },
            96..99 => Signal::Custom { name: ["trial_started", "video_opened"][number(2) as usize], properties: plans[number(2) as usize] },
            _ => {
                session += 1;
                let gap = Span((40 * 60_000 + number(5 * 86_400_000)) as i64);
                now += gap.0;
                entered = true;
                Signal::SessionStart { number: session + 1, utm: &[], referrer: "", gap: Some(gap) }
            }
        };
        if signal == Signal::PageView {
            place = number(PAGES.len() as u64) as usize;
            (engaged, scrolled) = (0, 0);
        }
        steps.push(Step { now: Millis(now), place, signal });
        if entered {
            (engaged, scrolled, place) = (0, 0, 0);
            steps.push(Step { now: Millis(now), place, signal: Signal::PageView });
        }
    }
    steps.truncate(signals);
    Visit { places: places(config, &PAGES), steps, lists: Lists::default() }
}

/// The visit for a program that is not ours.
pub(crate) fn to_json(visit: &Visit) -> Value {
    let step = |step: &Step| {
        let place = &visit.places[step.place];
        let mut told = match step.signal {
            Signal::Engaged { seconds } => json!({ "seconds": seconds }),
            Signal::Scroll { percent } | Signal::Media { percent } => json!({ "percent": percent }),
            Signal::Click { selector, name } => json!({ "selector": selector, "name": name }),
            Signal::Download { file } => json!({ "file": file }),
            Signal::Outbound { host } => json!({ "host": host }),
            Signal::SiteSearch { parameter, words } => json!({ "parameter": parameter, "words": words }),
            Signal::SessionStart { number, .. } => json!({ "number": number }),
            Signal::Custom { name, properties } => {
                let plan = properties.iter().find_map(|(_, value)| if let Scalar::Text(text) = value { Some(text) } else { None });
                json!({ "name": name, "plan": plan })
            }
            Signal::PageView | Signal::Copy | Signal::SiteForm { .. } => json!({}),
        };
        told["signal"] = step.signal.kind().name().into();
        told["at"] = step.now.0.into();
        told["day"] = step.now.day(0).into();
        told["role"] = place.role.as_deref().into();
        told
    };
    visit.steps.iter().map(step).collect()
}
