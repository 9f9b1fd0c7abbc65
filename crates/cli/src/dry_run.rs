//! `limen check --dry-run`: the exact requests that a sample lead would become, by the code that makes them in the page.

use crate::sample;
use limen_core::{
    config::{
        Config,
        webhook::{When, read_all},
    },
    json::{AnyOf, Cursor, encode, parse},
    outbox::{Entry, Mode, Request},
};
use std::fmt::Write;

/// One block a webhook: for whom, what becomes of its answer, and the request.
pub(crate) fn requests(text: &str, config: &Config) -> String {
    let mut out = String::new();
    let webhooks = parse(text).map(|node| read_all(&node, &mut Cursor::default())).unwrap_or_default().0;
    if webhooks.is_empty() {
        return "\nNo \"webhook\" is right: leads go to the address in the tag's data-webhook, if there is one, as the format \"simple\" sends them.\n".into();
    }
    for (place, (_, webhook)) in webhooks.iter().enumerate() {
        let lead = sample::lead(config, webhook.when.as_ref());
        let request = limen_formats::request(webhook, &lead.to_json());
        let fallback = if place == 0 && webhook.when.is_some() { ", and what no webhook asks for" } else { "" };
        let _ = writeln!(out, "\nwebhook {} of {}: {}{fallback}", place + 1, webhooks.len(), condition(webhook.when.as_ref()));
        let readable = readable(&request);
        let (confirmed, redirected) = (confirmed(&request), redirected(&request));
        // As the page's shell gets it.
        let attempt = encode(&Entry::new(lead.id, request, sample::WHEN, 0).attempt(sample::WHEN));
        let attempt: Attempt = serde_json::from_str(&attempt).expect("an attempt is JSON");
        let _ = writeln!(out, "  {confirmed}\n  {redirected}\n\nPOST {}", attempt.url);
        for (name, value) in &attempt.headers {
            let _ = writeln!(out, "{name}: {}", value.as_str().unwrap_or_default());
        }
        let _ = writeln!(out, "\n{}{readable}", attempt.body);
    }
    out
}

/// What is sent of an attempt.
#[derive(serde::Deserialize)]
struct Attempt {
    url: String,
    headers: serde_json::Map<String, serde_json::Value>,
    body: String,
}

/// When the outbox takes it for delivered.
fn confirmed(request: &Request) -> &'static str {
    match (request.mode, request.ack) {
        (Mode::Blind, _) => "mode blind: the answer cannot be read; a lead that was sent is taken for sent, unconfirmed",
        (Mode::Cors, true) => "mode cors: delivered when the answer is 2xx and holds the lead's id",
        (Mode::Cors, false) => "mode cors: delivered when the answer is 2xx",
    }
}

fn redirected(request: &Request) -> &'static str {
    match request.redirect() {
        "follow" => "redirects are followed",
        _ => "a redirect is no yes: the endpoint has moved",
    }
}

/// What a form says, a name a line; nothing of other bodies.
fn readable(request: &Request) -> String {
    if !request.content_type.starts_with("application/x-www-form-urlencoded") {
        return String::new();
    }
    let mut out = String::from("\n\n  which is");
    for (name, value) in form_urlencoded::parse(request.body.as_bytes()) {
        let _ = write!(out, "\n  {name} = {}", value.replace('\n', "\n      "));
    }
    out
}

/// `for leads of "book-a-demo" that are hot with grade A or 1`
fn condition(when: Option<&When>) -> String {
    let Some(When { campaign, band, grade }) = when else { return "for every lead".into() };
    let mut out = String::from("for leads");
    let mut add = |before: &str, parts: Vec<String>| {
        if !parts.is_empty() {
            let _ = write!(out, "{before}{}", parts.join(" or "));
        }
    };
    add(" of ", all(campaign.as_ref(), |id| format!("\"{}\"", id.0)));
    add(" that are ", all(band.as_ref(), |band| band.name().into()));
    add(" graded ", all(grade.as_ref(), |grade| grade.0.clone()));
    out
}

fn all<T>(parts: Option<&AnyOf<T>>, name: impl Fn(&T) -> String) -> Vec<String> {
    parts.map(|AnyOf(parts)| parts.iter().map(name).collect()).unwrap_or_default()
}
