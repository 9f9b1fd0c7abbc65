//! Looking into a visitor's outbox.

use anyhow::Result;
use limen_tests::{page::Page, wait::until_within};
use serde_json::Value;
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
