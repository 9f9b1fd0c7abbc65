//! The configs of the tests, small and each with what its test needs.

use serde_json::{Value, json};

/// One modal with two steps, at once, on every page; leads go to `webhook`.
pub(crate) fn modal(webhook: &str) -> Value {
    json!({
        "version": 1,
        "site": "shop",
        "webhook": { "url": webhook },
        "attention": { "minGap": "1ms", "maxPerSession": 10 },
        "campaigns": [ {
            "id": "book-a-demo",
            "goal": "demo",
            "when": { "trigger": { "immediate": true } },
            "format": "modal",
            "form": {
                "steps": [
                    {
                        "title": "See it on your own data",
                        "body": "A 20-minute call with an engineer. No slides.",
                        "fields": [
                            { "name": "email", "type": "email", "label": "Work email", "required": true, "autocomplete": "email" },
                            { "name": "name", "type": "text", "label": "Your name", "required": true, "autocomplete": "name" }
                        ],
                        "next": "Continue"
                    },
                    {
                        "title": "Two questions, so we bring the right person",
                        "fields": [
                            { "name": "company_size", "type": "select", "label": "Company size", "options": ["1-9", "10-49", "50-249", "250+"], "required": true },
                            { "name": "timescale", "type": "radio", "label": "When do you need it?", "required": true, "options": [
                                { "value": "now", "label": "This month" }, { "value": "quarter", "label": "This quarter" }, { "value": "later", "label": "Later" } ] },
                            { "name": "consent.marketing", "type": "consent", "label": "Send me product news.", "version": "2026-11" }
                        ]
                    }
                ],
                "submit": "Book my demo"
            },
            "then": { "title": "Thank you, {name}!", "body": "Pick a time that suits you:", "offer": { "type": "meeting", "url": "/pages/plain/", "label": "Choose a time" } }
        } ]
    })
}

/// One slide-in with one field, at once, on every page.
pub(crate) fn slide_in(webhook: &str) -> Value {
    let mut config = modal(webhook);
    let campaign = &mut config["campaigns"][0];
    campaign["id"] = "pricing-guide".into();
    campaign["format"] = "slide-in".into();
    campaign["form"] = json!({
        "steps": [ { "title": "The 2026 pricing guide (PDF)", "fields": [ { "name": "email", "type": "email", "label": "Email", "required": true } ] } ],
        "submit": "Send me the guide"
    });
    campaign["then"] =
        json!({ "title": "Here it is", "offer": { "type": "download", "url": "/files/pricing-guide.pdf", "label": "Download the PDF" } });
    config
}

/// The same with another trigger.
pub(crate) fn triggered(mut config: Value, trigger: Value) -> Value {
    config["campaigns"][0]["when"]["trigger"] = trigger;
    config
}

/// What the visitor inside the page enters into either form.
pub(crate) fn answers() -> Value {
    json!({
        "email": "ada@example.com", "name": "Ada", "company_size": "50-249", "timescale": "now", "consent.marketing": true
    })
}
