//! How each service takes a lead. `docs/webhooks.md` has the sources, and what to paste where.

mod hubspot;
mod salesforce;
mod slack;

use crate::{
    flat,
    lead::{LeadView, PLAIN, Style, written},
    names::{Names, constants},
    pairs::Pairs,
    text::readable,
};
use alloc::string::String;
use limen_core::{
    config::webhook::{Preset, Shape},
    outbox::{Mode, Request},
    text::concat,
};

/// What `URLSearchParams` is sent as; needs no preflight.
const URLENCODED: &str = "application/x-www-form-urlencoded;charset=UTF-8";

/// The request for a lead. No preset sends the id headers: no service here reads them, and they would need a preflight.
pub(crate) fn request(url: String, ack: bool, shape: &Shape, lead: &LeadView<'_>) -> Request {
    let (content_type, own_mode, body) = match shape.preset {
        Some(Preset::Hubspot) => ("application/json", Mode::Cors, hubspot::body(shape, lead)),
        // Salesforce lets no page read its answer; Slack's cannot be told apart from a refusal on all plans, and a message that is sent again
        // for want of an answer is a second message.
        Some(Preset::Salesforce) => (URLENCODED, Mode::Blind, salesforce::body(shape, lead)),
        Some(Preset::Slack) => (URLENCODED, Mode::Blind, slack::body(shape, lead)),
        Some(Preset::Generic) => (URLENCODED, Mode::Cors, generic(shape, lead)),
        None | Some(Preset::Zapier | Preset::Make | Preset::N8n | Preset::AppsScript) => {
            (URLENCODED, Mode::Cors, flat::pairs(shape, lead).urlencoded())
        }
    };
    let mode = shape.mode.unwrap_or(own_mode);
    Request {
        url,
        content_type: content_type.into(),
        mode,
        identified: false,
        // A yes of theirs is a redirect: to where a web app's output lies, to `retURL`.
        follow: matches!(shape.preset, Some(Preset::AppsScript | Preset::Salesforce)),
        ack,
        body,
    }
}

/// As a form of one's own would be posted: the visitor's fields, what the owner names besides, the constants, and nothing else.
fn generic(shape: &Shape, lead: &LeadView<'_>) -> String {
    let mut pairs = chosen(shape, lead, PLAIN, Some);
    for (name, value) in constants(shape) {
        pairs.set(name, value);
    }
    pairs.urlencoded()
}

/// The visitor's fields, under the owner's names or those that `own` gives them (none: not sent unless the owner names them), then the other parts
/// that the owner has named.
fn chosen<'l>(shape: &Shape, lead: &'l LeadView<'_>, style: Style, own: impl Fn(&'l str) -> Option<&'l str>) -> Pairs {
    let names = Names::of(shape, lead);
    let mut pairs = Pairs::default();
    for (field, node) in lead.fields() {
        if let (Some(name), Some(value)) = (names.name(&concat(&["fields.", field]), own(field)), written(node, style)) {
            pairs.set(name, value);
        }
    }
    for (path, name) in names.named() {
        let value = match path {
            _ if path.starts_with("fields.") => continue,
            "json" => Some(lead.text.into()),
            "text" => Some(readable(lead, &names)),
            _ => lead.at(path).and_then(|node| written(node, style)),
        };
        if let Some(value) = value {
            pairs.set(name, value);
        }
    }
    pairs
}
