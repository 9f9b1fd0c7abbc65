//! How long a visitor waits for a lead to be safe, and how soon it is on its way: in Chromium, at full speed and four times slower.

use anyhow::{Context, Result, bail, ensure};
use limen_tests::{
    cdp::Chromium,
    figures::{Verdicts, quantile, spread},
    process, quiet,
    site::{Answer, Site},
    webhook::Webhook,
};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;

/// The bars of the product in milliseconds: from submit to durable (p99), by how many times slower the processor is.
const MOST_UNTIL_DURABLE: [(f64, f64); 2] = [(1.0, 50.0), (4.0, 200.0)];

/// From submit to the begin of the request (p95), at full speed.
const MOST_UNTIL_STARTED: f64 = 100.0;

const PAGE: &str = include_str!("page.html");
const SUBMITS: &str = include_str!("submits.js");

struct Options {
    leads: usize,
    assert: bool,
}

/// What `submits.js` gives.
#[derive(Deserialize)]
struct Submits {
    durable: Vec<f64>,
    started: Vec<f64>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = options()?;
    let result = measure(&options).await;
    process::kill_everything_of_this_run();
    result
}

fn options() -> Result<Options> {
    let mut options = Options { leads: 300, assert: false };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--leads" => {
                options.leads = arguments.next().context("--leads needs a value")?.parse().context("--leads takes a whole number")?
            }
            "--assert" => options.assert = true,
            _ => bail!("unknown: {argument}\nbench-outbox [--leads 300] [--assert]"),
        }
    }
    ensure!(options.leads >= 100, "--leads is at least 100: a p99 of fewer is only their slowest");
    Ok(options)
}

async fn measure(options: &Options) -> Result<()> {
    let mut verdicts = Verdicts::default();
    println!("{} leads each, ms                          p50      p95      p99   from", options.leads);
    for (slower, bar) in MOST_UNTIL_DURABLE {
        let (site, webhook) = shop().await?;
        let mut chromium = Chromium::start().await?;
        let tab = chromium.tab("").await?;
        chromium.in_tab(&tab, "Page.navigate", json!({ "url": site.url("/") })).await?;
        quiet::wait(Duration::from_secs(8)).await?;
        chromium.slow_down(&tab, slower).await?;
        let script = format!("({SUBMITS})({}, {:?})", options.leads, webhook.url());
        let submits: Submits = serde_json::from_value(chromium.eval(&tab, &script).await?)?;
        let name = format!("Chromium {slower:.0}x slower");
        report(&name, &submits);
        let durable = quantile(&submits.durable, 0.99);
        verdicts.add(durable <= bar, format!("{name}, submit -> durable, p99: {durable:.1} ms of {bar} ms"));
        if slower == 1.0 {
            let started = quantile(&submits.started, 0.95);
            verdicts.add(
                started <= MOST_UNTIL_STARTED,
                format!("{name}, submit -> request started, p95: {started:.1} ms of {MOST_UNTIL_STARTED} ms"),
            );
        }
    }
    verdicts.conclude(options.assert)
}

/// A site whose form shows when it is asked for, and its endpoint, which says yes.
async fn shop() -> Result<(Site, Webhook)> {
    let (site, webhook) = (Site::start().await?, Webhook::start().await?);
    site.without_trap();
    site.answer("/", Answer::Content(200, "text/html; charset=utf-8", PAGE.as_bytes().to_vec()));
    site.config(&json!({
        "version": 1,
        "site": "shop",
        "webhook": { "url": webhook.url() },
        "campaigns": [ {
            "id": "talk",
            "when": { "trigger": { "delay": "365d" } },
            "format": "slide-in",
            "form": {
                "steps": [ { "title": "Talk to us", "fields": [ { "name": "email", "type": "email", "label": "Email", "required": true } ] } ],
                "submit": "Send"
            },
            "then": { "title": "Thank you" }
        } ]
    }));
    Ok((site, webhook))
}

fn report(name: &str, submits: &Submits) {
    for (what, values) in [("submit -> durable", &submits.durable), ("submit -> request started", &submits.started)] {
        let [p50, p95, p99] = [0.5, 0.95, 0.99].map(|share| quantile(values, share));
        println!("{:<42}{p50:>8.1} {p95:>8.1} {p99:>8.1}   {}", format!("{name}, {what}"), spread(values));
    }
}
