//! Whatever becomes of the visitor's storage: no lead is lost without a word, and nobody is thanked for one that is not safe.

use crate::{
    outbox::{
        self, assert_stored_once, entries, put, records, submit_on, thanked_on, told_the_truth, told_to_the_owner, until_nothing_waits,
        waiting,
    },
    visit,
};
use anyhow::Result;
use limen_tests::{
    browser::Look,
    case::Case,
    engine::Engine,
    page::Page,
    scenarios,
    suite::Suite,
    wait::until,
    webhook::{Answer, Behaviour},
};
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        rows_that_are_not_ours_are_left_alone_and_block_nothing,
        a_row_of_the_first_version_is_sent,
        a_delivered_lead_leaves_its_id_and_nothing_that_was_typed,
        without_a_database_the_thanks_wait_and_the_lead_is_kept_for_the_next_page,
        what_waited_on_the_spare_rung_moves_up_and_goes,
        with_all_storage_refused_the_visitor_is_told_the_truth_and_a_retry_works,
        changed_answers_are_another_lead_that_names_the_first,
        a_full_outbox_evicts_nobody_and_the_new_lead_waits_for_the_network,
        a_database_that_another_tab_deletes_is_made_anew,
        to_forget_erases_what_waits_everywhere,
        to_forget_erases_what_is_about_to_wait,
    ];
    // The drivers of the others cannot fill a disk.
    scenarios![suite, Look::Light, &[Engine::Chromium]; a_full_disk_loses_no_lead];
}

/// What the spare rung holds, by key.
const SPARE: &str = "Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('limen:v1:shop:lead:'))
    .map(([key, record]) => [key.slice(19), JSON.parse(record)]))";

async fn spare(page: &Page<'_>) -> Result<serde_json::Map<String, Value>> {
    page.eval(SPARE).await
}

async fn rows_that_are_not_ours_are_left_alone_and_block_nothing(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    let page = t.page().await?;
    page.visit("/pages/plain/").await?;
    let newer = json!({ "v": 9, "id": "newer", "state": "somewhere" }).to_string();
    let foreign = [("damaged", json!("{\"v\":2,\"id\":\"damaged\"")), ("newer", json!(newer)), ("object", json!({ "body": 1 }))];
    put(&page, &foreign).await?;
    thanked_on(t, &page, "/pages/host/").await?;
    page.until_announced("delivered").await?;
    until_nothing_waits(&page).await?;
    let after = records(&page).await?;
    assert_eq!(after.len(), 4, "three that are not ours, and the key of what went: {after:?}");
    for (key, value) in &foreign {
        assert!(after.contains(&((*key).to_owned(), value.as_str().map(str::to_owned))), "{key} in {after:?}");
    }
    let states: Vec<Value> = told_to_the_owner(&page).await?.into_iter().flatten().map(|told| json!([told["id"], told["state"]])).collect();
    assert_eq!(states, [json!(["damaged", "unreadable"]), json!(["newer", "unreadable"])]);
    assert_stored_once(t, &receiver)
}

async fn a_row_of_the_first_version_is_sent(t: &Case) -> Result<()> {
    let page = t.page().await?;
    page.visit("/pages/plain/").await?;
    let id = "0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5e";
    let row = json!({
        "v": 1, "id": id, "url": t.webhook.url(), "format": "json", "body": "{\"id\":\"0193\"}", "created": "2026-11-01T00:00:00.000Z", "attempts": 1,
        "tried": "2026-11-01T00:00:00.000Z", "next": "2026-11-01T00:00:20.000Z", "state": "queued", "lastStatus": 503
    });
    put(&page, &[(id, json!(row.to_string()))]).await?;
    t.site.config(&outbox::config(&t.webhook.url()));
    page.visit("/pages/host/").await?;
    let post = &t.webhook.until_posts(1).await?[0];
    assert_eq!((post.header("webhook-id"), post.body.as_slice()), (Some(id), b"{\"id\":\"0193\"}".as_slice()));
    until_nothing_waits(&page).await
}

async fn a_delivered_lead_leaves_its_id_and_nothing_that_was_typed(t: &Case) -> Result<()> {
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    until_nothing_waits(&page).await?;
    let left = records(&page).await?;
    let record = left[0].1.as_deref().expect("a text");
    assert_eq!(Some(&left[0].0), t.webhook.ids().first());
    // Not "ada": the hexadecimal digits of an id spell that, too.
    assert!(!record.contains("ada@"), "{record}");
    assert_eq!(told_to_the_owner(&page).await?, Some(vec![]));
    Ok(())
}

async fn without_a_database_the_thanks_wait_and_the_lead_is_kept_for_the_next_page(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(500)));
    let page = t.page().await?;
    submit_on(t, &page, "/pages/outbox/no-database.html").await?;
    told_the_truth(&page).await?;
    let kept = spare(&page).await?;
    assert_eq!(kept.keys().cloned().collect::<Vec<_>>(), t.webhook.ids().into_iter().collect::<Vec<_>>());

    t.webhook.behave(Behaviour::Forward(receiver.address));
    page.visit("/pages/outbox/no-database.html?2").await?;
    page.until_announced("delivered").await?;
    until("the body to be gone", || async {
        Ok(spare(&page).await?.values().all(|entry| entry["request"]["body"] == "" && entry["state"] == "delivered").then_some(()))
    })
    .await?;
    assert_stored_once(t, &receiver)
}

async fn what_waited_on_the_spare_rung_moves_up_and_goes(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(500)));
    let page = t.page().await?;
    submit_on(t, &page, "/pages/outbox/no-database.html").await?;
    told_the_truth(&page).await?;
    assert_eq!(spare(&page).await?.len(), 1);

    // The database works again, and holds another lead.
    page.visit("/pages/plain/").await?;
    put(&page, &[("damaged", json!("?"))]).await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    page.visit("/pages/outbox/no-database.html?well").await?;
    page.until_announced("delivered").await?;
    until("it to have moved", || async { Ok((spare(&page).await?.is_empty() && entries(&page).await?.len() == 1).then_some(())) }).await?;
    until_nothing_waits(&page).await?;
    assert_stored_once(t, &receiver)
}

/// Everything in an origin of its own, as in a frame with `sandbox`: no engine gives that any storage.
fn refuse_storage(t: &Case) -> Result<()> {
    t.site.header("/pages/host/", "content-security-policy", "sandbox allow-scripts allow-forms")?;
    t.site.header("/", "access-control-allow-origin", "*")
}

async fn with_all_storage_refused_the_visitor_is_told_the_truth_and_a_retry_works(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    refuse_storage(t)?;
    t.webhook.behave(Behaviour::ResetAfterRead);
    let page = t.page().await?;
    submit_on(t, &page, "/pages/host/").await?;
    told_the_truth(&page).await?;
    t.webhook.behave(Behaviour::Slow(Duration::from_millis(300), Answer::status(200)));
    let popup = page.popup().await?;
    popup.click("button", "Send me the guide").await?;
    popup.part("thanks").await?;
    assert_eq!(page.announced("submitted").await?.len(), 1);
    assert_eq!(t.webhook.ids().len(), 1, "the same answers are the same lead");
    assert!(t.webhook.posts().windows(2).all(|pair| pair[0].body == pair[1].body));
    assert!(receiver.leads().await?.is_empty());
    Ok(())
}

async fn changed_answers_are_another_lead_that_names_the_first(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    refuse_storage(t)?;
    // It has arrived, and the visitor cannot know.
    t.webhook.behave(Behaviour::ForwardThenReset(receiver.address));
    let page = t.page().await?;
    submit_on(t, &page, "/pages/host/").await?;
    told_the_truth(&page).await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    let popup = page.popup().await?;
    popup.fill("Email", "ada@lovelace.example").await?;
    popup.click("button", "Send me the guide").await?;
    popup.part("thanks").await?;
    let leads = receiver.until_leads(2).await?;
    assert_eq!(leads[0]["fields"]["email"], "ada@lovelace.example");
    assert_eq!(leads[0]["supersedes"], leads[1]["id"]);
    assert_eq!(leads[1].get("supersedes"), None);
    Ok(())
}

async fn a_full_disk_loses_no_lead(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(503)));
    let page = t.page().await?;
    page.visit("/pages/plain/").await?;
    page.browser.devtools("Storage.overrideQuotaForOrigin", json!({ "origin": t.site.origin(), "quotaSize": 1 })).await?;
    page.run::<Value>("for (let size = 1 << 20; size; size >>= 1) try { for (let i = 0; i < 10; i++) localStorage.setItem(`fill-${size}-${i}`, 'x'.repeat(size)) } catch {}", vec![]).await?;
    submit_on(t, &page, "/pages/host/").await?;
    told_the_truth(&page).await?;
    assert!(spare(&page).await?.is_empty(), "localStorage is full as well");
    t.webhook.behave(Behaviour::Forward(receiver.address));
    let popup = page.popup().await?;
    popup.click("button", "Send me the guide").await?;
    popup.part("thanks").await?;
    page.browser.devtools("Storage.overrideQuotaForOrigin", json!({ "origin": t.site.origin() })).await?;
    assert_stored_once(t, &receiver)
}

async fn a_full_outbox_evicts_nobody_and_the_new_lead_waits_for_the_network(t: &Case) -> Result<()> {
    let page = t.page().await?;
    // A lead that waits, as a pattern for fifty.
    t.webhook.behave(Behaviour::Answer(Answer::status(429).with("retry-after", "3600")));
    thanked_on(t, &page, "/pages/host/").await?;
    until("the answer to be taken in", || async { Ok((entries(&page).await?[0]["lastStatus"] == 429).then_some(())) }).await?;
    let pattern = entries(&page).await?.remove(0);
    let fifty: Vec<(String, Value)> = (1..50)
        .map(|number| {
            let id = format!("0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d{number:02}");
            let mut entry = pattern.clone();
            entry["id"] = json!(id);
            (id, json!(entry.to_string()))
        })
        .collect();
    put(&page, &fifty.iter().map(|(id, row)| (id.as_str(), row.clone())).collect::<Vec<_>>()).await?;

    t.webhook.behave(Behaviour::Answer(Answer::status(500)));
    submit_on(t, &page, "/pages/host/?full").await?;
    told_the_truth(&page).await?;
    assert_eq!(waiting(&page).await?, 50);
    t.webhook.behave(Behaviour::Answer(Answer::status(200)));
    let popup = page.popup().await?;
    popup.click("button", "Send me the guide").await?;
    popup.part("thanks").await?;
    assert_eq!(waiting(&page).await?, 50, "none was evicted");
    Ok(())
}

async fn a_database_that_another_tab_deletes_is_made_anew(t: &Case) -> Result<()> {
    t.webhook.behave(Behaviour::Answer(Answer::status(500)));
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    let client = &page.browser.client;
    let first = client.window().await?;
    client.switch_to_window(client.new_window(false).await?.handle).await?;
    page.visit("/pages/plain/").await?;
    let script = "const [name, done] = arguments;
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = () => done('deleted');
        request.onerror = () => done('refused')";
    assert_eq!(client.execute_async(script, vec![outbox::DATABASE.into()]).await?, "deleted", "nothing of ours holds it");
    client.switch_to_window(first).await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(429).with("retry-after", "3600")));
    let popup = page.popup().await?;
    popup.click("button", "Close").await?;
    page.run::<Value>("limen('show', 'pricing-guide')", vec![]).await?;
    let popup = page.popup().await?;
    visit::ask_for_the_guide(&popup).await?;
    popup.part("thanks").await?;
    assert_eq!(waiting(&page).await?, 1, "the new one; the other was deleted by somebody's wish");
    Ok(())
}

async fn to_forget_erases_what_waits_everywhere(t: &Case) -> Result<()> {
    t.webhook.behave(Behaviour::Answer(Answer::status(500)));
    let page = t.page().await?;
    submit_on(t, &page, "/pages/outbox/no-database.html").await?;
    told_the_truth(&page).await?;
    assert_eq!(spare(&page).await?.len(), 1);
    thanked_on(t, &page, "/pages/host/").await?;
    page.run::<Value>("limen('forget')", vec![]).await?;
    until("all of it to be gone", || async { Ok((spare(&page).await?.is_empty() && records(&page).await?.is_empty()).then_some(())) }).await
}

async fn to_forget_erases_what_is_about_to_wait(t: &Case) -> Result<()> {
    t.webhook.behave(Behaviour::Answer(Answer::status(500)));
    let page = t.page().await?;
    submit_on(t, &page, "/pages/outbox/hanging-database.html").await?;
    page.run::<Value>("limen('forget'); limen('hide'); limen('show', 'pricing-guide')", vec![]).await?;
    // The next lead gives up on the database later than the first one would have.
    visit::ask_for_the_guide(&page.popup().await?).await?;
    told_the_truth(&page).await?;
    assert_eq!(t.webhook.posts().len(), 1, "the first one was not sent");
    assert_eq!(spare(&page).await?.keys().collect::<Vec<_>>(), t.webhook.ids().iter().collect::<Vec<_>>(), "nor kept");
    Ok(())
}
