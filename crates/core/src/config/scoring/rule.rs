//! Rules on behaviour: a signal with conditions, and its points.

use super::Condition;
use crate::{
    config::{
        page::Role,
        place::Placed,
        value::{Reference, Whole},
    },
    glob::Glob,
    json::{self, AnyOf, Cursor, Decode, Node, Value},
    object,
    time::Span,
    visitor::UTM,
    words,
};
use alloc::{string::String, vec::Vec};

words! {
    /// Observed acts that a rule can count.
    pub enum SignalKind {
        /// A page was seen.
        PageView = "page_view",
        /// The visitor was engaged with a page for a while.
        Engaged = "engaged",
        /// The visitor scrolled down.
        Scroll = "scroll",
        /// Something was clicked.
        Click = "click",
        /// A file was downloaded.
        Download = "download",
        /// A link to another site was followed.
        Outbound = "outbound",
        /// Text of the page was copied.
        Copy = "copy",
        /// Audio or video was played.
        Media = "media",
        /// One of the site's own forms was begun or sent.
        SiteForm = "site_form",
        /// The site was searched.
        SiteSearch = "site_search",
        /// A session began.
        SessionStart = "session_start",
        /// The owner's page called `limen('track', name)`.
        Custom = "custom",
    }
}

impl SignalKind {
    /// The kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<SignalKind> {
        Self::VALUES.iter().copied().find(|kind| kind.name() == name)
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
        /// Only on pages whose address matches.
        url: Option<AnyOf<Glob>> = "url",
        /// Only when this came before.
        after: Option<After> = "after",
        /// How often it counts.
        limit: Option<Limit> = "limit",
        /// Its own half-life.
        half_life: Option<Span> = "halfLife",
        /// The group whose cap it falls under.
        group: Option<GroupId> = "group",
        /// Only for visitors with these traits (`limen('identify', …)`).
        traits: Vec<(String, Condition)> = "traits",
        /// Of `engaged`: with one page for this many seconds (1–86,400); once a page view.
        seconds: Option<u32> = "seconds",
        /// Of `scroll`: seen this much of one page. Of `media`: played this much of it; without it, begun to play. Once a page view.
        percent: Option<Percent> = "percent",
        /// Of `click`: the clicked element, or one around it, matches this CSS selector.
        selector: Option<AnyOf<String>> = "selector",
        /// Of `custom`: the signal's name. Of `click`: the name in `data-limen-event`.
        name: Option<AnyOf<String>> = "name",
        /// Of `custom`: conditions on the signal's properties.
        properties: Vec<(String, Condition)> = "where",
        /// Of `download`: the file's name ends in a dot and this (`pdf`).
        extension: Option<AnyOf<String>> = "extension",
        /// Of `outbound`: the other site's host, or a host above it (`example.com` covers `docs.example.com`).
        host: Option<AnyOf<String>> = "host",
        /// Of `site_form`: begun or sent; either when absent.
        step: Option<FormStep> = "step",
        /// Of `site_search`: the query parameter that holds the search words, such as `q`.
        parameter: Option<String> = "parameter",
        /// Of `site_search`: this occurs in the search words.
        contains: Option<AnyOf<String>> = "contains",
        /// Of `session_start`: only from the visitor's n-th session on, from 1.
        min_session: Option<u32> = "minSession",
        /// Of `session_start`: only when the session came with these campaign parameters.
        utm: UtmCondition = "utm",
        /// Of `session_start`: only when the visitor came from this host or one below it.
        referrer: Option<AnyOf<String>> = "referrer",
        /// Of `session_start`: only when the last visit is at least this long ago.
        gap: Option<Span> = "gap",
    }
}

impl Rule {
    /// Each signal has conditions of its own, and some it cannot be without.
    #[inline(always)]
    fn wrong(&self) -> Option<&'static str> {
        use SignalKind::{Click, Custom, Download, Engaged, Media, Outbound, Scroll, SessionStart, SiteForm, SiteSearch};
        let needs = match self.on {
            Engaged if !self.seconds.is_some_and(|seconds| (1..=86_400).contains(&seconds)) => {
                "a rule on \"engaged\" needs \"seconds\", from 1 to 86400"
            }
            Scroll if self.percent.is_none() => "a rule on \"scroll\" needs \"percent\", from 1 to 100",
            Custom if self.name.is_none() => "a rule on \"custom\" needs \"name\", the name given to limen('track', name)",
            SiteSearch if self.parameter.is_none() => {
                "a rule on \"site_search\" needs \"parameter\", the query parameter that holds the search words, such as \"q\""
            }
            _ => "",
        };
        let belongs = match () {
            _ if self.seconds.is_some() && self.on != Engaged => "\"seconds\" belongs to rules on \"engaged\"",
            _ if self.percent.is_some() && !matches!(self.on, Scroll | Media) => "\"percent\" belongs to rules on \"scroll\" and \"media\"",
            _ if self.selector.is_some() && self.on != Click => "\"selector\" belongs to rules on \"click\"",
            _ if self.name.is_some() && !matches!(self.on, Custom | Click) => "\"name\" belongs to rules on \"custom\" and \"click\"",
            _ if !self.properties.is_empty() && self.on != Custom => "\"where\" belongs to rules on \"custom\"",
            _ if self.extension.is_some() && self.on != Download => "\"extension\" belongs to rules on \"download\"",
            _ if self.host.is_some() && self.on != Outbound => "\"host\" belongs to rules on \"outbound\"",
            _ if self.step.is_some() && self.on != SiteForm => "\"step\" belongs to rules on \"site_form\"",
            _ if (self.parameter.is_some() || self.contains.is_some()) && self.on != SiteSearch => {
                "\"parameter\" and \"contains\" belong to rules on \"site_search\""
            }
            _ if self.is_about_sessions() && self.on != SessionStart => {
                "\"minSession\", \"utm\", \"referrer\" and \"gap\" belong to rules on \"session_start\""
            }
            _ => "",
        };
        [needs, belongs].into_iter().find(|mistake| !mistake.is_empty())
    }

    fn is_about_sessions(&self) -> bool {
        self.min_session.is_some() || !self.utm.is_empty() || self.referrer.is_some() || self.gap.is_some()
    }
}

words! {
    /// How far a visitor got with one of the site's own forms.
    pub enum FormStep {
        /// A first control was changed.
        Start = "start",
        /// The form was sent.
        Submit = "submit",
    }
}

/// A share of a page or a film, 1–100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Percent(pub u8);

impl Whole for Percent {
    const BOUNDS: (i64, i64) = (1, 100);

    #[inline(always)]
    fn set(&mut self, whole: i64) {
        self.0 = whole as u8;
    }
}

object! {
    /// A sequence: the rule counts only when this came before it.
    pub thing After {
        /// A page of this role was seen.
        page: Option<Role> = "page",
        /// This rule counted.
        rule: Option<RuleId> = "rule",
        /// How long ago at most. Absent: ever.
        within: Option<Span> = "within",
    }
}

/// Defines a reference to a named part of the config.
macro_rules! reference {
    ($(#[$meta:meta])* $name:ident, $kind:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name(pub String);

        impl Reference for $name {
            const KIND: &'static str = $kind;

            #[inline(always)]
            fn name(&mut self) -> &mut String {
                &mut self.0
            }
        }
    };
}

reference!(
    /// A reference to a rule.
    RuleId, "rule"
);
reference!(
    /// A reference to a group.
    GroupId, "group"
);

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

/// Campaign parameters without `utm_`, and their values, any of them; several parameters mean all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UtmCondition(pub Vec<(String, AnyOf<String>)>);

impl UtmCondition {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Decode for UtmCondition {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        let known = match &node.value {
            Value::Object(members) => json::check_keys(members, cursor, UTM),
            // What it is instead is noted below.
            _ => true,
        };
        self.0.place().fill(node, cursor) && known
    }
}
