//! What the endpoint answers, and what becomes of the lead.

use crate::{
    outbox::{self, PATIENCE, assert_stored_once, config, entries, thanked_on, told_to_the_owner, until_nothing_waits, waiting},
    visit,
};
use anyhow::Result;
use limen_tests::{
    browser::Look,
    case::Case,
    page::Page,
    scenarios,
    suite::Suite,
    wait::{until, until_within},
    webhook::{Answer, Behaviour},
};
use serde_json::json;
use std::time::Duration;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        a_captive_portals_yes_is_none_where_the_answer_must_name_the_lead,
        no_kind_of_redirect_is_followed_and_the_owner_is_told,
        a_refused_lead_is_kept_and_goes_when_the_owner_has_mended_the_endpoint,
        an_endpoint_that_asks_for_time_gets_it_from_new_pages_too,
        a_blind_lead_is_sent_and_told_as_unconfirmed,
        an_endpoint_that_never_answers_takes_no_connection_from_the_page,
    ];
}

async fn a_captive_portals_yes_is_none_where_the_answer_must_name_the_lead(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    let mut config = outbox::config(&t.webhook.url());
    config["webhook"]["ack"] = "id".into();
    t.site.config(&config);
    t.webhook.behave(Behaviour::Answer(Answer::captive_portal()));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    let popup = page.popup().await?;
    visit::ask_for_the_guide(&popup).await?;
    popup.part("thanks").await?;
    until("the portal's answer to be taken in", || async { Ok((entries(&page).await?[0]["lastStatus"] == 200).then_some(())) }).await?;
    assert_eq!(waiting(&page).await?, 1, "somebody else's 200");
    assert!(page.announced("delivered").await?.is_empty());
    t.webhook.behave(Behaviour::Forward(receiver.address));
    until_nothing_waits(&page).await?;
    assert_eq!(page.until_announced("delivered").await?["confirmed"], true);
    assert_stored_once(t, &receiver)
}

async fn no_kind_of_redirect_is_followed_and_the_owner_is_told(t: &Case) -> Result<()> {
    let page = t.page().await?;
    let elsewhere = t.site.url("/elsewhere");
    for (count, status) in [301, 302, 303, 307, 308].into_iter().enumerate() {
        t.webhook.behave(Behaviour::Answer(Answer::status(status).with("location", &elsewhere)));
        t.site.config(&config(&format!("{}/{status}", t.webhook.url())));
        page.visit(&format!("/pages/host/?{status}")).await?;
        visit::ask_for_the_guide(&page.popup().await?).await?;
        let told = page.until_announced("error").await?;
        assert_eq!((&told["state"], &told["attempts"], &told["status"]), (&json!("parked"), &json!(1), &json!(0)), "{status}");
        assert_eq!(waiting(&page).await?, count + 1, "{status}: kept");
    }
    assert_eq!(t.site.requests("/elsewhere"), 0, "a redirect would hand the lead to whoever it names");
    Ok(())
}

async fn a_refused_lead_is_kept_and_goes_when_the_owner_has_mended_the_endpoint(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(403)));
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    let told = page.until_announced("error").await?;
    let list = told_to_the_owner(&page).await?.expect("the store can be read");
    assert_eq!(list, std::slice::from_ref(&told), "the callback and the event tell the same");
    assert_eq!((&told["state"], &told["status"], &told["endpoint"]), (&json!("parked"), &json!(403), &json!(t.webhook.url())));
    assert!(!json!(list).to_string().contains("ada@"), "no word of what the visitor typed");
    t.webhook.behave(Behaviour::Forward(receiver.address));
    until_pages_have_emptied_it(&page).await?;
    assert_eq!(told_to_the_owner(&page).await?, Some(vec![]));
    assert_stored_once(t, &receiver)
}

/// Visits pages until nothing waits: each tries early, when the last try is 5 s ago.
async fn until_pages_have_emptied_it(page: &Page<'_>) -> Result<()> {
    until_within(PATIENCE, "the outbox to be empty", || async {
        page.visit("/pages/host/?again").await?;
        page.until_ready().await?;
        page.frames().await?;
        Ok((waiting(page).await? == 0).then_some(()))
    })
    .await
}

async fn an_endpoint_that_asks_for_time_gets_it_from_new_pages_too(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(429).with("retry-after", "9")));
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    until("the answer to be taken in", || async { Ok((entries(&page).await?[0]["lastStatus"] == 429).then_some(())) }).await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    until_pages_have_emptied_it(&page).await?;
    let posts = t.webhook.posts();
    let wait = posts[1].at - posts[0].at;
    assert!(wait >= Duration::from_secs(9), "not after {wait:?}");
    assert_stored_once(t, &receiver)
}

async fn a_blind_lead_is_sent_and_told_as_unconfirmed(t: &Case) -> Result<()> {
    let mut config = outbox::config(&t.webhook.url());
    config["webhook"]["format"] = "blind".into();
    t.site.config(&config);
    t.webhook.behave(Behaviour::Answer(Answer::status(200).without_cors()));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    visit::ask_for_the_guide(&page.popup().await?).await?;
    let told = page.until_announced("delivered").await?;
    assert_eq!((&told["confirmed"], told.get("status")), (&json!(false), None));
    until_nothing_waits(&page).await?;
    assert_eq!(entries(&page).await?[0]["state"], "delivered");
    assert_eq!(t.webhook.requests().len(), 1, "one request, and no preflight");
    Ok(())
}

async fn an_endpoint_that_never_answers_takes_no_connection_from_the_page(t: &Case) -> Result<()> {
    t.webhook.behave(Behaviour::Hang);
    let page = t.page().await?;
    for number in 0..8 {
        thanked_on(t, &page, &format!("/pages/host/?{number}")).await?;
    }
    page.visit("/pages/host/?own").await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(200)));
    // The page's own request to the same host, with a connection of its own.
    let url = format!("{}?own", t.webhook.url());
    let script = "const [url, done] = arguments; fetch(url).then(({ status }) => done(status), (error) => done(String(error)))";
    let answer = page.browser.client.execute_async(script, vec![url.into()]).await?;
    assert_eq!(answer, 200, "of 6 connections to a host, 2 may be left behind");
    Ok(())
}
