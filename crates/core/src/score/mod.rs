//! Interest: points from behaviour. A pure function of (config, signals, now), kept up by folding one signal at a time.
//!
//! Each rule holds one decaying sum, not its history: memory is O(rules), and a signal costs O(rules that listen to it).

mod address;
pub mod decay;
pub mod fit;
pub mod qualify;
mod state;

pub use state::RuleState;

use crate::{
    config::{
        page::Role,
        scoring::{After, Limit, Per, Percent, Rule, Scoring, SignalKind, UtmCondition},
    },
    json::AnyOf,
    lead::{Axis, Factor},
    order,
    time::Millis,
};
use alloc::{string::String, vec::Vec};

/// One observed act, with what its rules ask about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Signal<'a> {
    /// A page was seen.
    PageView,
    /// A session began.
    SessionStart {
        /// Which one, from 1.
        number: u32,
        /// Campaign parameters it came with, without `utm_`.
        utm: &'a [(String, String)],
    },
    /// Engagement with this page grew, in whole seconds.
    Engaged {
        /// Before.
        from: u32,
        /// Now.
        to: u32,
    },
    /// More of this page was seen, in percent.
    Scroll {
        /// Before.
        from: u8,
        /// Now.
        to: u8,
    },
    /// A file was downloaded.
    Download,
    /// The owner's page said so.
    Custom {
        /// Its name.
        name: &'a str,
    },
}

impl Signal<'_> {
    fn kind(&self) -> SignalKind {
        match self {
            Signal::PageView => SignalKind::PageView,
            Signal::SessionStart { .. } => SignalKind::SessionStart,
            Signal::Engaged { .. } => SignalKind::Engaged,
            Signal::Scroll { .. } => SignalKind::Scroll,
            Signal::Download => SignalKind::Download,
            Signal::Custom { .. } => SignalKind::Custom,
        }
    }
}

/// Where and when a signal was observed.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// When.
    pub now: Millis,
    /// The visitor's calendar day.
    pub day: i64,
    /// The page's role.
    pub role: Option<&'a str>,
    /// The page's path.
    pub path: &'a str,
    /// When each role was last seen before.
    pub seen_roles: &'a [(String, Millis)],
}

/// The running score of one visitor.
#[derive(Clone, Debug, PartialEq)]
pub struct Scorer {
    states: Vec<RuleState>,
    /// For each kind of signal, the rules that listen to it.
    listeners: [Vec<usize>; 6],
}

impl Scorer {
    /// A score of nothing yet, or the one remembered (states of rules that no longer exist are dropped).
    #[must_use]
    pub fn new(scoring: &Scoring, mut remembered: Vec<RuleState>) -> Scorer {
        let mut listeners: [Vec<usize>; 6] = Default::default();
        let mut states = Vec::new();
        for (place, (_, rule)) in scoring.rules.0.iter().enumerate() {
            if let Some(list) = listeners.get_mut(rule.on as usize) {
                list.push(place);
            }
            let state = remembered.iter().position(|state| state.rule == rule.id).map(|at| remembered.swap_remove(at));
            states.push(state.unwrap_or_else(|| RuleState::new(&rule.id)));
        }
        Scorer { states, listeners }
    }

    /// What to remember: the rules that have counted.
    #[must_use]
    pub fn remembered(&self) -> Vec<&RuleState> {
        let mut remembered = Vec::new();
        for state in &self.states {
            if state.count > 0 {
                remembered.push(state);
            }
        }
        remembered
    }

    /// Begins a page view: limits per page start anew.
    pub fn begin_page(&mut self) {
        for state in &mut self.states {
            state.page_count = 0;
        }
    }

    /// Begins a session: limits per session start anew.
    pub fn begin_session(&mut self) {
        for state in &mut self.states {
            state.session_count = 0;
        }
    }

    /// Takes a signal in. True when a rule counted it.
    pub fn observe(&mut self, scoring: &Scoring, signal: Signal<'_>, moment: &Moment<'_>) -> bool {
        let Some(listeners) = self.listeners.get(signal.kind() as usize) else { return false };
        // Which rules match is settled before any counts: the order of rules in the config does not matter.
        let mut matched = Vec::new();
        for &place in listeners {
            if let Some((_, rule)) = scoring.rules.0.get(place)
                && self.matches(rule, &signal, moment)
            {
                matched.push((place, rule));
            }
        }
        let mut counted = false;
        for (place, rule) in matched {
            if let Some(state) = self.states.get_mut(place)
                && state.is_within(rule.limit.as_ref(), moment.day)
            {
                state.count_in(rule, rule.half_life.or(scoring.half_life), moment);
                counted = true;
            }
        }
        counted
    }

    fn matches(&self, rule: &Rule, signal: &Signal<'_>, moment: &Moment<'_>) -> bool {
        let own = match *signal {
            Signal::SessionStart { number, utm } => {
                number >= rule.min_session.unwrap_or(1) && rule.utm.as_ref().is_none_or(|condition| came_with(condition, utm))
            }
            Signal::Engaged { from, to } => rule.seconds.is_some_and(|seconds| from < seconds && seconds <= to),
            Signal::Scroll { from, to } => rule.percent.is_some_and(|Percent(percent)| from < percent && percent <= to),
            Signal::Custom { name } => rule.name.as_deref() == Some(name),
            Signal::PageView | Signal::Download => true,
        };
        let on_page = rule.page.as_ref().is_none_or(|roles| is_any(roles, moment.role));
        own && on_page && rule.after.as_ref().is_none_or(|after| self.came_after(after, moment))
    }

    fn came_after(&self, after: &After, moment: &Moment<'_>) -> bool {
        let recent = |then: Millis| after.within.is_none_or(|within| moment.now.since(then) <= within);
        let page = after.page.as_ref().is_none_or(|Role(role)| moment.seen_roles.iter().any(|(seen, then)| seen == role && recent(*then)));
        let rule = after
            .rule
            .as_ref()
            .is_none_or(|rule| self.states.iter().any(|state| state.rule == rule.0 && state.count > 0 && recent(state.last_at)));
        page && rule
    }

    /// Each rule's part now, the heaviest first. Their points add up to [`Scorer::interest`] within its bounds.
    #[must_use]
    pub fn factors(&self, scoring: &Scoring, now: Millis) -> Vec<Factor> {
        let mut factors = Vec::new();
        for ((_, rule), state) in scoring.rules.0.iter().zip(&self.states) {
            if state.count > 0 {
                let factor = Factor {
                    rule: rule.id.clone(),
                    axis: Axis::Interest,
                    points: state.weight_at(rule.half_life.or(scoring.half_life), now).to_points(),
                    count: state.count,
                    last_at: Some(state.last_at),
                    last_page: Some(state.last_page.clone()),
                };
                add(&mut factors, factor);
            }
        }
        factors
    }

    /// Interest now: the sum of the factors' points, from 0 to `maxPoints`.
    #[must_use]
    pub fn interest(&self, scoring: &Scoring, now: Millis) -> u32 {
        let mut sum: i64 = 0;
        for ((_, rule), state) in scoring.rules.0.iter().zip(&self.states) {
            sum += i64::from(state.weight_at(rule.half_life.or(scoring.half_life), now).to_points());
        }
        u32::try_from(sum.max(0)).unwrap_or(u32::MAX).min(scoring.max_points.unwrap_or(u32::MAX))
    }
}

/// Puts a factor behind those of its axis that weigh as much or more.
fn add(factors: &mut Vec<Factor>, factor: Factor) {
    order::insert(factors, factor, |a, b| a.axis == b.axis && a.points.unsigned_abs() > b.points.unsigned_abs());
}

fn is_any(roles: &AnyOf<Role>, role: Option<&str>) -> bool {
    roles.0.iter().any(|Role(wanted)| Some(wanted.as_str()) == role)
}

fn came_with(condition: &UtmCondition, parameters: &[(String, String)]) -> bool {
    let holds = |wanted: &Option<AnyOf<String>>, key: &str| {
        let value = parameters.iter().find(|(name, _)| name == key).map(|(_, value)| value);
        wanted
            .as_ref()
            .is_none_or(|AnyOf(wanted)| value.is_some_and(|value| wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(value))))
    };
    holds(&condition.source, "source")
        && holds(&condition.medium, "medium")
        && holds(&condition.campaign, "campaign")
        && holds(&condition.term, "term")
        && holds(&condition.content, "content")
}

impl RuleState {
    /// Whether the rule may count once more.
    fn is_within(&self, limit: Option<&Limit>, day: i64) -> bool {
        limit.is_none_or(|limit| {
            let so_far = match limit.per {
                Per::Page => self.page_count,
                Per::Session => self.session_count,
                Per::Day if self.day == day => self.day_count,
                Per::Day => 0,
                Per::Visitor => self.count,
            };
            so_far < limit.max
        })
    }
}

#[cfg(test)]
mod tests;
