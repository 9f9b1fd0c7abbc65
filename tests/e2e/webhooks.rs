//! Endpoints as they are: each service's manners, played by a server that answers as it does. A lead is delivered, or what became of it is said
//! as it is; several webhooks get each its own, and none waits for another.

use crate::{
    configs,
    outbox::{entries, until_nothing_waits, waiting},
    visit,
};
use anyhow::{Context, Result};
use limen_tests::{
    browser::Look,
    case::Case,
    page::Page,
    scenarios,
    suite::Suite,
    wait::until,
    webhook::{Answer, Behaviour, Received, Webhook},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        zapier_gets_named_fields_without_a_preflight,
        make_gets_named_fields,
        n8n_gets_named_fields,
        hubspot_gets_a_submission,
        apps_script_is_followed_to_its_answer,
        slack_without_cors_gets_one_message,
        salesforce_gets_its_own_names,
        a_bare_endpoint_gets_a_lead_unconfirmed,
        a_captive_portal_is_no_yes_where_the_id_is_asked_for,
        an_endpoint_that_redirects_keeps_the_lead_here,
        an_endpoint_that_hangs_keeps_the_lead_here,
        a_hook_that_is_switched_off_keeps_the_lead_here,
        our_receiver_takes_a_form,
        each_webhook_gets_its_own_and_none_waits_for_another,
        a_lead_that_no_webhook_asks_for_goes_to_the_first,
    ];
}

/// The modal, with this webhook or these; consent and a select are in it.
async fn thanked<'a>(t: &'a Case, webhook: Value) -> Result<Page<'a>> {
    let mut config = configs::modal("/nowhere");
    config["webhook"] = webhook;
    t.site.config(&config);
    let page = t.page().await?;
    visit::book_on(&page, "/pages/host/").await?;
    Ok(page)
}

fn answer(status: u16, body: &str) -> Answer {
    Answer { body: body.to_owned(), ..Answer::status(status) }
}

/// The fields of a form.
fn form(post: &Received) -> Result<BTreeMap<String, String>> {
    let kind = post.header("content-type").unwrap_or_default();
    assert_eq!(kind, "application/x-www-form-urlencoded;charset=UTF-8");
    Ok(url::form_urlencoded::parse(&post.body).into_owned().collect())
}

/// A service that takes forms, answers in a way of its own, and refuses preflights.
async fn takes_a_form(t: &Case, preset: &str, says: &str) -> Result<()> {
    t.webhook.behave(Behaviour::Answer(answer(200, says)));
    t.webhook.behave_to_preflights(Behaviour::Answer(Answer::status(405).without_cors()));
    let page = thanked(t, json!({ "url": t.webhook.url(), "preset": preset })).await?;
    page.until_announced("delivered").await?;
    until_nothing_waits(&page).await?;
    assert_eq!(t.webhook.requests().len(), 1, "one request, and no preflight");
    let fields = form(&t.webhook.posts()[0])?;
    let field = |name: &str| fields.get(name).map(String::as_str);
    assert_eq!(field("email"), Some("ada@example.com"));
    assert_eq!((field("type"), field("campaign_id"), field("company_size")), (Some("lead.captured"), Some("book-a-demo"), Some("50-249")));
    let whole: Value = serde_json::from_str(field("json").context("the whole lead")?)?;
    assert_eq!((whole["id"].as_str(), whole["fields"]["name"].as_str()), (field("id"), Some("Ada")));
    Ok(())
}

async fn zapier_gets_named_fields_without_a_preflight(t: &Case) -> Result<()> {
    takes_a_form(t, "zapier", r#"{"attempt":"0193","id":"0193","request_id":"0193","status":"success"}"#).await
}

async fn make_gets_named_fields(t: &Case) -> Result<()> {
    takes_a_form(t, "make", "Accepted").await
}

async fn n8n_gets_named_fields(t: &Case) -> Result<()> {
    takes_a_form(t, "n8n", r#"{"message":"Workflow was started"}"#).await
}

async fn hubspot_gets_a_submission(t: &Case) -> Result<()> {
    t.webhook.behave(Behaviour::Answer(answer(200, r#"{"inlineMessage":"Thanks for submitting the form."}"#)));
    let webhook = json!({ "url": t.webhook.url(), "preset": "hubspot", "fields": { "company_size": "numemployees", "timescale": null } });
    let page = thanked(t, webhook).await?;
    until_nothing_waits(&page).await?;
    let post = &t.webhook.posts()[0];
    assert_eq!(post.header("content-type"), Some("application/json"));
    assert_eq!(post.header("webhook-id"), None, "no header that HubSpot's preflight would not allow");
    let body = post.json();
    let names: Vec<&str> = body["fields"].as_array().context("fields")?.iter().filter_map(|field| field["name"].as_str()).collect();
    assert_eq!(names, ["email", "firstname", "numemployees"]);
    assert_eq!(body["context"]["pageUri"], t.site.url("/pages/host/"));
    assert_eq!(body["legalConsentOptions"]["consent"]["consentToProcess"], true);
    Ok(())
}

async fn apps_script_is_followed_to_its_answer(t: &Case) -> Result<()> {
    let output = Webhook::start().await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(302).with("location", &output.url())));
    let page = thanked(t, json!({ "url": t.webhook.url(), "preset": "apps-script" })).await?;
    page.until_announced("delivered").await?;
    until_nothing_waits(&page).await?;
    assert_eq!(form(&t.webhook.posts()[0])?["email"], "ada@example.com");
    assert_eq!(
        output.requests().iter().map(|request| request.method.as_str()).collect::<Vec<_>>(),
        ["GET"],
        "its answer, without the lead"
    );
    Ok(())
}

/// Sent once, and nothing is claimed of it.
async fn sent_unconfirmed(t: &Case, page: &Page<'_>) -> Result<Received> {
    t.webhook.until_posts(1).await?;
    until_nothing_waits(page).await?;
    page.visit("/pages/plain/").await?;
    page.visit("/pages/host/?2").await?;
    page.until_ready().await?;
    let posts = t.webhook.posts();
    assert_eq!(posts.len(), 1, "what cannot be confirmed is not sent again");
    Ok(posts[0].clone())
}

async fn slack_without_cors_gets_one_message(t: &Case) -> Result<()> {
    t.webhook.behave(Behaviour::Answer(answer(200, "ok").without_cors()));
    let page = thanked(t, json!({ "url": t.webhook.url(), "preset": "slack" })).await?;
    let post = sent_unconfirmed(t, &page).await?;
    let payload: Value = serde_json::from_str(&form(&post)?["payload"])?;
    let text = payload["text"].as_str().context("a text")?;
    assert!(text.contains("New lead: book-a-demo") && text.contains("email: ada@example.com") && text.contains("Grade "), "{text}");
    Ok(())
}

async fn salesforce_gets_its_own_names(t: &Case) -> Result<()> {
    t.webhook.behave(Behaviour::Answer(Answer::status(302).with("location", &t.site.url("/pages/plain/")).without_cors()));
    let webhook = json!({ "url": t.webhook.url(), "preset": "salesforce", "constants": { "oid": "00D000000000001" } });
    let page = thanked(t, webhook).await?;
    let fields = form(&sent_unconfirmed(t, &page).await?)?;
    let field = |name: &str| fields.get(name).map(String::as_str);
    assert_eq!((field("oid"), field("last_name"), field("email")), (Some("00D000000000001"), Some("Ada"), Some("ada@example.com")));
    assert_eq!((field("company"), field("retURL")), (Some("[not provided]"), Some(t.site.url("/pages/host/").as_str())));
    Ok(())
}

async fn a_bare_endpoint_gets_a_lead_unconfirmed(t: &Case) -> Result<()> {
    t.webhook.behave(Behaviour::Answer(Answer::status(200).without_cors()));
    let page = thanked(t, json!({ "url": t.webhook.url(), "format": "blind" })).await?;
    assert_eq!(sent_unconfirmed(t, &page).await?.json()["fields"]["name"], "Ada");
    Ok(())
}

/// The lead stays in the browser; the page is told of no delivery.
async fn kept(t: &Case, page: &Page<'_>, state: &str) -> Result<()> {
    t.webhook.until_posts(1).await?;
    until("the attempt to be settled", || async {
        let entries = entries(page).await?;
        Ok((entries.len() == 1 && entries[0]["state"] == state && entries[0]["lease"].is_null()).then_some(()))
    })
    .await?;
    assert_eq!(page.announced("delivered").await?.len(), 0);
    Ok(())
}

async fn a_captive_portal_is_no_yes_where_the_id_is_asked_for(t: &Case) -> Result<()> {
    t.webhook.behave(Behaviour::Answer(Answer::captive_portal()));
    let page = thanked(t, json!({ "url": t.webhook.url(), "preset": "zapier", "ack": "id" })).await?;
    kept(t, &page, "queued").await
}

async fn an_endpoint_that_redirects_keeps_the_lead_here(t: &Case) -> Result<()> {
    t.webhook.behave(Behaviour::Answer(Answer::status(307).with("location", &t.site.url("/elsewhere"))));
    let page = thanked(t, json!({ "url": t.webhook.url(), "preset": "make" })).await?;
    kept(t, &page, "parked").await?;
    assert_eq!(t.site.requests("/elsewhere"), 0);
    Ok(())
}

async fn an_endpoint_that_hangs_keeps_the_lead_here(t: &Case) -> Result<()> {
    t.webhook.behave(Behaviour::Hang);
    let page = thanked(t, json!({ "url": t.webhook.url(), "format": "form" })).await?;
    t.webhook.until_posts(1).await?;
    assert_eq!(waiting(&page).await?, 1);
    assert_eq!(page.announced("delivered").await?.len(), 0);
    Ok(())
}

async fn a_hook_that_is_switched_off_keeps_the_lead_here(t: &Case) -> Result<()> {
    t.webhook.behave(Behaviour::Answer(answer(404, r#"{"code":404,"message":"The requested webhook is not registered."}"#)));
    let page = thanked(t, json!({ "url": t.webhook.url(), "preset": "n8n" })).await?;
    kept(t, &page, "parked").await
}

async fn our_receiver_takes_a_form(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    let page = thanked(t, json!({ "url": t.webhook.url(), "format": "form" })).await?;
    let leads = receiver.until_leads(1).await?;
    until_nothing_waits(&page).await?;
    let sent = form(&t.webhook.posts()[0])?;
    assert_eq!(serde_json::from_str::<Value>(&sent["json"])?, leads[0], "what is stored is the lead, not the form");
    Ok(())
}

async fn each_webhook_gets_its_own_and_none_waits_for_another(t: &Case) -> Result<()> {
    let (forms, down, other) = (Webhook::start().await?, Webhook::start().await?, Webhook::start().await?);
    down.close().await?;
    let webhooks = json!([
        { "url": down.url() },
        { "url": t.webhook.url(), "format": "json", "when": { "band": "cold", "grade": "D" } },
        { "url": forms.url(), "preset": "zapier", "when": { "campaign": "book-a-demo" } },
        { "url": other.url(), "when": { "band": ["warm", "hot"] } }
    ]);
    let page = thanked(t, webhooks).await?;
    let json = &t.webhook.until_posts(1).await?[0];
    let form = form(&forms.until_posts(1).await?[0])?;
    assert_eq!(json.json()["id"], form["id"].as_str(), "one lead, one id");
    assert_eq!(json.header("webhook-id"), Some(form["id"].as_str()));
    assert_eq!(other.requests().len(), 0, "the lead is not one of its");
    until("two to be delivered and one to wait", || async { Ok((waiting(&page).await? == 1).then_some(())) }).await?;
    down.open().await?;
    page.visit("/pages/host/?2").await?;
    until_nothing_waits(&page).await?;
    assert_eq!(down.posts()[0].json()["id"], form["id"].as_str());
    assert_eq!((t.webhook.posts().len(), forms.posts().len()), (1, 1), "what is delivered is not sent again");
    Ok(())
}

async fn a_lead_that_no_webhook_asks_for_goes_to_the_first(t: &Case) -> Result<()> {
    let other = Webhook::start().await?;
    let webhooks = json!([
        { "url": t.webhook.url(), "when": { "band": "hot" } },
        { "url": other.url(), "when": { "band": "warm" } }
    ]);
    let page = thanked(t, webhooks).await?;
    until_nothing_waits(&page).await?;
    assert_eq!((t.webhook.posts().len(), other.posts().len()), (1, 0));
    Ok(())
}
