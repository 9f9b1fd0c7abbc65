//! What a site's own scripts can ask for: the explanation of the score, and the visit log.

use crate::{configs, visit};
use anyhow::Result;
use limen_tests::{browser::Look, case::Case, scenarios, suite::Suite};
use serde_json::{Value, json};

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        the_explanation_is_the_one_that_a_lead_carries,
        the_visit_log_is_handed_out_as_json_lines,
    ];
}

/// The slide-in, with points for a page view and for one custom signal, six at most.
fn config(t: &Case) -> Value {
    let mut config = configs::slide_in(&t.webhook.url());
    config["scoring"] = json!({ "maxPoints": 6, "rules": [
        { "id": "saw-page", "on": "page_view", "points": 5 },
        { "id": "asked", "on": "custom", "name": "asked", "points": 5, "limit": { "max": 1, "per": "visitor" } }
    ] });
    config
}

async fn the_explanation_is_the_one_that_a_lead_carries(t: &Case) -> Result<()> {
    t.site.config(&config(t));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    let popup = page.popup().await?;
    let script = "let told; limen('track', 'asked'); limen('track', 'asked'); limen('explain', (value) => { told = value; }); return told;";
    let told: Value = page.run(script, vec![]).await?;
    let score = &told["score"];
    assert_eq!(score["factors"][1]["refused"], 1, "{score}");
    assert_eq!(score["caps"], json!([{ "points": 10, "maxPoints": 6 }]));
    assert_eq!(score["next"], json!({ "band": "lukewarm", "points": 9 }));
    visit::ask_for_the_guide(&popup).await?;
    popup.part("thanks").await?;
    let lead = t.webhook.until_posts(1).await?[0].json();
    assert_eq!((score, &told["page"]), (&lead["score"], &lead["page"]));
    assert_eq!(told["qualification"]["interest"], lead["qualification"]["interest"]);
    Ok(())
}

async fn the_visit_log_is_handed_out_as_json_lines(t: &Case) -> Result<()> {
    t.site.config(&config(t));
    let page = t.page().await?;
    page.visit("/pages/host/?token=private").await?;
    page.until_ready().await?;
    let script = "let told; limen('track', 'asked', { by: 'Ada' }); limen('export', (value) => { told = value; }); return told;";
    let log: String = page.run(script, vec![]).await?;
    let lines = log.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>()?;
    let signals: Vec<_> = lines.iter().filter_map(|line| line["signal"].as_str()).filter(|signal| *signal != "engaged").collect();
    assert_eq!(signals, ["base", "session_start", "page_view", "custom"]);
    assert!(lines.iter().all(|line| line["v"] == 1));
    assert!(!log.contains("private") && !log.contains("Ada"), "no rule asks for these: {log}");
    Ok(())
}
