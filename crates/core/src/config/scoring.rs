//! `scoring`: rules, bands, fit, grades, stages.

use super::page::Role;
use crate::{
    json::{AnyOf, Cursor, Decode, Each, Node},
    object,
    time::Span,
    words,
};
use alloc::{string::String, vec::Vec};

object! {
    /// How points come about and what they mean.
    pub container Scoring {
        /// How long until a contribution is worth half, where its rule says nothing. Absent: points do not fade.
        half_life: Option<Span> = "halfLife",
        /// The most that interest can be. Absent: no bound.
        max_points: Option<u32> = "maxPoints",
        /// Rules on behaviour.
        rules: Each<Rule> = "rules",
        /// Where interest becomes lukewarm, warm, hot.
        bands: Bands = "bands",
        /// Rules on what the visitor told us.
        fit: Fit = "fit",
        /// What makes an mql, sql, pql.
        stages: Stages = "stages",
    }
}

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
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// A page view.
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

impl Decode for Rule {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        let parts = RuleParts::decode(node, cursor)?;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(pub u8);

impl Decode for Percent {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        crate::json::integer(node, cursor, 1, 100).map(|percent| Percent(percent as u8))
    }
}

impl Decode for Span {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        let text = match &node.value {
            crate::json::Value::String(text) => text.as_str(),
            _ => "",
        };
        let span = Span::parse(text).filter(|span| span.0 > 0);
        if span.is_none() {
            cursor.issue(
                node.at,
                "expected a duration in quotes, a whole number and ms, s, m, h, d or w, such as \"20s\", \"30m\" or \"7d\"",
            );
        }
        span
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleId(pub String);

impl RuleId {
    /// The kind of name, for [`Cursor::define`].
    pub const KIND: &'static str = "rule";
}

impl Decode for RuleId {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
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

/// Interest from which a band begins; below `lukewarm` is cold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// Default 15.
    pub lukewarm: u32,
    /// Default 35.
    pub warm: u32,
    /// Default 60.
    pub hot: u32,
}

impl Default for Bands {
    fn default() -> Self {
        Bands { lukewarm: 15, warm: 35, hot: 60 }
    }
}

object! {
    thing BandParts {
        lukewarm: u32 = "lukewarm",
        warm: u32 = "warm",
        hot: u32 = "hot",
    }
}

impl Decode for Bands {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        let BandParts { lukewarm, warm, hot } = BandParts::decode(node, cursor)?;
        if lukewarm < warm && warm < hot {
            return Some(Bands { lukewarm, warm, hot });
        }
        cursor.issue(node.at, "bands must rise: lukewarm below warm below hot");
        None
    }
}

object! {
    /// Points for what the visitor told us.
    pub container Fit {
        /// Rules on submitted fields.
        rules: Each<FitRule> = "rules",
        /// Where fit becomes C, B, A.
        grades: Grades = "grades",
    }
}

/// One condition on one field.
#[derive(Clone, Debug, PartialEq)]
pub struct FitRule {
    /// Its name, unique among fit rules.
    pub id: String,
    /// The field's name.
    pub field: String,
    /// What the field must be.
    pub test: FitTest,
    /// Points when it is.
    pub points: i32,
}

/// What a field must be. Text is compared without regard to case.
#[derive(Clone, Debug, PartialEq)]
pub enum FitTest {
    /// Exactly this.
    Equals(String),
    /// One of these.
    In(Vec<String>),
    /// This occurs in it.
    Contains(String),
    /// An address of this kind.
    Is(AddressKind),
}

words! {
    /// Kinds of e-mail address.
    pub enum AddressKind {
        /// Neither free, nor disposable, nor unreadable.
        Business = "business_email",
        /// At a provider that gives addresses to anybody.
        Free = "free_email",
    }
}

object! {
    thing FitRuleParts {
        id: String = "id",
        field: String = "field",
        points: i32 = "points",
        equals: Option<String> = "equals",
        one_of: Option<AnyOf<String>> = "in",
        contains: Option<String> = "contains",
        is: Option<AddressKind> = "is",
    }
}

impl Decode for FitRule {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        let parts = FitRuleParts::decode(node, cursor)?;
        let tests = [
            parts.equals.map(FitTest::Equals),
            parts.one_of.map(|AnyOf(values)| FitTest::In(values)),
            parts.contains.map(FitTest::Contains),
            parts.is.map(FitTest::Is),
        ];
        let mut tests = tests.into_iter().flatten();
        match (tests.next(), tests.next()) {
            (Some(test), None) => Some(FitRule { id: parts.id, field: parts.field, test, points: parts.points }),
            _ => {
                cursor.issue(node.at, "a fit rule needs exactly one of \"equals\", \"in\", \"contains\", \"is\"");
                None
            }
        }
    }
}

/// Fit from which a grade begins; below C is D.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grades {
    /// Default 60.
    pub a: i32,
    /// Default 35.
    pub b: i32,
    /// Default 10.
    pub c: i32,
}

impl Default for Grades {
    fn default() -> Self {
        Grades { a: 60, b: 35, c: 10 }
    }
}

object! {
    thing GradeParts {
        a: i32 = "A",
        b: i32 = "B",
        c: i32 = "C",
    }
}

impl Decode for Grades {
    fn decode(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        let GradeParts { a, b, c } = GradeParts::decode(node, cursor)?;
        if a > b && b > c {
            return Some(Grades { a, b, c });
        }
        cursor.issue(node.at, "grades must fall: A above B above C");
        None
    }
}

object! {
    /// What makes each stage. A stage that is not described is never reached.
    pub container Stages {
        /// Marketing-qualified.
        mql: Option<StageRule> = "mql",
        /// Sales-qualified.
        sql: Option<StageRule> = "sql",
        /// Product-qualified.
        pql: Option<StageRule> = "pql",
    }
}

object! {
    /// Conditions of a stage; all of them.
    pub thing StageRule {
        /// Interest at least.
        interest: Option<u32> = "interest",
        /// Fit at least.
        fit: Option<i32> = "fit",
        /// These fields have been filled in.
        fields: Vec<String> = "fields",
        /// These custom signals have been seen.
        signals: Vec<String> = "signals",
    }
}
