//! One signal in Chromium, with the shipped files: from `limen('track', …)` to the end of everything that follows from it.

use super::visit;
use anyhow::{Context, Result, ensure};
use limen_tests::{
    cdp::{Chromium, Tab},
    figures::{Verdicts, median, quantile, spread},
    quiet,
    site::{Answer, Site},
    wait::until_within,
};
use serde_json::{Value, json};
use std::time::Duration;

/// The bars of the product, in microseconds at the median, with the processor so many times slower.
const BARS: [(f64, f64); 2] = [(1.0, 50.0), (4.0, 200.0)];

/// Signals of a batch: the page's clock is too coarse for one, and Chromium slows a page down by stopping it for milliseconds.
const BATCH: u32 = 250;

const PAGE: &str = include_str!("page.html");

/// Measures both signals at both speeds.
pub(crate) async fn measure(rounds: usize, verdicts: &mut Verdicts) -> Result<()> {
    let site = Site::start().await?;
    site.without_trap();
    site.answer("/", Answer::Content(200, "text/html; charset=utf-8", PAGE.as_bytes().to_vec()));
    site.answer("/limen.json", Answer::Content(200, "application/json", visit::CONFIG.as_bytes().to_vec()));
    let mut chromium = Chromium::start().await?;
    println!("\n{}, us a signal in batches of {BATCH}", chromium.version().await?);
    for (slower, bar) in BARS {
        for (name, call) in
            [("counted", "limen('track', 'trial_started', { plan: 'pro' })"), ("heard by no rule", "limen('track', 'seen')")]
        {
            let mut costs = Vec::new();
            for round in 0..rounds {
                costs.extend(batches(&mut chromium, &site, slower, call, round).await?);
            }
            let cost = median(&costs);
            println!("  {slower:.0}x slower, {name:<18}{cost:>9.1}     p95 {:.1}, from {}", quantile(&costs, 0.95), spread(&costs));
            verdicts.add(cost <= bar, format!("Chromium {slower:.0}x slower, a signal {name}: {cost:.1} us of {bar:.0} us"));
        }
    }
    Ok(())
}

/// A new visitor's batches after a first one that warms the page up.
async fn batches(chromium: &mut Chromium, site: &Site, slower: f64, call: &str, round: usize) -> Result<Vec<f64>> {
    let tab = chromium.tab("").await?;
    chromium.in_tab(&tab, "Page.navigate", json!({ "url": site.url(&format!("/?{round}")) })).await?;
    until_ready(chromium, &tab).await?;
    quiet::wait(Duration::from_secs(8)).await?;
    chromium.slow_down(&tab, slower).await?;
    let script = format!(
        "(async () => {{
            const costs = [];
            for (let batch = 0; batch < 12; batch += 1) {{
                const started = performance.now();
                for (let signal = 0; signal < {BATCH}; signal += 1) {call};
                costs.push((performance.now() - started) * 1000 / {BATCH});
                await new Promise((next) => setTimeout(next));
            }}
            return {{ costs, explained: await new Promise((tell) => limen('explain', tell)) }};
        }})()"
    );
    let told = chromium.eval(&tab, &script).await?;
    chromium.close(tab).await?;
    let count = told["explained"]["score"]["factors"].as_array().into_iter().flatten().filter_map(|factor| factor["count"].as_u64()).max();
    ensure!(!call.contains("trial_started") || count == Some(u64::from(12 * BATCH)), "the signals did not count: {}", told["explained"]);
    let costs = told["costs"].as_array().context("the page told no costs")?;
    Ok(costs.iter().skip(2).filter_map(Value::as_f64).collect())
}

async fn until_ready(chromium: &mut Chromium, tab: &Tab) -> Result<()> {
    let chromium = tokio::sync::Mutex::new(chromium);
    until_within(Duration::from_secs(30), "the widget", || async {
        let ready = "new Promise((tell) => window.limen ? limen('explain', () => tell(true)) : tell(false))";
        Ok((chromium.lock().await.eval(tab, ready).await? == json!(true)).then_some(()))
    })
    .await
}
