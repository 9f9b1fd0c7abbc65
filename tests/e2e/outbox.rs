//! Looking into a visitor's outbox.

use crate::{configs, visit};
use anyhow::Result;
use limen_tests::{case::Case, page::Page, receiver::Receiver, wait::until_within};
use serde_json::{Value, json};
use std::time::Duration;

/// A lease outlives its page by the attempt's deadline and 5 s; a waiting lead may have to sit that out.
pub(crate) const PATIENCE: Duration = Duration::from_secs(45);

/// Where `site: "shop"` keeps its leads.
pub(crate) const DATABASE: &str = "limen:v1:shop:outbox";

/// Every record in IndexedDB, by key, as text; what is no text comes as null.
pub(crate) async fn records(page: &Page<'_>) -> Result<Vec<(String, Option<String>)>> {
    let script = "const [name, done] = arguments;
        const request = indexedDB.open(name);
        request.onupgradeneeded = () => request.transaction.abort();
        request.onerror = () => done([]);
        request.onsuccess = () => {
            const store = request.result.transaction('leads').objectStore('leads');
            const [keys, values] = [store.getAllKeys(), store.getAll()];
            values.onsuccess = () => {
                request.result.close();
                done(keys.result.map((key, index) => [String(key), typeof values.result[index] === 'string' ? values.result[index] : null]));
            };
        }";
    let found = page.browser.client.execute_async(script, vec![DATABASE.into()]).await?;
    Ok(serde_json::from_value(found)?)
}

/// The entries that this version reads.
pub(crate) async fn entries(page: &Page<'_>) -> Result<Vec<Value>> {
    let records = records(page).await?;
    let entries = records.into_iter().filter_map(|(_, record)| serde_json::from_str::<Value>(&record?).ok());
    Ok(entries.filter(|entry| entry["v"] == 2).collect())
}

/// Leads that wait in this browser.
pub(crate) async fn waiting(page: &Page<'_>) -> Result<usize> {
    let waits = |entry: &Value| matches!(entry["state"].as_str(), Some("queued" | "parked"));
    Ok(entries(page).await?.iter().filter(|entry| waits(entry)).count())
}

/// Waits until every lead in this browser has been delivered.
pub(crate) async fn until_nothing_waits(page: &Page<'_>) -> Result<()> {
    until_within(PATIENCE, "the outbox to be empty", || async { Ok((waiting(page).await? == 0).then_some(())) }).await
}

/// The slide-in, on every page, after a lead as well.
pub(crate) fn config(webhook: &str) -> Value {
    let mut config = configs::slide_in(webhook);
    config["attention"]["quietAfterLead"] = "1ms".into();
    config["attention"]["maxPerSession"] = 100.into();
    config
}

/// Sends the slide-in's form from a page of the site; the visitor is thanked.
pub(crate) async fn thanked_on(t: &Case, page: &Page<'_>, path: &str) -> Result<()> {
    submit_on(t, page, path).await?;
    page.popup().await?.part("thanks").await?;
    Ok(())
}

/// Sends the slide-in's form from a page of the site.
pub(crate) async fn submit_on(t: &Case, page: &Page<'_>, path: &str) -> Result<()> {
    t.site.config(&config(&t.webhook.url()));
    page.visit(path).await?;
    visit::ask_for_the_guide(&page.popup().await?).await
}

/// Puts records into the outbox, as they are; makes it when it is not there.
pub(crate) async fn put(page: &Page<'_>, records: &[(&str, Value)]) -> Result<()> {
    let script = "const [name, records, done] = arguments;
        const request = indexedDB.open(name, 1);
        request.onupgradeneeded = () => request.result.createObjectStore('leads');
        request.onsuccess = () => {
            const transaction = request.result.transaction('leads', 'readwrite');
            for (const [key, value] of records) transaction.objectStore('leads').put(value, key);
            transaction.oncomplete = () => { request.result.close(); done(); };
        }";
    page.browser.client.execute_async(script, vec![DATABASE.into(), json!(records)]).await?;
    Ok(())
}

/// What `limen('parked', callback)` tells; nothing when the store cannot be read.
pub(crate) async fn told_to_the_owner(page: &Page<'_>) -> Result<Option<Vec<Value>>> {
    let told = page.browser.client.execute_async("const [done] = arguments; limen('parked', done)", vec![]).await?;
    Ok(serde_json::from_value(told)?)
}

/// The visitor is told that it did not go through, and has everything still there.
pub(crate) async fn told_the_truth(page: &Page<'_>) -> Result<()> {
    let popup = page.popup().await?;
    popup.until("root.querySelector('[role=alert]')?.innerText.includes('did not go through')").await?;
    assert_eq!(popup.value("email").await?, "ada@example.com");
    assert!(page.announced("submitted").await?.is_empty());
    Ok(())
}

/// One lead in the receiver's database, which came under one id and with one body.
pub(crate) fn assert_stored_once(t: &Case, receiver: &Receiver) -> Result<()> {
    let posts = t.webhook.posts();
    assert_eq!(t.webhook.ids().len(), 1, "one id on every attempt");
    assert!(posts.windows(2).all(|pair| pair[0].body == pair[1].body), "one body on every attempt");
    let rows = receiver.rows()?;
    assert_eq!(rows.len(), 1, "stored once");
    assert_eq!(Some(&rows[0].0), t.webhook.ids().first());
    Ok(())
}
