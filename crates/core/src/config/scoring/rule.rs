//! Rules on behaviour: a signal with conditions, and its points.

use super::Condition;
use crate::{
    config::page::Role,
    glob::Glob,
    json::{self, AnyOf, Cursor, Decode, Node},
    object,
    time::Span,
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
        /// Of `download`: the file's name ends so (`pdf`).
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
        utm: Option<UtmCondition> = "utm",
        /// Of `session_start`: only when the visitor came from this host or one below it.
        referrer: Option<AnyOf<String>> = "referrer",
        /// Of `session_start`: only when the last visit is at least this long ago.
        gap: Option<Span> = "gap",
    }
}

impl Rule {
    /// Each signal has conditions of its own, and some it cannot be without.
    fn wrong(&self) -> Option<&'static str> {
        use SignalKind::{Click, Custom, Download, Engaged, Media, Outbound, Scroll, SessionStart, SiteForm, SiteSearch};
        let on = |kinds: &[SignalKind]| kinds.contains(&self.on);
        let of_session = self.min_session.is_some() || self.utm.is_some() || self.referrer.is_some() || self.gap.is_some();
        let mistakes = [
            (
                on(&[Engaged]) && !self.seconds.is_some_and(|seconds| (1..=86_400).contains(&seconds)),
                "a rule on \"engaged\" needs \"seconds\", from 1 to 86400",
            ),
            (on(&[Scroll]) && self.percent.is_none(), "a rule on \"scroll\" needs \"percent\", from 1 to 100"),
            (on(&[Custom]) && self.name.is_none(), "a rule on \"custom\" needs \"name\", the name given to limen('track', name)"),
            (
                on(&[SiteSearch]) && self.parameter.is_none(),
                "a rule on \"site_search\" needs \"parameter\", the query parameter that holds the search words, such as \"q\"",
            ),
            (!on(&[Engaged]) && self.seconds.is_some(), "\"seconds\" belongs to rules on \"engaged\""),
            (!on(&[Scroll, Media]) && self.percent.is_some(), "\"percent\" belongs to rules on \"scroll\" and \"media\""),
            (!on(&[Click]) && self.selector.is_some(), "\"selector\" belongs to rules on \"click\""),
            (!on(&[Custom, Click]) && self.name.is_some(), "\"name\" belongs to rules on \"custom\" and \"click\""),
            (!on(&[Custom]) && !self.properties.is_empty(), "\"where\" belongs to rules on \"custom\""),
            (!on(&[Download]) && self.extension.is_some(), "\"extension\" belongs to rules on \"download\""),
            (!on(&[Outbound]) && self.host.is_some(), "\"host\" belongs to rules on \"outbound\""),
            (!on(&[SiteForm]) && self.step.is_some(), "\"step\" belongs to rules on \"site_form\""),
            (
                !on(&[SiteSearch]) && (self.parameter.is_some() || self.contains.is_some()),
                "\"parameter\" and \"contains\" belong to rules on \"site_search\"",
            ),
            (!on(&[SessionStart]) && of_session, "\"minSession\", \"utm\", \"referrer\" and \"gap\" belong to rules on \"session_start\""),
        ];
        mistakes.into_iter().find(|(wrong, _)| *wrong).map(|(_, message)| message)
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

        impl $name {
            /// The kind of name, for [`Cursor::define`].
            pub const KIND: &'static str = $kind;
        }

        impl json::Decode for $name {
            fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
                cursor.refer(&mut self.0, Self::KIND, node)
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
