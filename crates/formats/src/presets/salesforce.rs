//! Salesforce's web-to-lead: `POST https://webto.salesforce.com/servlet/servlet.WebToLead?encoding=UTF-8`, a form with `oid`. It answers with a
//! redirect to `retURL`, which no page may read; what is wrong with a lead, it tells the organisation's owner by e-mail.

use super::chosen;
use crate::{
    lead::{LeadView, Style},
    names::{Names, constants},
    text::readable,
};
use limen_core::config::webhook::Webhook;

/// A checkbox is 1 or 0, a multi-select list has semicolons.
const STYLE: Style = Style { flags: ("1", "0"), comma: ";" };
/// What stands in the two fields that Salesforce requires, when the form did not ask.
const NOT_PROVIDED: &str = "[not provided]";

pub(super) fn body(webhook: &Webhook, lead: &LeadView<'_>) -> String {
    let mut pairs = chosen(webhook, lead, STYLE, |field| (!lead.is_consent(field)).then(|| standard(field)));
    for (name, value) in constants(webhook) {
        pairs.set(name, value);
    }
    pairs.set_if_missing("encoding", "UTF-8");
    pairs.set_if_missing("retURL", lead.string("page.url"));
    pairs.set_if_missing("last_name", NOT_PROVIDED);
    pairs.set_if_missing("company", NOT_PROVIDED);
    // What has no field of its own in Salesforce is not lost: it passes over names it does not know.
    pairs.set_if_missing("description", &readable(lead, &Names::default()));
    pairs.urlencoded()
}

/// The standard name of a field of a common name. Names of web-to-lead: first_name, last_name, email, company, title, phone, mobile, URL, city,
/// state, zip, country, street, industry, employees, lead_source, description; custom fields go by their id (`00N…`).
fn standard(field: &str) -> &str {
    match field {
        "name" => "last_name",
        "tel" => "phone",
        "job_title" => "title",
        "website" => "URL",
        other => other,
    }
}
