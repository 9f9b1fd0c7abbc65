//! HubSpot's Forms API v3: `POST https://api.hsforms.com/submissions/v3/integration/submit/{portalId}/{formGuid}`, without authentication, JSON,
//! with CORS; 50 requests in 10 seconds. Every field must be one of that form's, or HubSpot answers 400.

use super::chosen;
use crate::{
    lead::{LeadView, Style},
    names::{Names, constants},
};
use limen_core::{
    config::webhook::Webhook,
    json::{Number, Writer, encode},
    text::concat,
    time::Millis,
};

/// Contact properties hold several values with semicolons between.
const STYLE: Style = Style { flags: ("true", "false"), comma: ";" };
/// Contacts, among HubSpot's kinds of objects.
const CONTACT: &str = "0-1";

pub(super) fn body(webhook: &Webhook, lead: &LeadView<'_>) -> String {
    let mut pairs = chosen(webhook, lead, STYLE, |field| (!lead.is_consent(field)).then(|| property(field)));
    for (name, value) in constants(webhook) {
        pairs.set(name, value);
    }
    let mut out = Writer::default();
    out.open('{');
    if let Some(Millis(submitted)) = Millis::from_rfc3339(lead.string("occurredAt")) {
        out.key("submittedAt");
        out.string(&encode(&Number::whole(submitted)));
    }
    out.key("fields");
    out.open('[');
    for (name, value) in pairs.0.iter().filter(|(name, _)| subscription(name).is_none()) {
        out.open('{');
        for (key, text) in [("objectTypeId", CONTACT), ("name", name), ("value", value)] {
            out.key(key);
            out.string(text);
        }
        out.close('}');
    }
    out.close(']');
    out.key("context");
    out.open('{');
    for (key, path) in [("pageUri", "page.url"), ("pageName", "page.title")] {
        out.key(key);
        out.string(lead.string(path));
    }
    out.close('}');
    consents(webhook, lead, &mut out);
    out.close('}');
    out.finish()
}

/// The contact property that a field of a common name is.
fn property(field: &str) -> &str {
    match field {
        "name" | "first_name" => "firstname",
        "last_name" => "lastname",
        "tel" => "phone",
        "job_title" => "jobtitle",
        other => other,
    }
}

/// The subscription type that a consent is for: the owner's name of it, when that is a number.
fn subscription(name: &str) -> Option<&str> {
    (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())).then_some(name)
}

/// A consent that the owner has mapped to a subscription type is a communication; the others together are the consent to process.
fn consents(webhook: &Webhook, lead: &LeadView<'_>, out: &mut Writer) {
    let consents = lead.consents();
    if consents.is_empty() {
        return;
    }
    let names = Names::of(webhook, lead);
    let type_of = |name: &str| names.name(&concat(&["fields.", name]), None).and_then(subscription);
    out.key("legalConsentOptions");
    out.open('{');
    out.key("consent");
    out.open('{');
    let (mut processing, mut texts) = (None, String::new());
    for (_, given, text) in consents.iter().filter(|(name, _, _)| type_of(name).is_none()) {
        processing = Some(processing.unwrap_or(true) && *given);
        if !texts.is_empty() {
            texts.push(' ');
        }
        texts.push_str(text);
    }
    if let Some(given) = processing {
        out.key("consentToProcess");
        out.value(&given);
        out.key("text");
        out.string(&texts);
    }
    out.key("communications");
    out.open('[');
    for (name, given, text) in &consents {
        let Some(subscription) = type_of(name) else { continue };
        out.open('{');
        out.key("value");
        out.value(given);
        out.key("subscriptionTypeId");
        out.word(subscription);
        out.key("text");
        out.string(text);
        out.close('}');
    }
    out.close(']');
    out.close('}');
    out.close('}');
}
