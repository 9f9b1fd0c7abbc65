//! The visitor's attention has a budget, over pages and visits.

use crate::configs;
use anyhow::Result;
use limen_tests::{browser::Look, case::Case, scenarios, suite::Suite};
use serde_json::json;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        who_closed_a_pop_up_is_left_alone_on_the_next_page,
        no_more_pop_ups_than_the_session_allows,
        who_left_a_lead_is_left_alone,
        a_delay_is_waited_for,
    ];
}

async fn who_closed_a_pop_up_is_left_alone_on_the_next_page(t: &Case) -> Result<()> {
    t.site.config(&configs::modal(&t.webhook.url()));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    let popup = page.popup().await?;
    popup.click("button", "Close").await?;
    popup.until_gone().await?;
    page.visit("/pages/host/?2").await?;
    page.until_announced("score").await?;
    page.frames().await?;
    assert!(!page.has_popup().await?);
    Ok(())
}

async fn no_more_pop_ups_than_the_session_allows(t: &Case) -> Result<()> {
    let mut config = configs::slide_in(&t.webhook.url());
    config["attention"]["maxPerSession"] = 2.into();
    t.site.config(&config);
    let page = t.page().await?;
    for visit in 1..=3 {
        page.visit(&format!("/pages/host/?{visit}")).await?;
        page.until_announced("score").await?;
        page.frames().await?;
        assert_eq!(page.has_popup().await?, visit <= 2, "page {visit}");
    }
    Ok(())
}

async fn who_left_a_lead_is_left_alone(t: &Case) -> Result<()> {
    t.site.config(&configs::modal(&t.webhook.url()));
    let page = t.page().await?;
    crate::visit::book_on(&page, "/pages/host/").await?;
    page.visit("/pages/host/?2").await?;
    page.until_announced("score").await?;
    page.frames().await?;
    assert!(!page.has_popup().await?);
    Ok(())
}

async fn a_delay_is_waited_for(t: &Case) -> Result<()> {
    t.site.config(&configs::triggered(configs::slide_in(&t.webhook.url()), json!({ "delay": "1500ms" })));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    page.popup().await?;
    let (ready, shown): (f64, f64) =
        page.eval("['ready', 'shown'].map((name) => document.documentElement.limenEvents.find((event) => event.name === name).at)").await?;
    assert!(shown - ready >= 1400.0, "{} ms", shown - ready);
    assert_eq!(page.until_announced("shown").await?["trigger"], "delay");
    Ok(())
}
