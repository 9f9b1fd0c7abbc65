//! What holds for any lead: nothing is lost, nothing changes its meaning, nothing a visitor types gets out of its place.

use limen_core::{
    config::{check, webhook::read_all},
    json::{Cursor, parse},
    lead::Lead,
    outbox::Request,
};
use limen_formats::page::boot;
use proptest::prelude::*;
use serde_json::{Value, json};

const LEAD: &str = include_str!("../../core/tests/fixtures/lead.json");

fn lead_with(fields: Value) -> String {
    let mut lead: Value = serde_json::from_str(LEAD).expect("JSON");
    lead["fields"] = fields;
    Lead::from_json(&lead.to_string()).expect("a lead").to_json()
}

fn request(webhook: Value, lead: &str) -> Request {
    let config = json!({ "version": 1, "webhook": webhook }).to_string();
    assert_eq!(check(&config).1, [], "{webhook}");
    let all = read_all(&parse(&config).expect("JSON"), &mut Cursor::default());
    limen_formats::request(&all.0[0].1, lead)
}

fn pairs(request: &Request) -> Vec<(String, String)> {
    form_urlencoded::parse(request.body.as_bytes()).into_owned().collect()
}

fn value(request: &Request, name: &str) -> Option<String> {
    pairs(request).into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

#[test]
fn a_field_called_as_a_part_of_the_lead_does_not_take_its_place() {
    let lead = lead_with(json!({ "email": "a@b.example", "type": "quote", "json": "x", "qualification_grade": "A1", "id": "7" }));
    let request = request(json!({ "url": "/x", "format": "form" }), &lead);
    assert_eq!(value(&request, "type").as_deref(), Some("lead.captured"));
    assert_eq!(value(&request, "qualification_grade").as_deref(), Some("A2"));
    assert_eq!(value(&request, "json").as_deref(), Some(lead.as_str()));
    let renamed = ["fields_type", "fields_json", "fields_qualification_grade", "fields_id"].map(|name| value(&request, name));
    assert_eq!(renamed.map(Option::unwrap_or_default), ["quote", "x", "A1", "7"]);
}

#[test]
fn a_field_goes_before_a_part_of_the_lead_of_the_same_name() {
    let lead = lead_with(json!({ "score": "my own", "email": "a@b.example" }));
    let webhook = json!({ "url": "/x", "preset": "generic", "fields": { "score": "S", "qualification.interest": "I" } });
    let request = request(webhook, &lead);
    assert_eq!(pairs(&request), [("S", "my own"), ("email", "a@b.example"), ("I", "47")].map(|(name, value)| (name.into(), value.into())));
}

#[test]
fn lists_are_written_as_each_service_reads_them() {
    let lead = lead_with(json!({ "email": "a@b.example", "needs": ["speed", "price"], "agreed": true }));
    let form = request(json!({ "url": "/x", "format": "form" }), &lead);
    assert_eq!(value(&form, "needs").as_deref(), Some("speed, price"));
    let salesforce = request(json!({ "url": "/x", "preset": "salesforce", "constants": { "oid": "00D" } }), &lead);
    assert_eq!((value(&salesforce, "needs").as_deref(), value(&salesforce, "agreed").as_deref()), (Some("speed;price"), Some("1")));
}

#[test]
fn salesforce_gets_the_two_fields_it_cannot_do_without() {
    let lead = lead_with(json!({ "email": "a@b.example" }));
    let request = request(json!({ "url": "/x", "preset": "salesforce", "constants": { "oid": "00D" } }), &lead);
    assert_eq!(value(&request, "last_name").as_deref(), Some("[not provided]"));
    assert_eq!(value(&request, "company").as_deref(), Some("[not provided]"));
    assert!(value(&request, "description").is_some_and(|text| text.contains("a@b.example")));
}

#[test]
fn a_visitor_cannot_call_a_channel() {
    let lead = lead_with(json!({ "email": "a@b.example", "message": "<!channel> & <https://evil.example|click>" }));
    let request = request(json!({ "url": "/x", "preset": "slack" }), &lead);
    let payload: Value = serde_json::from_str(&value(&request, "payload").expect("a payload")).expect("JSON");
    let text = payload["text"].as_str().expect("a text");
    assert!(text.contains("message: &lt;!channel&gt; &amp; &lt;https://evil.example|click&gt;"), "{text}");
    assert_eq!((&payload["mrkdwn"], &payload["unfurl_links"]), (&json!(false), &json!(false)));
}

#[test]
fn hubspot_says_no_for_a_consent_that_was_not_given() {
    let mut lead: Value = serde_json::from_str(LEAD).expect("JSON");
    lead["consents"][0]["given"] = json!(false);
    let refused = request(json!({ "url": "/x", "preset": "hubspot" }), &lead.to_string());
    let body: Value = serde_json::from_str(&refused.body).expect("JSON");
    assert_eq!(body["legalConsentOptions"]["consent"]["consentToProcess"], json!(false));
    lead["consents"] = json!([]);
    let without = request(json!({ "url": "/x", "preset": "hubspot" }), &lead.to_string());
    assert!(!without.body.contains("legalConsentOptions"), "nothing was asked, so nothing is claimed");
}

#[test]
fn a_sealed_lead_stays_whole() {
    let request = request(json!({ "url": "/x", "format": "form" }), "eyJhbGciOiJFQ0RILUVTIn0..a.b.c");
    assert_eq!(pairs(&request), [("json".to_owned(), "eyJhbGciOiJFQ0RILUVTIn0..a.b.c".to_owned())]);
}

fn any_webhook() -> impl Strategy<Value = Value> {
    let path =
        prop::sample::select(vec!["email", "score", "grade", "page.url", "text", "json", "visitor.topics", "nothing.such", "message"]);
    let fields = prop::collection::btree_map(path, prop::option::of("[A-Za-z0-9_]{1,8}"), 0..5);
    let preset = prop::sample::select(vec!["zapier", "hubspot", "salesforce", "apps-script", "slack", "generic", "form"]);
    (preset, fields).prop_map(|(preset, fields)| match preset {
        "form" => json!({ "url": "/x", "format": "form", "fields": fields }),
        preset => json!({ "url": "/x", "preset": preset, "fields": fields, "constants": { "oid": "1" } }),
    })
}

proptest! {
    /// Whatever a visitor types, every request is well formed, says the same twice, and the whole lead comes out of a form as it went in.
    #[test]
    fn any_lead_is_sent_whole(message in "\\PC{0,40}", name in "[a-z._-]{1,12}", webhook in any_webhook()) {
        let lead = lead_with(json!({ "email": "a@b.example", "message": message, name: "x" }));
        let sent = request(webhook.clone(), &lead);
        prop_assert_eq!(&sent, &request(webhook.clone(), &lead));
        if webhook["preset"] == "hubspot" {
            prop_assert!(serde_json::from_str::<Value>(&sent.body).is_ok());
        } else {
            let pairs = pairs(&sent);
            let names: std::collections::BTreeSet<_> = pairs.iter().map(|(name, _)| name).collect();
            prop_assert_eq!(names.len(), pairs.len(), "each name once");
            if webhook["fields"].get("json").is_none() && (webhook["format"] == "form" || webhook["preset"] == "zapier") {
                prop_assert_eq!(value(&sent, "json"), Some(lead));
            }
        }
    }

    #[test]
    fn any_text_is_answered_without_a_panic(text in "\\PC{0,60}", lead in "\\PC{0,60}") {
        let _ = boot(&text);
        let config = json!({ "webhook": [{ "url": "/x", "preset": "hubspot" }, { "url": "/y", "format": "form" }] });
        let shaper = boot(&format!("{{}}\n{config}")).0.expect("webhooks");
        let _ = shaper.ask(&text);
        let _ = shaper.ask(&format!("[]\n{lead}\n{text}"));
    }
}
