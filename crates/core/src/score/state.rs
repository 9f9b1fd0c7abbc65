//! What is remembered of a score: one decaying sum and a few counts a rule, never a history.

use super::{Moment, decay::Weight};
use crate::{
    config::scoring::{Limit, Per, Rule},
    json::{Cursor, Decode, Encode, Node, Writer},
    object,
    time::{Millis, Span},
};
use alloc::{string::String, vec::Vec};

object! {
    /// All that a score remembers; with it and the config a score goes on as if nothing had been.
    pub record Remembered {
        /// The rules that have counted or refused to.
        rules: Vec<RuleState> = "rules",
        /// When each page role was last seen.
        roles: Vec<(String, Millis)> = "roles",
        /// Engagement by topic.
        topics: Vec<(String, TopicState)> = "topics",
        /// The page view and session under way.
        progress: Progress = "progress",
    }
}

object! {
    /// How far the page view under way has come, and which one and which session it is.
    pub record Progress {
        /// Page views so far.
        page: u32 = "page",
        /// Sessions so far.
        session: u32 = "session",
        /// Engaged seconds on this page view.
        engaged: u32 = "engaged",
        /// Percent of this page seen.
        scrolled: u8 = "scrolled",
        /// Percent of its film played, plus 1 once it was begun; 0 before.
        played: u8 = "played",
    }
}

object! {
    /// One rule's decaying sum and its counts.
    pub record RuleState {
        /// The rule's id.
        rule: String = "id",
        /// The sum at `last_at`.
        weight: Weight = "w",
        /// How often it has counted.
        count: u32 = "n",
        /// How often its limit has refused it.
        refused: u32 = "x",
        /// How often on a page view.
        page: Tally = "p",
        /// How often in a session.
        session: Tally = "s",
        /// How often on a calendar day.
        day: Tally = "d",
        /// When it last counted.
        last_at: Millis = "last",
        /// On which path.
        last_page: String = "page",
    }
}

object! {
    /// How often something happened in the last stretch (page view, session, day) in which it did.
    pub record Tally {
        /// The stretch.
        of: i64 = "of",
        /// How often.
        count: u32 = "n",
    }
}

impl Tally {
    fn in_stretch(&self, of: i64) -> u32 {
        if self.of == of { self.count } else { 0 }
    }

    fn add(&mut self, of: i64) {
        *self = Tally { of, count: self.in_stretch(of).saturating_add(1) };
    }
}

impl RuleState {
    /// Nothing counted yet.
    pub(super) fn new(rule: &str) -> RuleState {
        RuleState { rule: rule.into(), ..RuleState::default() }
    }

    /// Whether it holds anything to remember.
    pub(super) fn is_touched(&self) -> bool {
        self.count > 0 || self.refused > 0
    }

    /// Whether the rule may count once more.
    pub(super) fn is_within(&self, limit: Option<&Limit>, progress: &Progress, day: i64) -> bool {
        limit.is_none_or(|limit| {
            let so_far = match limit.per {
                Per::Page => self.page.in_stretch(i64::from(progress.page)),
                Per::Session => self.session.in_stretch(i64::from(progress.session)),
                Per::Day => self.day.in_stretch(day),
                Per::Visitor => self.count,
            };
            so_far < limit.max
        })
    }

    /// The sum as it is worth now. A clock before the last signal counts as that signal's time.
    pub(super) fn weight_at(&self, half_life: Option<Span>, now: Millis) -> Weight {
        half_life.map_or(self.weight, |half_life| self.weight.decayed(now.since(self.last_at), half_life))
    }

    /// Counts the rule once.
    pub(super) fn count_in(&mut self, rule: &Rule, half_life: Option<Span>, progress: &Progress, moment: &Moment<'_>) {
        self.weight = self.weight_at(half_life, moment.now).plus(Weight::of_points(rule.points));
        // Signals out of order do not turn the clock back.
        self.last_at = if self.count == 0 { moment.now } else { self.last_at.max(moment.now) };
        self.count = self.count.saturating_add(1);
        self.page.add(i64::from(progress.page));
        self.session.add(i64::from(progress.session));
        self.day.add(moment.day);
        // In place: a signal allocates nothing.
        self.last_page.clear();
        self.last_page.push_str(moment.path);
    }
}

object! {
    /// Engagement with one topic: a decaying sum of seconds.
    pub record TopicState {
        /// The sum at `at`.
        weight: Weight = "w",
        /// When it was last brought up to date.
        at: Millis = "at",
    }
}

impl TopicState {
    /// The sum as it is worth now.
    pub(super) fn weight_at(&self, half_life: Option<Span>, now: Millis) -> Weight {
        half_life.map_or(self.weight, |half_life| self.weight.decayed(now.since(self.at), half_life))
    }

    /// Adds engaged seconds.
    pub(super) fn engage(&mut self, seconds: u32, half_life: Option<Span>, now: Millis) {
        self.weight = self.weight_at(half_life, now).plus(Weight::of_points(i32::try_from(seconds).unwrap_or(i32::MAX)));
        self.at = self.at.max(now);
    }
}

impl Decode for Weight {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        self.0.decode(node, cursor)
    }
}

impl Encode for Weight {
    fn encode(&self, out: &mut Writer) {
        self.0.encode(out);
    }
}
