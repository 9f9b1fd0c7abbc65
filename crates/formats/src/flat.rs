//! The format `form`: every plain part of a lead under a flat name, and the whole lead in the field `json`.
//!
//! What the visitor entered stands under the field's own name. The other parts are called by their path with `_` for the dots:
//! `campaign_id`, `qualification_grade`, `visitor_firstTouch_utm_source`. Underscores, for PHP turns dots into them, and no-code tools take a dot for
//! a step into an object. A field whose name is one of those is called `fields_…`: the lead's own names never change their meaning.

use crate::{
    lead::{LeadView, PLAIN, members, written},
    names::{Names, constants},
    pairs::Pairs,
    text::readable,
};
use limen_core::{config::webhook::Webhook, json::Node, text::concat};

/// The name of the field that holds the whole lead.
const WHOLE: &str = "json";

/// A part that has a value of its own.
struct Part {
    path: String,
    name: String,
    value: String,
}

/// All pairs of a lead.
pub(crate) fn pairs(webhook: &Webhook, lead: &LeadView<'_>) -> Pairs {
    let names = Names::of(webhook, lead);
    let mut parts = Vec::new();
    for (key, node) in members(Some(lead.root())) {
        match key {
            // Which consents were given stands among the fields; their texts are long, and in the whole lead.
            "consents" => {}
            "fields" => flatten_fields(lead, &mut parts),
            _ => flatten(key, key, node, &mut parts),
        }
    }
    let mut pairs = Pairs::default();
    for (place, part) in parts.iter().enumerate() {
        let is_taken = part.name == WHOLE || parts.iter().enumerate().any(|(other, known)| other != place && known.name == part.name);
        let default = if is_taken && part.path.starts_with("fields.") { concat(&["fields_", &part.name]) } else { part.name.clone() };
        if let Some(name) = names.name(&part.path, Some(&default)) {
            pairs.set(name, part.value.clone());
        }
    }
    for (path, name) in names.named() {
        if path == "text" {
            pairs.set(name, readable(lead, &names));
        }
    }
    for (name, value) in constants(webhook) {
        pairs.set(name, value);
    }
    if let Some(name) = names.name(WHOLE, Some(WHOLE)) {
        pairs.set(name, lead.text.into());
    }
    pairs
}

fn flatten_fields(lead: &LeadView<'_>, parts: &mut Vec<Part>) {
    for (name, node) in lead.fields() {
        if let Some(value) = written(node, PLAIN) {
            parts.push(Part { path: concat(&["fields.", name]), name: name.into(), value });
        }
    }
}

fn flatten(path: &str, name: &str, node: &Node, parts: &mut Vec<Part>) {
    if let Some(value) = written(node, PLAIN) {
        parts.push(Part { path: path.into(), name: name.into(), value });
    }
    for (key, node) in members(Some(node)) {
        flatten(&concat(&[path, ".", key]), &concat(&[name, "_", key]), node, parts);
    }
}
