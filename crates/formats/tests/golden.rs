//! The request of every format and preset, byte for byte, as text to review: `tests/fixtures/*.txt`. After an intended change:
//! `BLESS=1 cargo test -p limen-formats --test golden`, and read the difference as you read code.

use limen_core::{
    config::{
        check,
        webhook::{Webhook, read_all},
    },
    json::{Cursor, parse},
    lead::Lead,
    outbox::{Mode, Request},
};
use std::{env, fmt::Write as _, fs, path::PathBuf};

const LEAD: &str = include_str!("../../core/tests/fixtures/lead.json");

fn lead() -> String {
    Lead::from_json(LEAD).expect("the example is right").to_json()
}

/// A webhook as an owner writes it.
fn webhook(written: &str) -> Webhook {
    let config = format!(r#"{{ "version": 1, "webhook": {written} }}"#);
    assert_eq!(check(&config).1, [], "{written}");
    let all = read_all(&parse(&config).expect("JSON"), &mut Cursor::default());
    all.0.into_iter().next().expect("one webhook").1
}

/// A request as lines: forms have a pair a line, JSON is indented.
fn lines(request: &Request) -> String {
    let mut out = format!("POST {}\n", request.url);
    let said = |flag: bool, yes: &'static str, no: &'static str| if flag { yes } else { no };
    let _ = writeln!(
        out,
        "mode {}, redirects {}, {}{}\nContent-Type: {}\n",
        request.mode.name(),
        said(request.redirect() == "follow", "followed", "not followed"),
        said(request.identified, "with id headers", "no id headers"),
        said(request.ack, ", the answer must hold the id", ""),
        request.content_type,
    );
    match serde_json::from_str::<serde_json::Value>(&request.body) {
        Ok(json) => {
            // "<" is escaped by us and not by serde; no example holds one.
            assert_eq!(json.to_string(), request.body, "compact, and nothing written twice");
            out += &serde_json::to_string_pretty(&json).expect("it was read a line ago");
        }
        Err(_) => out += &request.body.replace('&', "\n&"),
    }
    out + "\n"
}

#[track_caller]
fn golden(name: &str, written: &str) -> Request {
    let request = limen_formats::request(&webhook(written), &lead());
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name).with_extension("txt");
    let now = format!("\"webhook\": {written}\n\n{}", lines(&request));
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &now).expect("the fixture can be written");
    }
    let known = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing; BLESS=1 writes it", path.display()));
    assert_eq!(now, known, "{} says otherwise; after an intended change, BLESS=1 writes it anew", path.display());
    request
}

#[test]
fn simple_sends_the_lead_as_it_is() {
    let request = golden("simple", r#"{ "url": "https://acme.example/leads" }"#);
    assert_eq!((request.body, request.mode), (lead(), Mode::Cors));
}

#[test]
fn json_names_its_id_in_the_headers() {
    golden("json", r#"{ "url": "https://acme.example/leads", "format": "json", "ack": "id" }"#);
}

#[test]
fn blind_sends_the_lead_as_it_is_and_reads_no_answer() {
    golden("blind", r#"{ "url": "https://acme.example/leads", "format": "blind" }"#);
}

#[test]
fn form_has_flat_names_and_the_whole_lead() {
    golden("form", r#"{ "url": "https://acme.example/leads", "format": "form" }"#);
}

#[test]
fn form_uses_the_receivers_names() {
    let written = r#"{
    "url": "https://acme.example/leads", "format": "form", "mode": "blind",
    "fields": { "email": "Email", "company_size": "numberofemployees", "score": "Score", "grade": "Grade", "text": "Summary", "client.timeZone": null },
    "constants": { "source": "limen", "list": 7, "optIn": true }
}"#;
    golden("form-mapped", written);
}

#[test]
fn zapier() {
    golden("zapier", r#"{ "url": "https://hooks.zapier.com/hooks/catch/123456/abcdef/", "preset": "zapier" }"#);
}

#[test]
fn make() {
    golden("make", r#"{ "url": "https://hook.eu2.make.com/abcdefghijklmnop", "preset": "make" }"#);
}

#[test]
fn n8n() {
    golden("n8n", r#"{ "url": "https://n8n.acme.example/webhook/limen", "preset": "n8n" }"#);
}

#[test]
fn hubspot() {
    let written = r#"{
    "url": "https://api.hsforms.com/submissions/v3/integration/submit/12345/0b1c2d3e-0000-4000-8000-000000000000", "preset": "hubspot",
    "fields": { "company_size": "numemployees", "bant.timescale": null, "grade": "lead_grade" }
}"#;
    golden("hubspot", written);
}

#[test]
fn hubspot_with_a_subscription() {
    let written = r#"{
    "url": "https://api.hsforms.com/submissions/v3/integration/submit/12345/0b1c2d3e-0000-4000-8000-000000000000", "preset": "hubspot",
    "fields": { "consent.marketing": "999", "bant.timescale": null }, "constants": { "lifecyclestage": "lead" }
}"#;
    golden("hubspot-subscription", written);
}

#[test]
fn salesforce() {
    let written = r#"{
    "url": "https://webto.salesforce.com/servlet/servlet.WebToLead?encoding=UTF-8", "preset": "salesforce",
    "fields": { "bant.timescale": "00N5g00000ABCDE" }, "constants": { "oid": "00D5g000001abcd", "lead_source": "Web" }
}"#;
    golden("salesforce", written);
}

#[test]
fn apps_script() {
    golden("apps-script", r#"{ "url": "https://script.google.com/macros/s/AKfycb/exec", "preset": "apps-script" }"#);
}

#[test]
fn slack() {
    golden("slack", r#"{ "url": "https://hooks.slack.com/services/T000/B000/XXXX", "preset": "slack", "fields": { "email": "E-mail" } }"#);
}

#[test]
fn generic() {
    let written = r#"{
    "url": "https://acme.example/contact.php", "preset": "generic",
    "fields": { "id": "lead_id", "page.url": "from" }, "constants": { "subject": "A lead" }
}"#;
    golden("generic", written);
}
