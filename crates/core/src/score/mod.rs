//! Interest: points from behaviour. A pure function of (config, signals, now), kept up by folding one signal at a time.
//!
//! Each rule holds one decaying sum, not its history: memory is O(rules), and a signal costs O(rules that listen to it). What happens with
//! clocks that jump, gaps of years and extreme points is written down in docs/score.md.

pub mod address;
mod condition;
pub mod decay;
pub mod fit;
#[cfg(feature = "replay")]
mod parked;
mod plan;
pub mod qualify;
mod signal;
mod state;
pub mod topics;

#[cfg(feature = "diagnose")]
pub(crate) use condition::holds_for_text;
#[cfg(feature = "replay")]
pub use parked::Parked;
pub use signal::Signal;
pub use state::{Progress, Remembered, RuleState, Tally, TopicState};

use crate::{
    config::{
        page::Role,
        scoring::{After, Percent, Rule, Scoring, UtmCondition},
    },
    event::Scalar,
    json::{AnyOf, Encode, Writer},
    lead::{Axis, Cap, Factor},
    order,
    text::split_last,
    time::Millis,
    url::Url,
    write_object,
};
use address::Lists;
use alloc::{string::String, vec::Vec};
use plan::Plan;

/// Where and when a signal was observed, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// When.
    pub now: Millis,
    /// The visitor's calendar day.
    pub day: i64,
    /// The page's address.
    pub url: &'a Url,
    /// Its path.
    pub path: &'a str,
    /// Its role.
    pub role: Option<&'a str>,
    /// What it is about.
    pub topic: Option<&'a str>,
    /// What the owner's page said of the visitor.
    pub traits: &'a [(String, Scalar)],
    /// What is known of e-mail domains.
    pub lists: &'a Lists,
}

/// The running score of one visitor.
#[derive(Clone, Debug, PartialEq)]
pub struct Scorer {
    plan: Plan,
    states: Vec<RuleState>,
    /// Places of the rules that have counted, in order: all that interest depends on.
    counted: Vec<usize>,
    roles: Vec<(String, Millis)>,
    topics: Vec<(String, TopicState)>,
    progress: Progress,
    /// Kept for its memory: a signal allocates nothing.
    matched: Vec<usize>,
}

/// Interest, and which caps it has met.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interest {
    /// From 0 to `maxPoints`.
    pub points: u32,
    /// Groups whose points are more than they may have together, and `maxPoints` when all of them are.
    pub caps: Vec<Cap>,
}

impl Scorer {
    /// A score of nothing yet, or the one remembered (what belongs to rules that no longer exist is dropped).
    #[must_use]
    pub fn new(scoring: &Scoring, mut remembered: Remembered) -> Scorer {
        let mut states = Vec::new();
        let mut counted = Vec::new();
        for (place, (_, rule)) in scoring.rules.0.iter().enumerate() {
            let state = remembered.rules.iter().position(|state| state.rule == rule.id).map(|at| remembered.rules.swap_remove(at));
            let state = state.unwrap_or_else(|| RuleState::new(&rule.id));
            if state.count > 0 {
                counted.push(place);
            }
            states.push(state);
        }
        Scorer {
            plan: Plan::new(scoring),
            states,
            counted,
            roles: remembered.roles,
            topics: remembered.topics,
            progress: remembered.progress,
            matched: Vec::new(),
        }
    }

    /// Takes a signal in. True when a rule matched: it counted, or its limit refused it.
    pub fn observe(&mut self, scoring: &Scoring, signal: &Signal<'_>, moment: &Moment<'_>) -> bool {
        let before = self.progress.clone();
        self.advance(signal, &before);
        // Which rules match is settled before any counts: the order of rules in the config does not matter.
        let mut matched = core::mem::take(&mut self.matched);
        matched.clear();
        for rules in self.plan.listeners(signal, moment.role) {
            for &place in rules {
                if let Some((_, rule)) = scoring.rules.0.get(place)
                    && self.matches(place, rule, signal, &before, moment)
                {
                    matched.push(place);
                }
            }
        }
        for &place in &matched {
            self.count(scoring, place, moment);
        }
        let has_matched = !matched.is_empty();
        self.matched = matched;
        match *signal {
            Signal::PageView => self.saw(moment),
            Signal::Engaged { seconds } => self.engage(scoring, seconds.saturating_sub(before.engaged), moment),
            _ => {}
        }
        has_matched
    }

    /// Takes note of how far the page view has come.
    fn advance(&mut self, signal: &Signal<'_>, before: &Progress) {
        let progress = &mut self.progress;
        match *signal {
            Signal::PageView => {
                *progress = Progress { page: before.page.wrapping_add(1), session: before.session, ..Progress::default() };
            }
            Signal::SessionStart { .. } => progress.session = before.session.wrapping_add(1),
            Signal::Engaged { seconds } => progress.engaged = before.engaged.max(seconds),
            Signal::Scroll { percent } => progress.scrolled = before.scrolled.max(percent),
            Signal::Media { percent } => progress.played = before.played.max(percent.saturating_add(1)),
            _ => {}
        }
    }

    /// Counts a rule that matches, within its limit.
    fn count(&mut self, scoring: &Scoring, place: usize, moment: &Moment<'_>) {
        let (Some((_, rule)), Some(state)) = (scoring.rules.0.get(place), self.states.get_mut(place)) else { return };
        if !state.is_within(rule.limit.as_ref(), &self.progress, moment.day) {
            state.refused = state.refused.saturating_add(1);
            return;
        }
        state.count_in(rule, rule.half_life.or(scoring.half_life), &self.progress, moment);
        if let Err(at) = self.counted.binary_search(&place) {
            self.counted.insert(at, place);
        }
    }

    fn saw(&mut self, moment: &Moment<'_>) {
        let Some(role) = moment.role else { return };
        match self.roles.iter_mut().find(|(seen, _)| seen == role) {
            Some((_, then)) => *then = moment.now,
            None => self.roles.push((role.into(), moment.now)),
        }
    }

    fn engage(&mut self, scoring: &Scoring, seconds: u32, moment: &Moment<'_>) {
        let Some(topic) = moment.topic else { return };
        let at = self.topics.iter().position(|(name, _)| name == topic).unwrap_or_else(|| {
            self.topics.push((topic.into(), TopicState::default()));
            self.topics.len() - 1
        });
        if let Some((_, state)) = self.topics.get_mut(at) {
            state.engage(seconds, scoring.half_life, moment.now);
        }
    }

    fn matches(&self, place: usize, rule: &Rule, signal: &Signal<'_>, before: &Progress, moment: &Moment<'_>) -> bool {
        let own = match *signal {
            Signal::PageView | Signal::Copy => true,
            Signal::Engaged { seconds } => rule.seconds.is_some_and(|wanted| before.engaged < wanted && wanted <= seconds),
            Signal::Scroll { percent } => rule.percent.is_some_and(|Percent(wanted)| before.scrolled < wanted && wanted <= percent),
            Signal::Media { percent } => match rule.percent {
                Some(Percent(wanted)) => before.played <= wanted && wanted <= percent,
                None => before.played == 0,
            },
            Signal::Click { selector, name } => any(&rule.selector, How::Exactly, selector) && any(&rule.name, How::Exactly, name),
            Signal::Download { file } => {
                let extension = split_last(file, b'.').map_or("", |(_, extension)| extension);
                any(&rule.extension, How::WithoutCase, extension)
            }
            Signal::Outbound { host } => any(&rule.host, How::AtHost, host),
            Signal::SiteForm { step } => rule.step.is_none_or(|wanted| wanted == step),
            Signal::SiteSearch { parameter, words } => {
                rule.parameter.as_deref() == Some(parameter) && any(&rule.contains, How::Within, words)
            }
            Signal::SessionStart { number, utm, referrer, gap } => {
                number >= rule.min_session.unwrap_or(1)
                    && came_with(&rule.utm, utm)
                    && any(&rule.referrer, How::AtHost, referrer)
                    && rule.gap.is_none_or(|wanted| gap.is_some_and(|gap| gap >= wanted))
            }
            Signal::Custom { name, properties } => {
                any(&rule.name, How::Exactly, name) && condition::all_hold(&rule.properties, properties, moment.lists)
            }
        };
        own && rule.page.as_ref().is_none_or(|AnyOf(roles)| roles.iter().any(|Role(wanted)| Some(wanted.as_str()) == moment.role))
            && rule.url.as_ref().is_none_or(|AnyOf(globs)| globs.iter().any(|glob| glob.matches(moment.url)))
            && condition::all_hold(&rule.traits, moment.traits, moment.lists)
            && rule.after.as_ref().is_none_or(|after| self.came_after(place, after, moment))
    }

    fn came_after(&self, place: usize, after: &After, moment: &Moment<'_>) -> bool {
        let recent = |then: Millis| after.within.is_none_or(|within| moment.now.since(then) <= within);
        let page = after.page.as_ref().is_none_or(|Role(role)| self.roles.iter().any(|(seen, then)| seen == role && recent(*then)));
        let counted = |place: &Option<usize>| place.and_then(|place| self.states.get(place)).filter(|state| state.count > 0);
        let rule = after.rule.is_none() || self.plan.after.get(place).and_then(counted).is_some_and(|state| recent(state.last_at));
        page && rule
    }

    /// Each rule's part now, the heaviest first. Their points add up to interest, within its caps.
    #[must_use]
    pub fn factors(&self, scoring: &Scoring, now: Millis) -> Vec<Factor> {
        let mut factors = Vec::new();
        for &place in &self.counted {
            if let (Some((_, rule)), Some(state)) = (scoring.rules.0.get(place), self.states.get(place)) {
                let points = state.weight_at(rule.half_life.or(scoring.half_life), now).to_points();
                let faded = i64::from(rule.points) * i64::from(state.count) - i64::from(points);
                let factor = Factor {
                    rule: rule.id.clone(),
                    axis: Axis::Interest,
                    points,
                    count: state.count,
                    last_at: Some(state.last_at),
                    last_page: Some(state.last_page.clone()),
                    faded: Some(faded).filter(|&faded| faded != 0),
                    refused: Some(state.refused).filter(|&refused| refused > 0),
                };
                add(&mut factors, factor);
            }
        }
        factors
    }

    /// Interest now: the points of all rules, those of each group up to its cap, from 0 to `maxPoints` together.
    #[must_use]
    pub fn interest(&self, scoring: &Scoring, now: Millis) -> Interest {
        let mut sum = 0;
        let mut of_groups = alloc::vec![0; scoring.groups.0.len()];
        for &place in &self.counted {
            let (Some((_, rule)), Some(state)) = (scoring.rules.0.get(place), self.states.get(place)) else { continue };
            let points = i64::from(state.weight_at(rule.half_life.or(scoring.half_life), now).to_points());
            match self.plan.groups.get(place).copied().flatten().and_then(|group| of_groups.get_mut(group)) {
                Some(group) => *group += points,
                None => sum += points,
            }
        }
        let mut caps = Vec::new();
        for ((_, group), points) in scoring.groups.0.iter().zip(of_groups) {
            sum += capped(points, group.max_points, Some(&group.id), &mut caps);
        }
        if let Some(most) = scoring.max_points {
            sum = capped(sum, most, None, &mut caps);
        }
        Interest { points: u32::try_from(sum.max(0)).unwrap_or(u32::MAX), caps }
    }

    /// Engagement by topic: see [`topics::shares`].
    #[must_use]
    pub fn topics(&self) -> &[(String, TopicState)] {
        &self.topics
    }
}

/// What to remember: reads as [`Remembered`], written without a copy of it.
impl Encode for Scorer {
    fn encode(&self, out: &mut Writer) {
        let mut rules = Vec::new();
        for state in &self.states {
            if state.is_touched() {
                rules.push(state);
            }
        }
        write_object!(out, Remembered::KEYS, rules, self.roles, self.topics, self.progress);
    }
}

/// Points up to a cap; one that is met is noted.
fn capped(points: i64, most: u32, group: Option<&String>, caps: &mut Vec<Cap>) -> i64 {
    if points > i64::from(most) {
        caps.push(Cap { group: group.cloned(), points, max_points: most });
    }
    points.min(i64::from(most))
}

/// Puts a factor behind those of its axis that weigh as much or more.
fn add(factors: &mut Vec<Factor>, factor: Factor) {
    order::insert(factors, factor, |a, b| a.axis == b.axis && a.points.unsigned_abs() > b.points.unsigned_abs());
}

/// How a text compares with a wanted one.
#[derive(Clone, Copy)]
enum How {
    Exactly,
    WithoutCase,
    /// The wanted one occurs in it.
    Within,
    /// It is the wanted host, or one below it.
    AtHost,
}

impl How {
    fn will_do(self, wanted: &str, text: &str) -> bool {
        match self {
            How::Exactly => wanted == text,
            How::WithoutCase => wanted.eq_ignore_ascii_case(text),
            How::Within => condition::contains(text, wanted),
            How::AtHost => is_at_host(text, wanted),
        }
    }
}

/// Whether a text compares so with one of the wanted ones, or none is wanted.
fn any(wanted: &Option<AnyOf<String>>, how: How, text: &str) -> bool {
    wanted.as_ref().is_none_or(|AnyOf(wanted)| wanted.iter().any(|wanted| how.will_do(wanted, text)))
}

/// Whether a host is the wanted one or one below it.
fn is_at_host(host: &str, wanted: &str) -> bool {
    let tail = host.len().checked_sub(wanted.len()).and_then(|at| Some((host.get(..at)?, host.get(at..)?)));
    tail.is_some_and(|(above, tail)| tail.eq_ignore_ascii_case(wanted) && (above.is_empty() || above.ends_with('.')))
}

fn came_with(condition: &UtmCondition, parameters: &[(String, String)]) -> bool {
    condition.0.iter().all(|(wanted, AnyOf(values))| {
        let value = parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        value.is_some_and(|value| values.iter().any(|wanted| How::WithoutCase.will_do(wanted, value)))
    })
}

#[cfg(test)]
mod tests;
