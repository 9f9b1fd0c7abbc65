//! kill -9, of the browser and of the receiver: a lead the visitor was thanked for is never lost, and never there twice.
//!
//! The browsers run without WebDriver, with a profile that is kept; the visitor is inside the page.

use crate::configs;
use anyhow::Result;
use limen_tests::{
    bare::Profile,
    browser::Look,
    case::Case,
    scenarios,
    suite::Suite,
    wait::until_within,
    webhook::{Answer, Behaviour},
};
use serde_json::json;
use std::time::Duration;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        a_browser_killed_right_after_the_thanks_keeps_the_lead,
        a_browser_killed_while_it_sends_causes_no_second_row,
        a_receiver_killed_right_after_it_said_yes_has_the_lead,
    ];
}

/// The next visit may have to wait until the dead page's lease has run out: 15 s for the attempt and 5 s.
const LEASE: Duration = Duration::from_secs(60);

async fn a_browser_killed_right_after_the_thanks_keeps_the_lead(t: &Case) -> Result<()> {
    let mut receiver = t.receiver().await?;
    t.site.config(&configs::modal(&receiver.webhook()));
    t.site.drive(json!({ "values": configs::answers() }));
    receiver.kill9().await?;

    let profile = Profile::new(t.engine)?;
    let browser = profile.open(&t.site.url("/pages/host/")).await?;
    t.site.until_told("thanked").await?;
    browser.kill9().await?;
    assert!(receiver.rows()?.is_empty());

    receiver.restart().await?;
    t.site.drive(json!({}));
    let _browser = profile.open(&t.site.url("/pages/host/?2")).await?;
    delivered(t).await?;
    let rows = receiver.rows()?;
    assert_eq!(rows.len(), 1, "exactly one row");
    assert_eq!(rows[0].1["fields"], configs::answers());
    Ok(())
}

async fn a_browser_killed_while_it_sends_causes_no_second_row(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    // The receiver has stored it, and the browser dies before it hears so.
    t.webhook.behave(Behaviour::ForwardThenHang(receiver.address));
    t.site.config(&configs::modal(&t.webhook.url()));
    t.site.drive(json!({ "values": configs::answers() }));
    let profile = Profile::new(t.engine)?;
    let browser = profile.open(&t.site.url("/pages/host/")).await?;
    receiver.until_leads(1).await?;
    t.site.until_told("thanked").await?;
    browser.kill9().await?;

    t.webhook.behave(Behaviour::Forward(receiver.address));
    t.site.drive(json!({}));
    let _browser = profile.open(&t.site.url("/pages/host/?2")).await?;
    delivered(t).await?;
    assert!(t.webhook.posts().len() >= 2, "sent again");
    assert_eq!(t.webhook.ids().len(), 1);
    assert_eq!(receiver.rows()?.len(), 1, "stored once");
    Ok(())
}

async fn a_receiver_killed_right_after_it_said_yes_has_the_lead(t: &Case) -> Result<()> {
    let mut receiver = t.receiver().await?;
    t.site.config(&configs::modal(&receiver.webhook()));
    t.site.drive(json!({ "values": configs::answers() }));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    t.site.until_told("delivered").await?;
    receiver.kill9().await?;
    assert_eq!(receiver.rows()?.len(), 1, "a yes means on disk");
    receiver.restart().await?;
    assert_eq!(receiver.leads().await?[0]["fields"], configs::answers());
    // The page goes on with a healthy endpoint: nothing more comes.
    t.webhook.behave(Behaviour::Answer(Answer::status(500)));
    assert!(t.webhook.posts().is_empty());
    Ok(())
}

async fn delivered(t: &Case) -> Result<()> {
    until_within(LEASE, "the lead to be delivered", || async {
        Ok(t.site.reports().into_iter().find(|report| report.state == "delivered"))
    })
    .await
    .map(drop)
}
