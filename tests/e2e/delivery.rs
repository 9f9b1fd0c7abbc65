//! Whatever the endpoint does: the visitor is thanked once the lead is safe, the lead arrives when the endpoint is well again, always under
//! one id and with the same bytes, and is stored once.

use crate::{
    configs,
    outbox::{PATIENCE, assert_stored_once, thanked_on, until_nothing_waits, waiting},
    visit,
};
use anyhow::Result;
use limen_tests::{
    browser::Look,
    case::Case,
    scenarios,
    suite::Suite,
    wait::until_within,
    webhook::{Answer, Behaviour},
};
use serde_json::json;
use std::time::Duration;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        a_lead_is_posted_in_the_simple_format_without_a_preflight,
        a_lead_in_json_asks_first_and_names_its_id_in_the_headers,
        a_lead_waits_for_an_endpoint_that_is_down,
        a_lead_waits_for_an_endpoint_that_answers_500,
        a_lead_waits_for_an_endpoint_that_hangs,
        a_lead_waits_for_an_endpoint_without_cors,
        a_lead_waits_for_an_endpoint_that_resets,
        a_lead_waits_for_an_endpoint_that_wants_less,
        a_lead_waits_for_an_endpoint_that_has_moved,
        a_lead_whose_answer_is_lost_is_stored_once,
        a_lead_is_retried_while_the_visitor_stays,
        a_reload_right_after_the_thanks_loses_nothing,
        leaving_in_the_same_moment_as_the_submit_loses_nothing,
        a_double_click_is_one_lead,
        two_tabs_send_a_waiting_lead_once,
    ];
}

/// The endpoint misbehaves while the visitor submits, is well at the next visit, and then the real receiver has the lead once.
async fn survives(t: &Case, fault: Option<Behaviour>) -> Result<()> {
    let receiver = t.receiver().await?;
    match fault {
        Some(behaviour) => t.webhook.behave(behaviour),
        None => t.webhook.close().await?,
    }
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    assert_eq!(waiting(&page).await?, 1, "the lead waits");
    assert!(receiver.leads().await?.is_empty());

    t.webhook.behave(Behaviour::Forward(receiver.address));
    if t.webhook.is_closed() {
        t.webhook.open().await?;
    }
    page.visit("/pages/host/?2").await?;
    until_nothing_waits(&page).await?;
    assert_stored_once(t, &receiver)
}

async fn a_lead_is_posted_in_the_simple_format_without_a_preflight(t: &Case) -> Result<()> {
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    page.until_announced("delivered").await?;
    until_nothing_waits(&page).await?;
    let requests = t.webhook.requests();
    assert_eq!(requests.len(), 1, "one request, and no preflight");
    let post = &requests[0];
    assert_eq!(post.header("content-type"), Some("text/plain;charset=UTF-8"));
    assert_eq!(post.header("cookie"), None);
    let own = ["webhook-id", "webhook-timestamp", "idempotency-key", "authorization"];
    assert!(own.iter().all(|name| post.header(name).is_none()), "no header that would need a preflight");
    let lead = post.json();
    assert_eq!(lead["type"], "lead.captured");
    assert_eq!(lead["campaign"]["trigger"], "immediate");
    Ok(())
}

async fn a_lead_in_json_asks_first_and_names_its_id_in_the_headers(t: &Case) -> Result<()> {
    let mut config = configs::slide_in(&t.webhook.url());
    config["webhook"]["format"] = "json".into();
    t.site.config(&config);
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    let popup = page.popup().await?;
    visit::ask_for_the_guide(&popup).await?;
    popup.part("thanks").await?;
    let post = &t.webhook.until_posts(1).await?[0];
    assert!(t.webhook.requests().iter().any(|request| request.method == "OPTIONS"));
    assert_eq!(post.header("content-type"), Some("application/json"));
    let id = post.json()["id"].clone();
    assert_eq!(post.header("webhook-id"), id.as_str());
    assert_eq!(post.header("idempotency-key"), id.as_str());
    assert!(post.header("webhook-timestamp").is_some_and(|seconds| seconds.parse::<u64>().is_ok()));
    Ok(())
}

async fn a_lead_waits_for_an_endpoint_that_is_down(t: &Case) -> Result<()> {
    survives(t, None).await
}

async fn a_lead_waits_for_an_endpoint_that_answers_500(t: &Case) -> Result<()> {
    survives(t, Some(Behaviour::Answer(Answer::status(500)))).await
}

async fn a_lead_waits_for_an_endpoint_that_hangs(t: &Case) -> Result<()> {
    survives(t, Some(Behaviour::Hang)).await
}

async fn a_lead_waits_for_an_endpoint_without_cors(t: &Case) -> Result<()> {
    survives(t, Some(Behaviour::Answer(Answer::status(500).without_cors()))).await
}

async fn a_lead_waits_for_an_endpoint_that_resets(t: &Case) -> Result<()> {
    survives(t, Some(Behaviour::ResetAfterRead)).await
}

async fn a_lead_waits_for_an_endpoint_that_wants_less(t: &Case) -> Result<()> {
    survives(t, Some(Behaviour::Answer(Answer::status(429).with("retry-after", "1")))).await
}

async fn a_lead_waits_for_an_endpoint_that_has_moved(t: &Case) -> Result<()> {
    // 307 keeps method and body: followed, it would hand the lead to whoever the redirect names.
    let elsewhere = t.site.url("/elsewhere");
    let page = t.page().await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(307).with("location", &elsewhere)));
    thanked_on(t, &page, "/pages/host/").await?;
    t.webhook.until_posts(1).await?;
    page.visit("/pages/host/?2").await?;
    page.until_ready().await?;
    assert_eq!(waiting(&page).await?, 1, "the lead is kept");
    assert_eq!(t.site.requests("/elsewhere"), 0, "and not handed on");
    Ok(())
}

async fn a_lead_whose_answer_is_lost_is_stored_once(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::ForwardThenReset(receiver.address));
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    receiver.until_leads(1).await?;
    assert_eq!(waiting(&page).await?, 1, "nobody has said yes to the browser");
    t.webhook.behave(Behaviour::Forward(receiver.address));
    page.visit("/pages/host/?2").await?;
    until_nothing_waits(&page).await?;
    assert!(t.webhook.posts().len() >= 2, "it was sent again");
    assert_stored_once(t, &receiver)
}

async fn a_lead_is_retried_while_the_visitor_stays(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(503)));
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    t.webhook.until_posts(1).await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    until_nothing_waits(&page).await?;
    let posts = t.webhook.posts();
    let wait = posts[1].at - posts[0].at;
    assert!(wait >= Duration::from_millis(900), "2 s ± 50 % after the first attempt, not {wait:?}");
    assert_stored_once(t, &receiver)
}

async fn a_reload_right_after_the_thanks_loses_nothing(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    // Slow enough that the first attempt is still on the wire when the page goes.
    t.webhook.behave(Behaviour::Slow(Duration::from_millis(500), Answer::status(500)));
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    page.reload().await?;
    until_nothing_waits(&page).await?;
    assert_stored_once(t, &receiver)
}

async fn leaving_in_the_same_moment_as_the_submit_loses_nothing(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    t.site.config(&configs::slide_in(&t.webhook.url()));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    let popup = page.popup().await?;
    popup.fill("Email", "ada@example.com").await?;
    popup.eval::<Option<bool>>("void (root.querySelector('[part~=submit]').click(), location.assign('/pages/host/?2'))").await?;
    page.until("location.search === '?2'").await?;
    page.until_ready().await?;
    until_within(PATIENCE, "the lead to arrive", || async { Ok((!receiver.leads().await?.is_empty()).then_some(())) }).await?;
    assert_stored_once(t, &receiver)
}

async fn a_double_click_is_one_lead(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    t.site.config(&configs::slide_in(&t.webhook.url()));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    let popup = page.popup().await?;
    popup.fill("Email", "ada@example.com").await?;
    popup.eval::<Option<bool>>("void [1, 2, 3].forEach(() => root.querySelector('[part~=submit]').click())").await?;
    popup.part("thanks").await?;
    receiver.until_leads(1).await?;
    until_nothing_waits(&page).await?;
    assert_eq!(page.announced("submitted").await?.len(), 1);
    assert_stored_once(t, &receiver)
}

async fn two_tabs_send_a_waiting_lead_once(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.close().await?;
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    let client = &page.browser.client;
    // A window, not a tab: WebKitGTK draws no frame of a tab in the background, and the widget waits for the first.
    let second = client.new_window(false).await?;
    t.webhook.behave(Behaviour::Slow(Duration::from_millis(300), Answer::status(500)));
    t.webhook.open().await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    client.switch_to_window(second.handle).await?;
    page.visit("/pages/host/?2").await?;
    page.until_ready().await?;
    until_nothing_waits(&page).await?;
    assert_eq!(t.webhook.posts().len(), 1, "one tab sends: {:?}", json!(t.webhook.ids()));
    assert_stored_once(t, &receiver)
}
