//! Slack's incoming webhook: `payload={"text": …}` as a form, which needs no preflight; Slack refuses `application/json` from pages.

use crate::{
    lead::LeadView,
    names::{Names, constants},
    pairs::Pairs,
    text::readable,
};
use limen_core::{config::webhook::Webhook, json::Writer};

pub(super) fn body(webhook: &Webhook, lead: &LeadView<'_>) -> String {
    let mut text = readable(lead, &Names::of(webhook, lead));
    for (name, value) in constants(webhook) {
        for piece in ["\n", name, ": ", &value] {
            text.push_str(piece);
        }
    }
    let mut out = Writer::default();
    out.open('{');
    out.key("text");
    out.string(&escaped(&text));
    // What visitors typed is no markup of ours, and no link to fetch.
    for key in ["mrkdwn", "unfurl_links"] {
        out.key(key);
        out.value(&false);
    }
    out.close('}');
    let mut pairs = Pairs::default();
    pairs.set("payload", out.finish());
    pairs.urlencoded()
}

/// Slack's three control characters: unescaped, a visitor could call a whole channel with `<!channel>`.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            char => out.push(char),
        }
    }
    out
}
