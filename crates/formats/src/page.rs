//! The add-on's side of the border to src/perform/add_ons.js: text in, text out.

use crate::requests;
use limen_core::{
    config::webhook::{Webhook, read_all},
    encode_object,
    json::{Cursor, Decode, Each, encode, parse},
    object,
    text::split,
    url::{Url, is_endpoint},
};

/// Makes the requests for the leads of a page.
#[derive(Debug)]
pub struct Shaper(Each<Webhook>);

object! {
    /// What the shell knows of the page, of which this matters here.
    container Place {
        /// `document.URL`
        page_url: String = "pageUrl",
        /// `data-webhook`, when the tag has it; it goes before the first webhook's address.
        webhook: Option<String> = "webhook",
    }
}

/// Starts with the text that the core is started with: what the shell knows of the page in the first line (JSON), the config after it. Gives what
/// makes requests, and `{"notice"?, "error"?}`: nothing, or why no form may show. What is wrong with the config, the core's one line says; a
/// webhook that is wrong gets no leads.
#[must_use]
pub fn boot(start: &str) -> (Option<Shaper>, String) {
    let (place, config) = split(start, b'\n').unwrap_or((start, ""));
    let mut known = Place::default();
    if let Ok(node) = parse(place) {
        known.decode(&node, &mut Cursor::default());
    }
    let mut webhooks = parse(config).map(|config| read_all(&config, &mut Cursor::default())).unwrap_or_default();
    if let (Some(url), Some((_, first))) = (known.webhook.filter(|url| is_endpoint(url)), webhooks.0.first_mut()) {
        first.url.0 = url;
    }
    let page = Url::new(&known.page_url);
    for (_, webhook) in &mut webhooks.0 {
        if webhook.url.0.starts_with('/') {
            webhook.url.0.insert_str(0, page.origin());
        }
    }
    let (notice, error): (Option<&str>, _) =
        (None, webhooks.0.is_empty().then_some("no webhook in the config is right; `limen check` says why."));
    ((!webhooks.0.is_empty()).then_some(Shaper(webhooks)), encode_object!("notice error", notice, error))
}

impl Shaper {
    /// Makes of a lead its requests, as a JSON list. The question's lines: random bytes, which are not needed here, the lead, and what an add-on
    /// before has made of it (a sealed lead). Nothing when there is no lead.
    #[must_use]
    pub fn ask(&self, question: &str) -> String {
        let Some((lead, travels)) = split(question, b'\n').and_then(|(_, rest)| split(rest, b'\n')) else { return String::new() };
        encode(&requests(&self.0, lead, Some(travels).filter(|text| !text.is_empty())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use limen_core::{json::decode, outbox::Request};

    const CONFIG: &str = r#"{ "version": 1, "campaigns": [{ "id": "demo" }], "webhook": [
        { "url": "/leads" }, { "url": "https://hook.example/x", "preset": "zapier", "when": { "campaign": "demo", "band": "hot" } }, { "url": "bad" } ] }"#;

    fn asked(place: &str, question: &str) -> Vec<Request> {
        let (shaper, answer) = boot(&format!("{place}\n{CONFIG}"));
        assert_eq!(answer, "{}");
        decode(&shaper.expect("webhooks").ask(question)).unwrap_or_default()
    }

    fn urls(requests: &[Request]) -> Vec<&str> {
        requests.iter().map(|request| request.url.as_str()).collect()
    }

    const PLACE: &str = r#"{ "configName": "c", "pageUrl": "https://acme.example/pricing?x#y", "secure": true }"#;
    const HOT: &str = r#"{"campaign":{"id":"demo"},"qualification":{"band":"hot","grade":"A1"}}"#;

    #[test]
    fn a_lead_becomes_a_request_for_each_webhook_that_asks_for_it() {
        let requests = asked(PLACE, &format!("[1]\n{HOT}\n"));
        assert_eq!(urls(&requests), ["https://acme.example/leads", "https://hook.example/x"]);
        assert_eq!(requests[0].body, HOT);
        let cold = HOT.replace("hot", "cold");
        assert_eq!(urls(&asked(PLACE, &format!("[1]\n{cold}\n"))), ["https://acme.example/leads"]);
    }

    #[test]
    fn the_tags_webhook_goes_before_the_first_of_the_config() {
        let place = r#"{ "pageUrl": "https://acme.example/", "webhook": "https://tag.example/h" }"#;
        assert_eq!(urls(&asked(place, &format!("[]\n{HOT}\n"))), ["https://tag.example/h", "https://hook.example/x"]);
    }

    #[test]
    fn a_sealed_lead_is_sent_in_the_place_of_the_lead_to_whoever_asks_for_the_lead() {
        let requests = asked(PLACE, &format!("[1]\n{HOT}\n{{\"type\":\"lead.sealed\",\"sealed\":\"a..b.c.d\"}}"));
        assert_eq!(requests.len(), 2);
        assert!(requests.iter().all(|request| request.body.contains("sealed") && !request.body.contains("demo")), "{requests:?}");
    }

    #[test]
    fn without_a_right_webhook_no_form_may_show() {
        for config in ["", "{}", r#"{ "webhook": [ { "url": "x" } ] }"#] {
            let (shaper, answer) = boot(&format!("{PLACE}\n{config}"));
            assert!(shaper.is_none() && answer.contains("\"error\":\"no webhook in the config is right"), "{answer}");
        }
    }

    #[test]
    fn what_is_no_question_has_no_answer() {
        assert_eq!(asked(PLACE, ""), []);
        assert_eq!(asked(PLACE, "[1]"), []);
    }
}
