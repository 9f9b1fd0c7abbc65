//! What one rule remembers.

use super::{Moment, decay::Weight};
use crate::{
    config::scoring::Rule,
    json::{Cursor, Decode, Encode, Node, Writer},
    object,
    time::{Millis, Span},
};
use alloc::string::String;

object! {
    /// One rule's decaying sum and its counts.
    pub record RuleState {
        /// The rule's id.
        rule: String = "id",
        /// The sum at `at`.
        weight: Weight = "w",
        /// When the sum was last brought up to date.
        at: Millis = "at",
        /// How often it has counted.
        count: u32 = "n",
        /// How often in this session.
        session_count: u32 = "s",
        /// How often on this page view.
        page_count: u32 = "p",
        /// The day that `day_count` belongs to.
        day: i64 = "d",
        /// How often on that day.
        day_count: u32 = "dn",
        /// When it last counted.
        last_at: Millis = "last",
        /// On which path.
        last_page: String = "page",
    }
}

impl RuleState {
    /// Nothing counted yet.
    pub(super) fn new(rule: &str) -> RuleState {
        RuleState {
            rule: rule.into(),
            weight: Weight(0),
            at: Millis(0),
            count: 0,
            session_count: 0,
            page_count: 0,
            day: 0,
            day_count: 0,
            last_at: Millis(0),
            last_page: String::new(),
        }
    }

    /// The sum as it is worth now. A clock before the last signal counts as that signal's time.
    pub(super) fn weight_at(&self, half_life: Option<Span>, now: Millis) -> Weight {
        half_life.map_or(self.weight, |half_life| self.weight.decayed(now.since(self.at), half_life))
    }

    /// Counts the rule once.
    pub(super) fn count_in(&mut self, rule: &Rule, half_life: Option<Span>, moment: &Moment<'_>) {
        self.weight = self.weight_at(half_life, moment.now).plus(Weight::of_points(rule.points));
        self.at = self.at.max(moment.now);
        self.last_at = self.at;
        if self.day != moment.day {
            (self.day, self.day_count) = (moment.day, 0);
        }
        for count in [&mut self.count, &mut self.session_count, &mut self.page_count, &mut self.day_count] {
            *count = count.saturating_add(1);
        }
        self.last_page = moment.path.into();
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
