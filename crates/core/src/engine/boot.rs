//! From what the tag says to an engine, or to the one line that says why there is none.

use super::{Engine, Outbox, PageState};
use crate::{
    attention::Attention,
    config::{
        BUILT_IN, Config, Endpoint, check,
        webhook::{Destination, Plain},
    },
    consent::Consent,
    event::{Page, Started},
    id::Random,
    json::{Issue, line_of, push_integer},
    score::{Remembered, Scorer, address::Lists},
    text::{concat, split_last},
    time::Millis,
    url::{Url, is_endpoint},
    visit_log::Kept,
    visitor::Visitor,
};
use alloc::{string::String, vec::Vec};

/// How many mistakes the one console line names; the rest are counted.
const MAX_NAMED: usize = 5;

/// Where the widget stands.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The config's name in messages: its address, or "inline config".
    pub config_name: String,
    /// `data-webhook`, when the tag has it; it goes before the config's.
    pub webhook: Option<String>,
    /// `location.href`
    pub page_url: String,
}

/// The outcome of a start.
#[derive(Debug)]
pub struct Boot {
    /// The engine; none when the config cannot be read at all.
    pub engine: Option<Engine>,
    /// One line for the console, when something is wrong.
    pub notice: Option<String>,
}

/// Reads the config (none: the built-in one) and makes an engine of its right parts.
#[must_use]
pub fn boot(config: Option<&str>, place: &Place) -> Boot {
    let text = config.unwrap_or(BUILT_IN);
    let (config, mut issues) = check(text);
    let Some(config) = config else {
        return Boot { engine: None, notice: Some(notice(text, &issues, place, "limen is off: ")) };
    };
    let page = Url::new(&place.page_url);
    let destination = destination(&config, place, &page, &mut issues);
    let notice = (!issues.is_empty()).then(|| notice(text, &issues, place, "limen: "));
    Boot { engine: Some(Engine::new(config, destination, &page)), notice }
}

/// Where leads go, with an absolute address; an issue when there is nowhere.
fn destination(config: &Config, place: &Place, page: &Url, issues: &mut Vec<Issue>) -> Destination {
    let whole = |message: &str| Issue { path: String::new(), at: None, message: message.into() };
    let mut destination = config.webhook.clone();
    if let Some(url) = &place.webhook {
        if !is_endpoint(url) {
            issues.push(whole("data-webhook is not an http or https address, nor a path that starts with one /; no form will show"));
            return Destination::Nowhere;
        }
        match &mut destination {
            Destination::Nowhere => destination = Destination::Plain(Plain { url: Endpoint(url.clone()), ..Plain::default() }),
            Destination::Plain(webhook) => webhook.url.0.clone_from(url),
            // The add-on puts it in the place of its first.
            Destination::Shaped => {}
        }
    }
    match &mut destination {
        Destination::Nowhere => issues.push(whole(
            "there is nowhere to send leads, so no form will show; add \"webhook\": { \"url\": \"https://…\" }, or data-webhook to the tag",
        )),
        Destination::Plain(Plain { url: Endpoint(url), .. }) if url.starts_with("/") => *url = concat(&[page.origin(), url]),
        _ => {}
    }
    destination
}

/// All that is wrong, in one line: the first mistakes with line and path (and in words, where they are compiled in), the number of the
/// others, and how to see what is accepted.
fn notice(text: &str, issues: &[Issue], place: &Place, start: &str) -> String {
    let mut out = concat(&[start, &place.config_name, " has mistakes"]);
    for (index, issue) in issues.iter().take(MAX_NAMED).enumerate() {
        out.push_str(if index == 0 { ": " } else { "; " });
        let mut parts = String::new();
        if let Some(at) = issue.at {
            parts.push_str("line ");
            push_integer(&mut parts, i64::from(line_of(text, at)));
        }
        for part in [issue.path.as_str(), &issue.message] {
            if !parts.is_empty() && !part.is_empty() {
                parts.push_str(": ");
            }
            parts.push_str(part);
        }
        out.push_str(&parts);
    }
    if let Some(more) = issues.len().checked_sub(MAX_NAMED).filter(|&more| more > 0) {
        out.push_str("; and ");
        push_integer(&mut out, more as i64);
        out.push_str(" more");
    }
    if issues.iter().any(|issue| issue.at.is_some()) {
        out.push_str(". Run `limen check` on it to see what is accepted there.");
    }
    out
}

impl Engine {
    fn new(config: Config, destination: Destination, page: &Url) -> Engine {
        let host = split_last(page.origin(), b'/').map_or("", |(_, host)| host);
        Engine {
            site: config.site.clone().unwrap_or_else(|| host.into()),
            destination,
            random: Random::new(&[0; 32]),
            facts: Started::default(),
            time_zone: String::new(),
            consent: Consent::default(),
            now: Millis(0),
            wall: Millis(0),
            visitor: Visitor::new(String::new(), Millis(0), &Page::default()),
            scorer: Scorer::new(&config.scoring, Remembered::default()),
            lists: Lists::default(),
            lists_asked: false,
            log: Kept::default(),
            attention: Attention::default(),
            page: PageState::default(),
            asking: None,
            popup: None,
            drawn: None,
            outbox: Outbox::default(),
            begun: false,
            wake: None,
            save_by: None,
            announced: None,
            config,
        }
    }
}
