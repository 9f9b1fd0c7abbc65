//! The config: what the owner wrote, checked. Text in, a [`Config`] of right parts and all [`Issue`]s out.
//!
//! A wrong part disables the smallest thing it belongs to (a rule, a page, a campaign, one setting), never the rest. Only a text that is no
//! JSON object of `version` 1 gives no config at all.

pub mod campaign;
pub mod form;
#[cfg(feature = "diagnose")]
pub mod lint;
pub mod page;
pub(crate) mod place;
pub mod scoring;
pub mod theme;
pub(crate) mod value;

use crate::{
    json::{Cursor, Each, Issue, Member, Node, Value, Writer, diagnosis, parse},
    object, order,
    outbox::Format,
    text::concat,
    time::Span,
    url::is_endpoint,
    words,
};
use alloc::{borrow::ToOwned, string::String, vec::Vec};
use campaign::Campaign;
use page::{Page, Role};
use place::Placed;
use scoring::{GroupId, RuleId, Scoring};
use theme::Theme;
use value::{Checked, Reference, abandon};

/// The largest config read: 256 KiB of UTF-8. The example has 5 kB; a config of megabytes is a wrong address.
pub const MAX_BYTES: usize = 256 * 1024;

/// The config that applies with `data-webhook` alone: conventional roles, default rules, one "talk to us" campaign. To the widget it is a
/// file of its own (feature `built-in`).
pub const BUILT_IN: &str = if cfg!(feature = "built-in") { include_str!("built_in.json") } else { "" };

/// A checked config. Every reference in it leads somewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// Name of the site in storage keys and leads; the shell's host name when absent.
    pub site: Option<String>,
    /// Where leads go.
    pub webhook: Option<Webhook>,
    /// Page roles, in order.
    pub pages: Each<Page>,
    /// Points and their meaning.
    pub scoring: Scoring,
    /// The limit over all campaigns together.
    pub attention: Attention,
    /// Campaigns, in order.
    pub campaigns: Each<Campaign>,
    /// When the widget may remember.
    pub consent: Consent,
    /// How it looks.
    pub theme: Theme,
    /// What the owner wrote: see [`Config::hash`].
    pub source: String,
}

impl Config {
    /// `sha256-…` of the config's canonical form: the same for the same meaning, whatever the white space and the order of keys. Worked out
    /// when it is asked for: few pages ever ask, and a slow phone's start is not to pay for it.
    #[must_use]
    pub fn hash(&self) -> String {
        parse(&self.source).map_or_else(|_| String::new(), |node| hash(&node))
    }
}

object! {
    /// Where leads go.
    pub thing Webhook {
        /// http, https, or a path on the page's own origin.
        url: Endpoint = "url",
        /// How they travel; default `simple`.
        format: Option<Format> = "format",
        /// What the endpoint's yes must hold to count; default nothing.
        ack: Option<Ack> = "ack",
    }
}

words! {
    /// What the body of a yes must hold.
    pub enum Ack {
        /// The lead's id.
        Id = "id",
    }
}

/// A webhook's address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoint(pub String);

impl Checked for Endpoint {
    const ACCEPTED: &'static str = "expected an http or https address, or a path on this site that starts with one /";

    #[inline(always)]
    fn is_fit(text: &str) -> bool {
        is_endpoint(text)
    }

    #[inline(always)]
    fn text(&mut self) -> &mut String {
        &mut self.0
    }
}

object! {
    /// The attention budget: the limit over all campaigns together.
    pub section Attention {
        /// Between two pop-ups, at least; default 10 minutes.
        min_gap: Option<Span> = "minGap",
        /// Pop-ups a session, at most; default 2.
        max_per_session: Option<u32> = "maxPerSession",
        /// Quiet time after a dismissal.
        back_off: Option<BackOff> = "backOff",
        /// Quiet time after a lead; default 30 days.
        quiet_after_lead: Option<Span> = "quietAfterLead",
    }
}

object! {
    /// Quiet time that grows with every dismissal.
    pub thing BackOff {
        /// After the first; default 1 day.
        first: Option<Span> = "first",
        /// Times this for each further one, 1–10; default 3.
        factor: Option<u8> = "factor",
        /// At most; default 60 days.
        max: Option<Span> = "max",
    }
}

object! {
    /// When the widget may remember.
    pub section Consent {
        /// Default `implied`.
        mode: Option<ConsentMode> = "mode",
        /// Whether Global Privacy Control counts as a refusal; default true.
        honour_gpc: Option<bool> = "honourGpc",
    }
}

words! {
    /// What holds before the visitor has said anything.
    pub enum ConsentMode {
        /// The widget may remember.
        Implied = "implied",
        /// It may not, until `limen('consent', true)`.
        Required = "required",
    }
}

/// The name of a site in storage keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Site(String);

impl Checked for Site {
    const ACCEPTED: &'static str = "a site's name is 1 to 64 letters, digits, -, _ or .";

    #[inline(always)]
    fn is_fit(text: &str) -> bool {
        is_plain_name(text)
    }

    #[inline(always)]
    fn text(&mut self) -> &mut String {
        &mut self.0
    }
}

/// Whether a text is a name of 1 to 64 letters, digits, `-`, `_` or `.`.
fn is_plain_name(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

/// Reads and checks a config: the parts that are right, and everything that is wrong, in the order of the text.
#[must_use]
pub fn check(text: &str) -> (Option<Config>, Vec<Issue>) {
    let whole = |at: u32, message: &str| (None, alloc::vec![Issue { path: String::new(), at: Some(at), message: message.to_owned() }]);
    if text.len() > MAX_BYTES {
        return whole(0, diagnosis("the config is larger than 256 KiB; is this the right file?"));
    }
    let node = match parse(text) {
        Ok(node) => node,
        Err(error) => return whole(error.at, error.message),
    };
    let mut cursor = Cursor::default();
    let mut config = read(&node, &mut cursor);
    if let Some(config) = &mut config {
        config.source.push_str(text);
    }
    let mut issues = Vec::new();
    for issue in cursor.issues {
        order::insert(&mut issues, issue, |a, b| a.at < b.at);
    }
    (config, issues)
}

object! {
    /// A config as it is written.
    pub(crate) section Written {
        version: Option<u32> = "version",
        site: Option<Site> = "site",
        webhook: Option<Webhook> = "webhook",
        pages: Each<Page> = "pages",
        scoring: Scoring = "scoring",
        attention: Attention = "attention",
        campaigns: Each<Campaign> = "campaigns",
        consent: Consent = "consent",
        theme: Theme = "theme",
    }
}

fn read(node: &Node, cursor: &mut Cursor) -> Option<Config> {
    let scoring = |key: &str| node.member("scoring").and_then(|scoring| scoring.member(key));
    let (pages, rules, groups) = (node.member("pages"), scoring("rules"), scoring("groups"));
    doubled(pages, "pages", "role", cursor);
    doubled(rules, "scoring.rules", "id", cursor);
    doubled(groups, "scoring.groups", "id", cursor);
    doubled(node.member("campaigns"), "campaigns", "id", cursor);
    cursor.define(Role::KIND, texts(pages, "role"));
    cursor.define(RuleId::KIND, texts(rules, "id"));
    cursor.define(GroupId::KIND, texts(groups, "id"));
    let mut written = Written::default();
    if !written.place().fill(node, cursor) {
        abandon(written);
        return None;
    }
    match (written.version, node.member("version")) {
        (Some(1), _) => {}
        (Some(_), _) => {
            // What else is "wrong" with it may be right in its own version.
            cursor.issues.clear();
            cursor.enter("version");
            cursor.issue(node.at, "this widget reads configs of \"version\": 1");
            abandon(written);
            return None;
        }
        (None, None) => {
            cursor.enter("version");
            cursor.issue(node.at, "it is missing; write \"version\": 1");
        }
        (None, Some(_)) => {}
    }
    Some(Config {
        site: written.site.map(|Site(name)| name),
        webhook: written.webhook,
        pages: written.pages,
        scoring: written.scoring,
        attention: written.attention,
        campaigns: written.campaigns,
        consent: written.consent,
        theme: written.theme,
        source: String::new(),
    })
}

fn items(list: Option<&Node>) -> &[Node] {
    match list.map(|node| &node.value) {
        Some(Value::Array(items)) => items,
        _ => &[],
    }
}

fn text<'a>(item: &'a Node, key: &str) -> Option<(&'a str, u32)> {
    match item.member(key) {
        Some(Node { value: Value::String(text), at }) => Some((text, *at)),
        _ => None,
    }
}

fn texts(list: Option<&Node>, key: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for item in items(list) {
        if let Some((text, _)) = text(item, key) {
            texts.push(text.into());
        }
    }
    texts
}

/// Notes every item that has the name of an earlier one; only the first will count.
fn doubled(list: Option<&Node>, path: &str, key: &str, cursor: &mut Cursor) {
    let items = items(list);
    for (index, item) in items.iter().enumerate() {
        let Some((name, at)) = text(item, key) else { continue };
        if items.iter().take(index).any(|earlier| text(earlier, key).is_some_and(|(earlier, _)| earlier == name)) {
            cursor.doubled.push(item.at);
            let outer = cursor.enter(path);
            cursor.enter_item(index);
            cursor.enter(key);
            cursor.issue_with(at, || concat(&["\"", name, "\" is taken by an earlier one; names are unique, and only the first counts"]));
            cursor.leave(outer);
        }
    }
}

/// The hash of a config's canonical form: compact, keys sorted by bytes.
fn hash(node: &Node) -> String {
    let mut out = Writer::default();
    canonical(node, &mut out);
    crate::hash::sha256_text(out.finish().as_bytes())
}

fn canonical(node: &Node, out: &mut Writer) {
    match &node.value {
        Value::Object(members) => {
            let mut sorted: Vec<&Member> = Vec::new();
            for member in members {
                order::insert(&mut sorted, member, |a, b| a.key < b.key);
            }
            out.open('{');
            for member in sorted {
                out.key(&member.key);
                canonical(&member.node, out);
            }
            out.close('}');
        }
        Value::Array(items) => {
            out.open('[');
            for item in items {
                canonical(item, out);
            }
            out.close(']');
        }
        _ => out.node(node),
    }
}

#[cfg(test)]
mod tests;
