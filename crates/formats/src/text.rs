//! A lead as a person reads it: what a message in a channel, or a description in a CRM, says.

use crate::{
    lead::{LeadView, Style, written},
    names::Names,
};
use limen_core::{
    json::{Node, Value},
    text::concat,
};

/// How many rules of the score are named, the heaviest first.
const MOST_FACTORS: usize = 5;
const SPOKEN: Style = Style { flags: ("yes", "no"), comma: ", " };

/// Some lines: where from, what was entered (under the owner's names), what it amounts to and why, and the id.
pub(crate) fn readable(lead: &LeadView<'_>, names: &Names) -> String {
    let mut out = String::new();
    line(&mut out, &["New lead: ", lead.string("campaign.id"), " (", lead.string("site"), ")"]);
    for (field, node) in lead.fields() {
        if let (Some(name), Some(value)) = (names.name(&concat(&["fields.", field]), Some(field)), written(node, SPOKEN)) {
            line(&mut out, &[name, ": ", &value]);
        }
    }
    let part = |path: &str| lead.at(path).and_then(|node| written(node, SPOKEN)).unwrap_or_default();
    let (grade, band, stage) = (part("qualification.grade"), part("qualification.band"), part("qualification.stage"));
    let (interest, fit) = (part("qualification.interest"), part("qualification.fit"));
    line(&mut out, &["Grade ", &grade, ", ", &band, ", ", &stage, ": interest ", &interest, ", fit ", &fit]);
    let factors = factors(lead);
    if !factors.is_empty() {
        line(&mut out, &["Because of ", &factors]);
    }
    line(&mut out, &["Page: ", lead.string("page.title"), " ", lead.string("page.url")]);
    line(&mut out, &["Lead ", lead.string("id"), ", ", lead.string("occurredAt")]);
    out
}

fn line(out: &mut String, pieces: &[&str]) {
    if !out.is_empty() {
        out.push('\n');
    }
    for piece in pieces {
        out.push_str(piece);
    }
}

/// `saw-pricing 20, saw-home 5`: the rules that weigh most.
fn factors(lead: &LeadView<'_>) -> String {
    let Some(Node { value: Value::Array(items), .. }) = lead.at("score.factors") else { return String::new() };
    let named: Vec<String> = items
        .iter()
        .take(MOST_FACTORS)
        .filter_map(|item| Some([written(item.member("rule")?, SPOKEN)?, written(item.member("points")?, SPOKEN)?].join(" ")))
        .collect();
    named.join(", ")
}
