//! Replaying visit logs: the lines of a visitor in, the score and the decisions that the widget came to out. It scores by the same
//! [`Scorer`], and decides by the same [`Scene`], as the engine does; what it must assume, because logs do not tell it, stands in
//! docs/replay.md.

use crate::{
    attention::Attention,
    config::Config,
    decide::Scene,
    event::Scalar,
    json::Number,
    lead::{Band, Qualification, Score, Stage},
    location::Location,
    popup::Value,
    score::{
        Parked, Remembered, Scorer,
        address::Lists,
        qualify::{self, Known},
        topics,
    },
    target::Facts,
    time::Millis,
    visit_log::{Act, Line},
    visitor::take_traits,
};
use alloc::{collections::BTreeMap, string::String, sync::Arc, vec::Vec};

/// How many addresses are kept looked up.
const MOST_LOCATIONS: usize = 1_024;

/// A visitor between two of their lines. Its memory grows with the config's rules, not with the lines.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    score: Parked,
    attention: Attention,
    traits: Vec<(String, Scalar)>,
    /// The custom signals seen: those that a `base` line tells, and of later ones those that stages ask for.
    signals: Vec<String>,
    location: Arc<Location>,
    entered: Millis,
    /// The time of the last line.
    now: Millis,
    /// When time alone may bring up a campaign on this page.
    wake: Option<Millis>,
    utc_offset: i32,
    seen: u8,
    /// Whether a pop-up is on screen.
    popup: bool,
    /// Whether the pointer has left through the top in this moment.
    exiting: bool,
    /// Whether the last line's moment is still to be decided on: lines of one time are one event of the engine's.
    pending: bool,
}

/// What a moment came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: Millis,
    /// Interest then.
    pub interest: u32,
    /// Its band.
    pub band: Band,
    /// The visitor's stage, as far as behaviour alone makes one.
    pub stage: Stage,
    /// The campaign that would show, its place in the config, and what set it off.
    pub shown: Option<(usize, &'static str)>,
}

/// Replays visits under one config.
#[derive(Debug)]
pub struct Player<'c> {
    config: &'c Config,
    /// The config's.
    hash: String,
    scorer: Scorer,
    lists: Lists,
    locations: BTreeMap<String, Arc<Location>>,
}

/// A visit going on.
#[derive(Debug)]
pub struct Playing<'p, 'c> {
    player: &'p mut Player<'c>,
    visit: &'p mut Visit,
}

impl<'c> Player<'c> {
    /// For a checked config.
    #[must_use]
    pub fn new(config: &'c Config) -> Player<'c> {
        let scorer = Scorer::new(&config.scoring, Remembered::default());
        Player { config, hash: config.hash(), scorer, lists: Lists::default(), locations: BTreeMap::new() }
    }

    /// Goes on with a visit that was begun under the same config, or begins one.
    pub fn resume<'p>(&'p mut self, visit: &'p mut Visit) -> Playing<'p, 'c> {
        if visit.score != Parked::default() {
            self.scorer.resume(&visit.score);
        }
        Playing { player: self, visit }
    }

    fn location(&mut self, address: &str) -> Arc<Location> {
        if let Some(location) = self.locations.get(address) {
            return location.clone();
        }
        if self.locations.len() >= MOST_LOCATIONS {
            self.locations.clear();
        }
        let location = Arc::new(Location::new(self.config, address));
        self.locations.insert(address.into(), location.clone());
        location
    }
}

impl Drop for Playing<'_, '_> {
    fn drop(&mut self) {
        self.visit.score = self.player.scorer.park();
    }
}

impl Playing<'_, '_> {
    /// Takes the visitor's next line in. Tells each moment before it that has come to its end.
    pub fn take(&mut self, line: &Line, told: &mut dyn FnMut(Moment)) {
        if line.act == Act::Outcome {
            return;
        }
        if line.at != self.visit.now {
            self.settle(told);
        }
        // A timer goes off while its page is open: then a later line is of the same page.
        if !matches!(line.act, Act::PageView | Act::SessionStart | Act::Base) {
            while let Some(wake) = self.visit.wake.filter(|&wake| wake < line.at) {
                told(self.decide(wake));
            }
        }
        self.turn_to(line);
        match line.act {
            Act::Identify => take_traits(&mut self.visit.traits, line.properties.clone()),
            Act::ExitIntent => self.visit.exiting = true,
            _ => self.observe(line),
        }
        self.visit.now = line.at;
        self.visit.pending = true;
    }

    /// Decides on the last line's moment, if that is still to be done.
    pub fn settle(&mut self, told: &mut dyn FnMut(Moment)) {
        if self.visit.pending {
            told(self.decide(self.visit.now));
            self.visit.pending = false;
            self.visit.exiting = false;
        }
    }

    /// Takes in what a line says of the page and the score so far.
    fn turn_to(&mut self, line: &Line) {
        let visit = &mut *self.visit;
        if let Some(url) = &line.url {
            let location = self.player.location(url);
            if line.act == Act::PageView || visit.location != location {
                (visit.entered, visit.seen, visit.popup, visit.wake, visit.exiting) = (line.at, 0, false, None, false);
                visit.location = location;
            }
        }
        visit.utc_offset = line.utc_offset.unwrap_or(visit.utc_offset);
        if let (Act::Base, Some(state)) = (line.act, &line.state) {
            visit.seen = state.progress.scrolled;
            visit.traits.clone_from(&line.properties);
            visit.signals.clone_from(&line.signals);
            self.player.scorer = Scorer::new(&self.player.config.scoring, state.clone());
        }
    }

    fn observe(&mut self, line: &Line) {
        let Some(signal) = line.signal() else { return };
        let (visit, scoring) = (&mut *self.visit, &self.player.config.scoring);
        let moment = visit.location.moment(line.at, line.at.day(visit.utc_offset), &visit.traits, &self.player.lists);
        self.player.scorer.observe(scoring, &signal, &moment);
        match (line.act, &line.name) {
            (Act::SessionStart, _) => visit.attention.begin_session(),
            (Act::Scroll, _) => visit.seen = visit.seen.max(line.percent.unwrap_or(0).min(100)),
            (Act::Custom, Some(name)) => {
                let stages = [&scoring.stages.mql, &scoring.stages.sql, &scoring.stages.pql];
                if stages.into_iter().flatten().any(|stage| stage.signals.contains(name)) && !visit.signals.contains(name) {
                    visit.signals.push(name.clone());
                }
            }
            _ => {}
        }
    }

    /// What this moment comes to; a campaign that would show is shown.
    fn decide(&mut self, at: Millis) -> Moment {
        let (visit, config) = (&mut *self.visit, self.player.config);
        let interest = self.player.scorer.interest(&config.scoring, at).points;
        let mut shown = None;
        visit.wake = None;
        if !visit.popup {
            let scene = Scene {
                config,
                facts: Facts { interest, role: visit.location.role.as_deref(), converted: false },
                vetoed: &[],
                attention: &visit.attention,
                entered: visit.entered,
                seen: visit.seen,
                now: at,
            };
            shown = scene.chosen(visit.exiting).and_then(|(index, _, trigger)| Some((index, trigger?)));
            visit.wake = if shown.is_some() { None } else { scene.due(None) };
        }
        if shown.is_some() {
            visit.popup = true;
            visit.attention.shown(at);
        }
        let known = Known { fields: &[], converted: false, signals: &visit.signals, lists: &self.player.lists };
        Moment {
            at,
            interest,
            band: qualify::band(interest, qualify::bands(&config.scoring)),
            stage: qualify::stage(&config.scoring, &known, interest, 0),
            shown,
        }
    }

    /// The whole judgement of the visitor at a time, with what they entered; see [`qualify::judge`].
    #[must_use]
    pub fn judge(&self, fields: &[(String, Value)], at: Millis) -> (Qualification, Score) {
        let known = Known { fields, converted: false, signals: &self.visit.signals, lists: &self.player.lists };
        qualify::judge(self.player.config, &self.player.hash, &self.player.scorer, &known, at)
    }

    /// Shares of engagement by topic at a time; see [`topics::shares`].
    #[must_use]
    pub fn topics(&self, at: Millis) -> Vec<(String, Number)> {
        topics::shares(self.player.scorer.topics(), self.player.config.scoring.half_life, at)
    }
}
