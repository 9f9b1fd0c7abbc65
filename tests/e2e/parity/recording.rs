//! A visit played natively, call by call: what the wasm is to be asked again, and what the answers were.

use super::random;
use anyhow::{Context, Result, ensure};
use limen_core::{Engine, time::Millis, wire};
use limen_tests::draw::Draw;
use serde_json::{Value, json};

/// Events of a visit.
const EVENTS: u64 = 60;

/// Every call to the core in a visit, and its answer.
pub(super) struct Recording {
    /// `[function, time, text]`, as the page's player takes them.
    pub(super) calls: Vec<Value>,
    /// What the native core answered.
    pub(super) answers: Vec<String>,
    engine: Option<Engine>,
    now: i64,
    snapshot: Option<String>,
    /// What the visit has come to.
    pub(super) reached: Reached,
}

/// What a visit has come to: a run in which nothing happens compares nothing.
#[derive(Default)]
pub(super) struct Reached {
    pub(super) scores: usize,
    pub(super) popups: usize,
    pub(super) leads: usize,
}

/// Plays a visit natively.
pub(super) fn record(seed: u64, visit: u64) -> Result<Recording> {
    let mut draw = Draw::new(seed, visit);
    let config = random::config(&mut draw).to_string();
    let (_, issues) = limen_core::config::check(&config);
    ensure!(issues.is_empty(), "visit {visit} of seed {seed} has a wrong config: {issues:?}\n{config}");
    let mut recording = Recording {
        calls: Vec::new(),
        answers: Vec::new(),
        engine: None,
        now: 1_795_348_800_000,
        snapshot: None,
        reached: Reached::default(),
    };
    for event in 0..EVENTS {
        if event == 0 || draw.once_in(9) {
            recording.load(&mut draw, &config);
        } else {
            recording.happen(&random::event(&mut draw))?;
        }
        if draw.once_in(12) {
            recording.explain();
        }
        recording.now += random::pause(&mut draw);
    }
    recording.happen(&json!({ "type": "pageHidden" }))?;
    recording.explain();
    Ok(recording)
}

impl Recording {
    /// A page load: an engine of its own, with what the last one left in the storage.
    fn load(&mut self, draw: &mut Draw, config: &str) {
        let page = random::page(draw);
        let start = format!("{}\n{config}", json!({ "configName": "limen.json", "pageUrl": page["url"] }));
        let (engine, answer) = wire::boot(&start);
        self.engine = engine;
        self.note("boot", start, answer);
        let seed: Vec<u64> = (0..32).map(|_| draw.below(256)).collect();
        let facts = json!({
            "seed": seed, "page": page, "language": "en", "utcOffset": draw.below(1_500) as i64 - 720,
            "width": 1280, "height": 800, "touch": draw.once_in(3), "webdriver": true, "gpc": draw.once_in(8), "visible": true, "focused": true,
        });
        // What is wrong shows at the next event that happens.
        let _ = self.happen(&json!({ "type": "started", "facts": facts }));
    }

    /// Tells the engine of an event, and of what a browser would bring about at once.
    fn happen(&mut self, event: &Value) -> Result<()> {
        let engine = self.engine.as_mut().context("a right config has given no engine")?;
        let event = event.to_string();
        let answer = wire::handle(engine, Millis(self.now), &event);
        self.note("handle", event, answer.clone());
        if answer.is_empty() {
            return Ok(());
        }
        let effects: Vec<Value> = serde_json::from_str(&answer).with_context(|| format!("these are no effects: {answer}"))?;
        for effect in effects {
            match effect["type"].as_str().unwrap_or_default() {
                "loadSnapshot" => self.happen(&json!({ "type": "snapshotLoaded", "text": self.snapshot }))?,
                "saveSnapshot" => self.snapshot = effect["text"].as_str().map(str::to_owned),
                "erase" => self.snapshot = None,
                "askToShow" => self.happen(&json!({ "type": "showAnswered", "campaign": effect["campaign"], "verdict": "allowed" }))?,
                "storeLead" => {
                    self.reached.leads += 1;
                    self.happen(&json!({ "type": "leadStored", "id": effect["id"] }))?;
                }
                "show" => {
                    self.reached.popups += 1;
                    self.happen(&json!({ "type": "shown" }))?;
                }
                "emit" if effect["name"] == "limen:score" => self.reached.scores += 1,
                _ => {}
            }
        }
        Ok(())
    }

    fn explain(&mut self) {
        let answer = self.engine.as_ref().map(|engine| engine.explain(Millis(self.now))).unwrap_or_default();
        self.note("explain", String::new(), answer);
    }

    fn note(&mut self, function: &str, text: String, answer: String) {
        self.calls.push(json!([function, self.now, text]));
        self.answers.push(answer);
    }

    /// The same sum as the page's player has over its answers: FNV-1a over UTF-16, from two beginnings, each answer ended by a zero.
    pub(super) fn sum(&self) -> Vec<u32> {
        let sum = |start: u32| {
            let units = self.answers.iter().flat_map(|answer| answer.encode_utf16().chain([0]));
            units.fold(start, |sum, unit| (sum ^ u32::from(unit)).wrapping_mul(16_777_619))
        };
        vec![sum(2_166_136_261), sum(84_696_351)]
    }
}
