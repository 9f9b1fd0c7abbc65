//! Several tabs, and tabs that come and go: one sender, and the lead gets there.

use crate::outbox::{self, PATIENCE, assert_stored_once, thanked_on, until_nothing_waits, waiting};
use anyhow::Result;
use fantoccini::key::Key;
use limen_tests::{
    browser::Look,
    case::Case,
    engine::Engine,
    page::Page,
    scenarios,
    suite::Suite,
    wait::until_within,
    webhook::{Answer, Behaviour},
};
use serde_json::Value;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        ten_tabs_have_one_sender,
        the_lead_of_a_tab_that_was_killed_while_it_sent_is_taken_over,
        a_page_with_a_lead_waiting_comes_back_from_the_cache_and_sends_it,
    ];
    // WebKitGTK, driven, shows no tab but the first.
    scenarios![suite, Look::Light, &[Engine::Chromium, Engine::Firefox];
        a_tab_that_is_looked_at_again_sends_what_another_has_left,
    ];
}

async fn ten_tabs_have_one_sender(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    // Else each new tab would try early, and the schedule would grow with them.
    t.webhook.behave(Behaviour::Answer(Answer::status(429).with("retry-after", "20")));
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    let client = &page.browser.client;
    for number in 0..9 {
        // Windows, not tabs: WebKitGTK draws no frame of a tab in the background, and the widget waits for the first.
        client.switch_to_window(client.new_window(false).await?.handle).await?;
        page.visit(&format!("/pages/host/?{number}")).await?;
        page.until_ready().await?;
    }
    let before = t.webhook.posts().len();
    t.webhook.behave(Behaviour::Forward(receiver.address));
    until_nothing_waits(&page).await?;
    assert_eq!(t.webhook.posts().len(), before + 1, "one of ten");
    assert_stored_once(t, &receiver)
}

async fn the_lead_of_a_tab_that_was_killed_while_it_sent_is_taken_over(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Hang);
    let page = t.page().await?;
    let client = &page.browser.client;
    let first = client.window().await?;
    client.switch_to_window(client.new_window(false).await?.handle).await?;
    thanked_on(t, &page, "/pages/host/").await?;
    t.webhook.until_posts(1).await?;
    client.close_window().await?;
    client.switch_to_window(first).await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    page.visit("/pages/host/?2").await?;
    page.until_ready().await?;
    assert_eq!(waiting(&page).await?, 1, "the lease of the tab that is gone holds");
    until_nothing_waits(&page).await?;
    assert_stored_once(t, &receiver)
}

async fn a_tab_that_is_looked_at_again_sends_what_another_has_left(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(503)));
    let page = t.page().await?;
    let client = &page.browser.client;
    t.site.config(&outbox::config(&t.webhook.url()));
    page.visit("/pages/host/").await?;
    page.until_ready().await?;
    let first = client.window().await?;
    client.switch_to_window(client.new_window(true).await?.handle).await?;
    thanked_on(t, &page, "/pages/host/?2").await?;
    t.webhook.until_posts(1).await?;
    client.close_window().await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    client.switch_to_window(first).await?;
    until_within(PATIENCE, "the lead to be stored", || async { Ok((receiver.rows()?.len() == 1).then_some(())) }).await?;
    until_nothing_waits(&page).await?;
    assert_stored_once(t, &receiver)
}

/// A script of the page's own, and an attribute: what WebDriver's scripts hear and leave on objects is gone in Firefox when the page comes back.
const WATCH_FOR_RETURN: &str = "const script = document.createElement('script');
    script.textContent = \"addEventListener('pageshow', (event) => { document.documentElement.dataset.cameBack = event.persisted })\";
    document.head.append(script)";

async fn a_page_with_a_lead_waiting_comes_back_from_the_cache_and_sends_it(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(503)));
    let page = t.page().await?;
    t.site.config(&outbox::config(&t.webhook.url()));
    page.visit("/pages/host/").await?;
    let popup = page.popup().await?;
    popup.fill("Email", "ada@example.com").await?;
    // Not clicked: WebDriver's click leaves an `unload` listener behind, and Firefox keeps no page that has one.
    page.press(Key::Enter).await?;
    popup.part("thanks").await?;
    page.run::<Value>(WATCH_FOR_RETURN, vec![]).await?;
    follow(&page, "/pages/plain/").await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    page.browser.client.back().await?;
    page.until("document.documentElement.dataset.cameBack === 'true'").await?;
    until_nothing_waits(&page).await?;
    page.until_announced("delivered").await?;
    assert_stored_once(t, &receiver)
}

/// As by a link: what WebDriver visits by itself, some engines do not keep. Nor does Firefox keep a page in which a script of WebDriver's is
/// running, for that has an `unload` listener: the page goes by itself, and is asked for its address alone until it has gone.
async fn follow(page: &Page<'_>, path: &str) -> Result<()> {
    page.run::<Value>("const [path] = arguments; setTimeout(() => { location.href = path })", vec![path.into()]).await?;
    until_within(PATIENCE, "the other page", || async { Ok((page.browser.client.current_url().await?.path() == path).then_some(())) })
        .await?;
    page.until("document.readyState === 'complete'").await
}
