//! A visitor whose browser is set to store nothing for any site: no page plays this, the browser's own settings do. The widget works all the
//! same, and thanks only once the endpoint has said yes.

use crate::outbox::{assert_stored_once, config, submit_on, thanked_on, told_the_truth, told_to_the_owner};
use anyhow::Result;
use limen_tests::{
    browser::Look,
    case::Case,
    page::Page,
    scenarios,
    suite::Suite,
    webhook::{Answer, Behaviour},
};
use serde_json::{Value, json};

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        the_probe_finds_the_storage_of_an_ordinary_browser,
        a_browser_that_stores_nothing_thanks_for_a_lead_once_the_endpoint_has_it,
        a_browser_that_stores_nothing_tells_the_truth_and_a_retry_works,
        a_browser_that_stores_nothing_cannot_say_what_waits_and_scores_all_the_same,
    ];
}

/// What becomes of a page that stores something: `works`, the error's name, or `absent`.
const PROBE: &str = "const [done] = arguments;
    const tried = (work) => { try { return work(); } catch (error) { return error.name; } };
    const local = tried(() => localStorage ? (localStorage.setItem('probe', ''), 'works') : 'absent');
    const opened = tried(() => {
        if (!window.indexedDB) return 'absent';
        const request = indexedDB.open('probe');
        request.onsuccess = () => { request.result.close(); done([local, 'works']); };
        request.onerror = () => done([local, request.error.name]);
    });
    if (opened) done([local, opened]);";

/// How localStorage and IndexedDB answer the page.
async fn storage(page: &Page<'_>) -> Result<[String; 2]> {
    Ok(serde_json::from_value(page.browser.client.execute_async(PROBE, vec![]).await?)?)
}

/// A page of the site that really has no storage: unless that is seen first, the tests could show nothing at all.
async fn page_without_storage(t: &Case) -> Result<Page<'_>> {
    let page = t.page_without_storage().await?;
    page.visit("/pages/plain/").await?;
    let answers = storage(&page).await?;
    assert!(answers.iter().all(|answer| answer != "works"), "localStorage and IndexedDB answer {answers:?}");
    Ok(page)
}

async fn the_probe_finds_the_storage_of_an_ordinary_browser(t: &Case) -> Result<()> {
    let page = t.page().await?;
    page.visit("/pages/plain/").await?;
    assert_eq!(storage(&page).await?, ["works", "works"]);
    Ok(())
}

async fn a_browser_that_stores_nothing_thanks_for_a_lead_once_the_endpoint_has_it(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    let page = page_without_storage(t).await?;
    thanked_on(t, &page, "/pages/host/").await?;
    // The thanks were the endpoint's yes: there is nothing to wait for any more.
    assert_stored_once(t, &receiver)?;
    assert_eq!(page.announced("submitted").await?.len(), 1);
    assert!(page.announced("error").await?.is_empty());
    Ok(())
}

async fn a_browser_that_stores_nothing_tells_the_truth_and_a_retry_works(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(503)));
    let page = page_without_storage(t).await?;
    submit_on(t, &page, "/pages/host/").await?;
    told_the_truth(&page).await?;
    assert!(receiver.rows()?.is_empty());

    t.webhook.behave(Behaviour::Forward(receiver.address));
    let popup = page.popup().await?;
    popup.click("button", "Send me the guide").await?;
    popup.part("thanks").await?;
    assert_stored_once(t, &receiver)?;
    assert_eq!(page.announced("submitted").await?.len(), 1);
    Ok(())
}

async fn a_browser_that_stores_nothing_cannot_say_what_waits_and_scores_all_the_same(t: &Case) -> Result<()> {
    let mut config = config(&t.webhook.url());
    config["scoring"] = json!({ "rules": [
        { "id": "saw-page", "on": "page_view", "points": 5 },
        { "id": "asked", "on": "custom", "name": "asked", "points": 3 }
    ] });
    t.site.config(&config);
    let page = page_without_storage(t).await?;
    page.visit("/pages/host/").await?;
    page.until_announced("score").await?;
    let script = "let told; limen('track', 'asked'); limen('explain', (value) => { told = value; }); return told;";
    let told: Value = page.run(script, vec![]).await?;
    let factors = told["score"]["factors"].as_array().into_iter().flatten();
    let counted: Vec<_> = factors.map(|factor| json!([factor["rule"], factor["points"]])).collect();
    assert_eq!(counted, [json!(["saw-page", 5]), json!(["asked", 3])], "{told}");
    assert_eq!(told_to_the_owner(&page).await?, None, "nobody knows what waits in a store that cannot be read");
    Ok(())
}
