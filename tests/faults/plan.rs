//! What the visitors of a run will do, all of it drawn from a seed before the run begins.

use limen_tests::{draw::Draw, engine::Engine, mix::Fault};
use serde_json::{Value, json};
use std::{collections::VecDeque, time::Duration};

/// A run in one engine.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) visitors: Vec<Visitor>,
    /// Visitors at the same time.
    pub(crate) lanes: usize,
    /// What the endpoint does, in shares of 1,000.
    pub(crate) shares: Vec<(Fault, u64)>,
    pub(crate) kills: VecDeque<Kill>,
    /// Whether visitors come back at the end, when the faults have stopped. If not, every lead has to arrive by its first attempt.
    pub(crate) come_back: bool,
}

/// `kill -9` of the whole browser.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kill {
    /// This long after the browser's n-th submit since its start.
    Submit(u32, Duration),
    /// This long after the next thank-you.
    Thanks(Duration),
}

/// Somebody with one or several tabs, and a store of their own.
#[derive(Debug)]
pub(crate) struct Visitor {
    pub(crate) tabs: usize,
    pub(crate) storage: Storage,
    pub(crate) format: &'static str,
    pub(crate) turns: VecDeque<Turn>,
}

/// What the visitor's storage does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    /// It works.
    Works,
    /// The browser refuses it: the page is in a sandbox without an origin.
    Blocked,
    /// Every second lead finds it full.
    Full,
    /// Another tab deletes it now and then.
    Deleted,
}

/// One lead.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    /// Its number in the run.
    pub(crate) lead: usize,
    pub(crate) leave: Leave,
    /// How far the page's clock is off from here on.
    pub(crate) clock: i64,
    /// Whether the store is full.
    pub(crate) full: bool,
    /// Whether this tab deletes the store just before.
    pub(crate) delete: bool,
}

/// When the visitor leaves the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leave {
    /// Not for this lead.
    Stay,
    /// By a navigation in the task of the submit.
    Navigate,
    /// By closing the tab in the task of the submit.
    Close,
    /// By a navigation right after the thank-you.
    NavigateLater,
    /// By a navigation in the task of the submit, to a page without the tag.
    Away,
    /// Never: the thank-you stays on the screen until the browser is killed.
    Linger,
}

impl Leave {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Leave::Stay => "stay",
            Leave::Navigate => "navigate",
            Leave::Close => "close",
            Leave::NavigateLater => "navigate-later",
            Leave::Away => "away",
            Leave::Linger => "linger",
        }
    }
}

const HOUR: i64 = 3_600_000;
const YEAR: i64 = 365 * 24 * HOUR;

/// The faults of the issue, all of them, in shares of 1,000 requests.
const MIX: [(Fault, u64); 11] = [
    (Fault::ResetBeforeRead, 75),
    (Fault::ResetAfterRead, 75),
    (Fault::ServerError, 150),
    (Fault::TooManyRequests, 100),
    (Fault::Hang, 100),
    (Fault::NotFoundWithoutCors, 50),
    (Fault::RequestTimeout, 30),
    (Fault::Forbidden, 30),
    (Fault::AnswerLost, 150),
    (Fault::SomebodyElse, 30),
    (Fault::None, 210),
];

/// Nothing but faults, so that a lead which the browser's store does not hold is lost for good.
const DOWN: [(Fault, u64); 3] = [(Fault::Hang, 300), (Fault::ServerError, 400), (Fault::AnswerLost, 300)];

/// Everything at once: faulty endpoint, impatient visitors, several tabs, broken storage, wrong clocks, killed browsers.
pub(crate) fn mix(engine: Engine, seed: u64, leads: usize) -> Plan {
    let mut draw = Draw::new(seed, engine as u64);
    let mut visitors = Vec::new();
    let mut next = 0;
    while next < leads {
        let visitor = visitor(&mut draw, visitors.len(), next, leads - next);
        next += visitor.turns.len();
        visitors.push(visitor);
    }
    // About one in 40 leads, at a random moment around a submit: before it is stored, while it is, while it is sent.
    let kills = (0..leads / 40).map(|_| Kill::Submit(20 + draw.below(40) as u32, Duration::from_millis(draw.below(400)))).collect();
    Plan { seed, visitors, lanes: 4, shares: MIX.into(), kills, come_back: true }
}

fn visitor(draw: &mut Draw, number: usize, first: usize, most: usize) -> Visitor {
    let storage = draw.by_share(&[(Storage::Works, 820), (Storage::Blocked, 50), (Storage::Full, 60), (Storage::Deleted, 70)]);
    let tabs = match draw.below(10) {
        _ if storage == Storage::Deleted => 2,
        0..6 => 1,
        6..9 => 2,
        _ => 3 + draw.below(8) as usize,
    };
    let leads = (tabs + 3 + draw.below(8) as usize).min(most);
    let clock_is_wrong = number % 8 == 5;
    let turns = (first..first + leads).map(|lead| Turn {
        lead,
        leave: draw.by_share(&[(Leave::Stay, 780), (Leave::Navigate, 80), (Leave::Close, 80), (Leave::NavigateLater, 60)]),
        clock: if clock_is_wrong { draw.one_of(&[-YEAR, -3 * HOUR, 0, 3 * HOUR, YEAR]) } else { 0 },
        full: storage == Storage::Full && draw.once_in(2),
        delete: storage == Storage::Deleted && draw.once_in(5),
    });
    let turns = turns.collect();
    // A page without an origin may not read the answer to a preflight here.
    let format = if storage != Storage::Blocked && draw.once_in(5) { "json" } else { "simple" };
    Visitor { tabs, storage, format, turns }
}

/// The browser is killed after every single thank-you, by turns at once, 50 ms and 500 ms after it, while the endpoint is down.
pub(crate) fn kills(engine: Engine, seed: u64, kills: usize) -> Plan {
    let visitors = (0..kills).step_by(2).map(|first| steady(first..(first + 2).min(kills), Leave::Linger)).collect();
    let delays = [0, 50, 500].map(|milliseconds| Kill::Thanks(Duration::from_millis(milliseconds)));
    let kills = delays.into_iter().cycle().take(kills).collect();
    let seed = seed.wrapping_add(engine as u64) ^ 0x6b69_6c6c;
    Plan { seed, visitors, lanes: 1, shares: DOWN.into(), kills, come_back: true }
}

/// Every visitor leaves in the task of the submit, half by a navigation, half by closing the tab, and never comes back. The endpoint is well.
pub(crate) fn leaving(seed: u64, leads: usize) -> Plan {
    let leave = [Leave::Away, Leave::Close];
    let visitors = (0..leads).map(|lead| steady(lead..lead + 1, leave[lead % 2])).collect();
    Plan { seed, visitors, lanes: 3, shares: vec![(Fault::None, 1_000)], kills: VecDeque::new(), come_back: false }
}

fn steady(leads: std::ops::Range<usize>, leave: Leave) -> Visitor {
    let turns = leads.map(|lead| Turn { lead, leave, clock: 0, full: false, delete: false }).collect();
    Visitor { tabs: 1, storage: Storage::Works, format: "simple", turns }
}

impl Plan {
    /// How many leads there will be.
    pub(crate) fn leads(&self) -> usize {
        self.visitors.iter().map(|visitor| visitor.turns.len()).sum()
    }
}

/// What tells leads of a run apart wherever they turn up.
pub(crate) fn address(lead: usize) -> String {
    format!("lead-{lead}@example.com")
}

/// The lead's number, from what the receiver has stored or the wire has carried.
pub(crate) fn number(body: &Value) -> Option<usize> {
    body["fields"]["email"].as_str()?.strip_prefix("lead-")?.strip_suffix("@example.com")?.parse().ok()
}

/// The config of a visitor: a site name of their own, for a store of their own; and a form that shows when it is asked for.
pub(crate) fn config(visitor: usize, format: &str, webhook: &str) -> Value {
    json!({
        "version": 1,
        "site": site(visitor),
        "webhook": { "url": webhook, "format": format, "ack": "id" },
        "campaigns": [ {
            "id": "talk",
            "when": { "trigger": { "delay": "365d" } },
            "format": "slide-in",
            "form": {
                "steps": [ { "title": "Talk to us", "fields": [ { "name": "email", "type": "email", "label": "Email", "required": true } ] } ],
                "submit": "Send"
            },
            "then": { "title": "Thank you" }
        } ]
    })
}

/// The name of a visitor's site.
pub(crate) fn site(visitor: usize) -> String {
    format!("visitor-{visitor}")
}
