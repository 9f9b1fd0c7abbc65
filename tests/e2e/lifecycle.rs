//! Pages that are loaded before they are asked for, and pages that the browser freezes.

use crate::{
    outbox::{self, assert_stored_once, thanked_on, until_nothing_waits, waiting},
    visit::ask_for_the_guide,
};
use anyhow::Result;
use limen_tests::{browser::Look, case::Case, engine::Engine, page::Page, scenarios, suite::Suite, wait::until, webhook::Behaviour};
use serde_json::{Value, json};

pub(crate) fn add(suite: &mut Suite) {
    // Only Chromium loads pages ahead by speculation rules, and only its driver freezes them.
    scenarios![suite, Look::Light, &[Engine::Chromium];
        a_page_that_is_loaded_ahead_asks_for_nothing_until_it_is_seen,
        a_frozen_tab_leaves_its_lead_to_another_and_works_on_when_it_is_thawed,
    ];
}

async fn a_page_that_is_loaded_ahead_asks_for_nothing_until_it_is_seen(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    t.site.config(&outbox::config(&t.webhook.url()));
    let page = t.page().await?;
    page.visit("/pages/plain/").await?;
    page.run::<Value>(
        "const rules = document.createElement('script');
        rules.type = 'speculationrules';
        rules.textContent = JSON.stringify({ prerender: [{ urls: ['/pages/prerendered/'], eagerness: 'immediate' }] });
        document.head.append(rules)",
        vec![],
    )
    .await?;
    t.site.until_told("prerendered").await?;
    assert_eq!(t.site.requests("/limen.js"), 1, "the tag is there");
    assert_eq!(t.site.requests("/limen.json"), 0, "and asks for no config before anybody sees the page");

    page.run::<Value>("location.href = '/pages/prerendered/'", vec![]).await?;
    page.until("performance.getEntriesByType('navigation')[0].activationStart > 0").await?;
    ask_for_the_guide(&page.popup().await?).await?;
    page.popup().await?.part("thanks").await?;
    until_nothing_waits(&page).await?;
    assert_eq!(t.site.requests("/limen.js"), 1, "it is the page that was loaded ahead");
    assert_stored_once(t, &receiver)
}

async fn a_frozen_tab_leaves_its_lead_to_another_and_works_on_when_it_is_thawed(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Hang);
    let page = t.page().await?;
    let client = &page.browser.client;
    thanked_on(t, &page, "/pages/host/").await?;
    t.webhook.until_posts(1).await?;
    let frozen = client.window().await?;
    page.run::<Value>("document.onfreeze = () => { document.documentElement.dataset.frozen = '' }", vec![]).await?;
    freeze(&page, true).await?;

    t.webhook.behave(Behaviour::Forward(receiver.address));
    client.switch_to_window(client.new_window(false).await?.handle).await?;
    page.visit("/pages/host/?2").await?;
    page.until_ready().await?;
    assert_eq!(waiting(&page).await?, 1, "the lease of the frozen tab holds");
    until_nothing_waits(&page).await?;
    assert_stored_once(t, &receiver)?;
    client.close_window().await?;

    client.switch_to_window(frozen).await?;
    freeze(&page, false).await?;
    // The command has hidden the page as well.
    page.browser.devtools("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).await?;
    assert!(page.eval::<bool>("'frozen' in document.documentElement.dataset").await?, "the browser froze it");
    // Its own attempt ends late, and finds the lead delivered. The next lead to the same endpoint goes after that.
    page.run::<Value>("limen('hide'); limen('show', 'pricing-guide')", vec![]).await?;
    ask_for_the_guide(&page.popup().await?).await?;
    until("the second lead", || async { Ok((t.webhook.ids().len() == 2).then_some(())) }).await?;
    until_nothing_waits(&page).await?;
    assert_eq!(t.webhook.posts().len(), 3, "the first lead twice on the wire, the second once");
    assert_eq!(receiver.rows()?.len(), 2);
    Ok(())
}

async fn freeze(page: &Page<'_>, frozen: bool) -> Result<()> {
    let state = if frozen { "frozen" } else { "active" };
    page.browser.devtools("Page.setWebLifecycleState", json!({ "state": state })).await?;
    Ok(())
}
