//! One signal in Chromium, with the shipped files: from the listener, or from `limen('track', …)`, to the end of everything that follows.

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

/// Batches of a visitor, after two that warm the page up.
const BATCHES: u32 = 12;

/// What is measured: its name, a batch of signals in JavaScript (too many for the page's coarse clock, and for Chromium's way to slow a page
/// down: it stops it for milliseconds), how many those are, the rule that must have counted, and how often in a batch.
struct Kind {
    name: &'static str,
    batch: &'static str,
    signals: u32,
    counts: Option<(&'static str, u32)>,
}

const KINDS: [Kind; 3] = [
    Kind {
        name: "scrolled",
        // The event is dispatched at once: the browser would wait for the next frame.
        batch: "for (let percent = 2; percent <= 100; percent += 1) {
                scrollTo(0, (document.documentElement.scrollHeight * percent) / 100 - innerHeight + 1);
                dispatchEvent(new Event('scroll'));
            }",
        signals: 99,
        counts: Some(("half-way", 1)),
    },
    Kind {
        name: "tracked, counted",
        batch: "for (let signal = 0; signal < 250; signal += 1) limen('track', 'trial_started', { plan: 'pro' });",
        signals: 250,
        counts: Some(("trial-started", 250)),
    },
    Kind {
        name: "tracked, no rule hears it",
        batch: "for (let signal = 0; signal < 250; signal += 1) limen('track', 'seen');",
        signals: 250,
        counts: None,
    },
];

const PAGE: &str = include_str!("page.html");

/// Measures both signals at both speeds.
pub(crate) async fn measure(rounds: usize, verdicts: &mut Verdicts) -> Result<()> {
    let site = Site::start().await?;
    site.without_trap();
    site.answer("/", Answer::Content(200, "text/html; charset=utf-8", PAGE.as_bytes().to_vec()));
    site.answer("/limen.json", Answer::Content(200, "application/json", visit::CONFIG.as_bytes().to_vec()));
    let mut chromium = Chromium::start().await?;
    println!("\n{}, us a signal", chromium.version().await?);
    for (slower, bar) in BARS {
        for kind in &KINDS {
            let mut costs = Vec::new();
            for round in 0..rounds {
                costs.extend(batches(&mut chromium, &site, slower, kind, round).await?);
            }
            let (name, cost) = (kind.name, median(&costs));
            println!("  {slower:.0}x slower, {name:<26}{cost:>9.1}     p95 {:.1}, from {}", quantile(&costs, 0.95), spread(&costs));
            verdicts.add(cost <= bar, format!("Chromium {slower:.0}x slower, {name}: {cost:.1} us of {bar:.0} us"));
        }
    }
    Ok(())
}

/// The costs of a new visitor's batches, each on a page view of its own.
async fn batches(chromium: &mut Chromium, site: &Site, slower: f64, kind: &Kind, round: usize) -> Result<Vec<f64>> {
    let tab = chromium.tab("").await?;
    chromium.in_tab(&tab, "Page.navigate", json!({ "url": site.url(&format!("/?{round}")) })).await?;
    until_ready(chromium, &tab).await?;
    quiet::wait(Duration::from_secs(8)).await?;
    chromium.slow_down(&tab, slower).await?;
    let Kind { batch, signals, .. } = kind;
    let script = format!(
        "(async () => {{
            const costs = [];
            for (let batch = 0; batch < {BATCHES}; batch += 1) {{
                scrollTo(0, 0);
                const entered = new Promise((done) => navigation.addEventListener('navigatesuccess', done, {{ once: true }}));
                history.pushState(null, '', '/other?' + batch);
                await entered;
                await new Promise((next) => setTimeout(next));
                const started = performance.now();
                {batch}
                costs.push((performance.now() - started) * 1000 / {signals});
            }}
            return {{ costs, explained: await new Promise((tell) => limen('explain', tell)) }};
        }})()"
    );
    let told = chromium.eval(&tab, &script).await?;
    chromium.close(tab).await?;
    if let Some((rule, times)) = kind.counts {
        let factors = told["explained"]["score"]["factors"].as_array().into_iter().flatten();
        let count = factors.filter(|factor| factor["rule"] == rule).find_map(|factor| factor["count"].as_u64());
        ensure!(count == Some(u64::from(times * BATCHES)), "{rule} did not count as it should: {}", told["explained"]);
    }
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
