//! Rules on behaviour: a signal with conditions, and its points.

use crate::{
    config::page::Role,
    json::{self, AnyOf, Cursor, Decode, Node},
    object,
    time::Span,
    words,
};
use alloc::string::String;

words! {
    /// Observed acts that a rule can count.
    pub enum SignalKind {
        /// A page was seen.
        PageView = "page_view",
        /// A session began.
        SessionStart = "session_start",
        /// The visitor was engaged with a page for a while.
        Engaged = "engaged",
        /// The visitor scrolled down.
        Scroll = "scroll",
        /// A file was downloaded.
        Download = "download",
        /// The owner's page called `limen('track', name)`.
        Custom = "custom",
    }
}

object! {
    /// Signal and conditions to points.
    pub thing Rule checked by wrong {
        /// Its name, unique.
        id: String = "id",
        /// What it listens to.
        on: SignalKind = "on",
        /// Points for each match; negative for signs of no interest.
        points: i32 = "points",
        /// Only on pages of these roles.
        page: Option<AnyOf<Role>> = "page",
        /// Only when this came before.
        after: Option<After> = "after",
        /// How often it counts.
        limit: Option<Limit> = "limit",
        /// Its own half-life.
        half_life: Option<Span> = "halfLife",
        /// Of `engaged`: with one page for this many seconds (1–86,400); once a page view.
        seconds: Option<u32> = "seconds",
        /// Of `scroll`: seen this much of one page; once a page view.
        percent: Option<Percent> = "percent",
        /// Of `custom`: the signal's name.
        name: Option<String> = "name",
        /// Of `session_start`: only from the visitor's n-th session on, from 1.
        min_session: Option<u32> = "minSession",
        /// Of `session_start`: only when the session came with these campaign parameters.
        utm: Option<UtmCondition> = "utm",
    }
}

impl Rule {
    /// Each signal has conditions of its own, and some it cannot be without.
    fn wrong(&self) -> Option<&'static str> {
        let of_session = self.min_session.is_some() || self.utm.is_some();
        match self.on {
            SignalKind::Engaged if !self.seconds.is_some_and(|seconds| (1..=86_400).contains(&seconds)) => {
                Some("a rule on \"engaged\" needs \"seconds\", from 1 to 86400")
            }
            SignalKind::Scroll if self.percent.is_none() => Some("a rule on \"scroll\" needs \"percent\", from 1 to 100"),
            SignalKind::Custom if self.name.is_none() => {
                Some("a rule on \"custom\" needs \"name\", the name given to limen('track', name)")
            }
            kind if self.seconds.is_some() && kind != SignalKind::Engaged => Some("\"seconds\" belongs to rules on \"engaged\""),
            kind if self.percent.is_some() && kind != SignalKind::Scroll => Some("\"percent\" belongs to rules on \"scroll\""),
            kind if self.name.is_some() && kind != SignalKind::Custom => Some("\"name\" belongs to rules on \"custom\""),
            kind if of_session && kind != SignalKind::SessionStart => {
                Some("\"minSession\" and \"utm\" belong to rules on \"session_start\"")
            }
            _ => None,
        }
    }
}

/// A share of a page, 1–100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Percent(pub u8);

impl Decode for Percent {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        json::set(&mut self.0, json::integer(node, cursor, 1, 100).map(|percent| percent as u8))
    }
}

object! {
    /// A sequence: the rule counts only when this came before it.
    pub thing After {
        /// A page of this role was seen.
        page: Option<Role> = "page",
        /// This rule matched.
        rule: Option<RuleId> = "rule",
        /// How long ago at most. Absent: ever.
        within: Option<Span> = "within",
    }
}

/// A reference to a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleId(pub String);

impl RuleId {
    /// The kind of name, for [`Cursor::define`].
    pub const KIND: &'static str = "rule";
}

impl Decode for RuleId {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        cursor.refer(&mut self.0, Self::KIND, node)
    }
}

object! {
    /// How often a rule counts.
    pub thing Limit {
        /// At most this often, from 1.
        max: u32 = "max",
        /// In what.
        per: Per = "per",
    }
}

words! {
    /// The stretch that a limit counts in.
    pub enum Per {
        /// One page view.
        Page = "page",
        /// One session.
        Session = "session",
        /// One calendar day of the visitor's.
        Day = "day",
        /// For ever.
        Visitor = "visitor",
    }
}

object! {
    /// Campaign parameters; several together mean all of them.
    pub thing UtmCondition {
        /// `utm_source`
        source: Option<AnyOf<String>> = "source",
        /// `utm_medium`
        medium: Option<AnyOf<String>> = "medium",
        /// `utm_campaign`
        campaign: Option<AnyOf<String>> = "campaign",
        /// `utm_term`
        term: Option<AnyOf<String>> = "term",
        /// `utm_content`
        content: Option<AnyOf<String>> = "content",
    }
}
