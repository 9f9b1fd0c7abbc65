//! Rules on behaviour: a signal with conditions, and its points.

use crate::{
    config::page::Role,
    json::{self, AnyOf, Cursor, FromNode, Node},
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

/// Signal and conditions to points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rule {
    /// Its name, unique.
    pub id: String,
    /// What it listens to, with the conditions of that signal.
    pub on: Condition,
    /// Points for each match; negative for signs of no interest.
    pub points: i32,
    /// Only on pages of these roles.
    pub page: Option<AnyOf<Role>>,
    /// Only when this came before.
    pub after: Option<After>,
    /// How often it counts.
    pub limit: Option<Limit>,
    /// Its own half-life.
    pub half_life: Option<Span>,
}

/// A signal with its own conditions.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Condition {
    /// A page view.
    #[default]
    PageView,
    /// A session's start.
    SessionStart {
        /// Only from the visitor's n-th session on, from 1.
        min_session: u32,
        /// Only when the session came with these campaign parameters.
        utm: Option<UtmCondition>,
    },
    /// Engaged with one page for this many seconds (1–86,400); once a page view.
    Engaged {
        /// Seconds.
        seconds: u32,
    },
    /// Seen this much of one page; once a page view.
    Scroll {
        /// 1–100.
        percent: u8,
    },
    /// A download.
    Download,
    /// A signal of the owner's.
    Custom {
        /// Its name.
        name: String,
    },
}

impl Condition {
    /// The signal.
    #[must_use]
    pub fn kind(&self) -> SignalKind {
        match self {
            Condition::PageView => SignalKind::PageView,
            Condition::SessionStart { .. } => SignalKind::SessionStart,
            Condition::Engaged { .. } => SignalKind::Engaged,
            Condition::Scroll { .. } => SignalKind::Scroll,
            Condition::Download => SignalKind::Download,
            Condition::Custom { .. } => SignalKind::Custom,
        }
    }
}

object! {
    /// A rule as it is written: the conditions of all signals side by side.
    thing RuleParts {
        id: String = "id",
        on: SignalKind = "on",
        points: i32 = "points",
        page: Option<AnyOf<Role>> = "page",
        after: Option<After> = "after",
        limit: Option<Limit> = "limit",
        half_life: Option<Span> = "halfLife",
        seconds: Option<u32> = "seconds",
        percent: Option<Percent> = "percent",
        name: Option<String> = "name",
        min_session: Option<u32> = "minSession",
        utm: Option<UtmCondition> = "utm",
    }
}

impl FromNode for Rule {
    fn from_node(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        let parts = json::read::<RuleParts>(node, cursor)?;
        let kind = parts.on;
        let mut fit = true;
        let mut belongs = |present: bool, to: SignalKind, message: &str| {
            if present && kind != to {
                cursor.issue(node.at, message);
                fit = false;
            }
        };
        belongs(parts.seconds.is_some(), SignalKind::Engaged, "\"seconds\" belongs to rules on \"engaged\"");
        belongs(parts.percent.is_some(), SignalKind::Scroll, "\"percent\" belongs to rules on \"scroll\"");
        belongs(parts.name.is_some(), SignalKind::Custom, "\"name\" belongs to rules on \"custom\"");
        belongs(parts.min_session.is_some(), SignalKind::SessionStart, "\"minSession\" belongs to rules on \"session_start\"");
        belongs(parts.utm.is_some(), SignalKind::SessionStart, "\"utm\" belongs to rules on \"session_start\"");
        let mut missing = |message: &str| {
            cursor.issue(node.at, message);
            None
        };
        let on = match kind {
            SignalKind::PageView => Some(Condition::PageView),
            SignalKind::Download => Some(Condition::Download),
            SignalKind::SessionStart => Some(Condition::SessionStart { min_session: parts.min_session.unwrap_or(1), utm: parts.utm }),
            SignalKind::Engaged => match parts.seconds {
                Some(seconds @ 1..=86_400) => Some(Condition::Engaged { seconds }),
                _ => missing("a rule on \"engaged\" needs \"seconds\", from 1 to 86400"),
            },
            SignalKind::Scroll => match parts.percent {
                Some(Percent(percent)) => Some(Condition::Scroll { percent }),
                None => missing("a rule on \"scroll\" needs \"percent\", from 1 to 100"),
            },
            SignalKind::Custom => match parts.name {
                Some(name) => Some(Condition::Custom { name }),
                None => missing("a rule on \"custom\" needs \"name\", the name given to limen('track', name)"),
            },
        };
        let on = on.filter(|_| fit)?;
        Some(Rule {
            id: parts.id,
            on,
            points: parts.points,
            page: parts.page,
            after: parts.after,
            limit: parts.limit,
            half_life: parts.half_life,
        })
    }
}

/// A share of a page, 1–100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Percent(pub u8);

impl FromNode for Percent {
    fn from_node(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        json::integer(node, cursor, 1, 100).map(|percent| Percent(percent as u8))
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

impl FromNode for RuleId {
    fn from_node(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        cursor.refer(Self::KIND, node).map(RuleId)
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
