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
use limen_core::{
    config::webhook::{Ack, Preset, Webhook},
    outbox::{Mode, Request},
    text::concat,
};

/// What `URLSearchParams` is sent as; needs no preflight.
const URLENCODED: &str = "application/x-www-form-urlencoded;charset=UTF-8";

/// The request for a lead. No preset sends the id headers: no service here reads them, and they would need a preflight.
pub(crate) fn request(webhook: &Webhook, lead: &LeadView<'_>) -> Request {
    let (content_type, own_mode, body) = match webhook.preset {
        Some(Preset::Hubspot) => ("application/json", Mode::Cors, hubspot::body(webhook, lead)),
        // Salesforce lets no page read its answer; Slack's cannot be told apart from a refusal on all plans, and a message that is sent again
        // for want of an answer is a second message.
        Some(Preset::Salesforce) => (URLENCODED, Mode::Blind, salesforce::body(webhook, lead)),
        Some(Preset::Slack) => (URLENCODED, Mode::Blind, slack::body(webhook, lead)),
        Some(Preset::Generic) => (URLENCODED, Mode::Cors, generic(webhook, lead)),
        None | Some(Preset::Zapier | Preset::Make | Preset::N8n | Preset::AppsScript) => {
            (URLENCODED, Mode::Cors, flat::pairs(webhook, lead).urlencoded())
        }
    };
    let mode = webhook.mode.unwrap_or(own_mode);
    Request {
        url: webhook.url.0.clone(),
        content_type: content_type.into(),
        mode,
        identified: false,
        // A yes of theirs is a redirect: to where a web app's output lies, to `retURL`.
        follow: matches!(webhook.preset, Some(Preset::AppsScript | Preset::Salesforce)),
        ack: webhook.ack == Some(Ack::Id),
        body,
    }
}

/// As a form of one's own would be posted: the visitor's fields, what the owner names besides, the constants, and nothing else.
fn generic(webhook: &Webhook, lead: &LeadView<'_>) -> String {
    let mut pairs = chosen(webhook, lead, PLAIN, Some);
    for (name, value) in constants(webhook) {
        pairs.set(name, value);
    }
    pairs.urlencoded()
}

/// The visitor's fields, under the owner's names or those that `own` gives them (none: not sent unless the owner names them), then the other parts
/// that the owner has named.
fn chosen<'l>(webhook: &Webhook, lead: &'l LeadView<'_>, style: Style, own: impl Fn(&'l str) -> Option<&'l str>) -> Pairs {
    let names = Names::of(webhook, lead);
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
