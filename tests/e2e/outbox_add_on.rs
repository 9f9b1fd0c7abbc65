//! The rules over the leads that wait are a file of their own: a visitor whose lead goes at once does not load it, and no lead is lost when it
//! cannot be had.

use crate::outbox::{assert_stored_once, config, entries, thanked_on, told_to_the_owner, until_nothing_waits, waiting};
use anyhow::Result;
use limen_tests::{
    browser::Look,
    case::Case,
    paths, scenarios,
    site::Answer as File,
    suite::Suite,
    wait::until,
    webhook::{Answer, Behaviour},
};
use std::time::Duration;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        a_lead_that_goes_at_once_loads_no_rules,
        a_failed_attempt_loads_the_rules_once_and_the_lead_is_retried_while_the_visitor_stays,
        a_page_that_finds_a_store_loads_the_rules,
        the_owners_question_loads_the_rules,
        without_the_rules_the_lead_is_kept_and_goes_when_they_are_back,
        a_page_left_while_the_rules_are_loading_loses_nothing,
    ];
}

/// The add-on's path on the site.
fn rules() -> Result<String> {
    paths::served("limen-outbox", "wasm")
}

fn gone() -> File {
    File::Content(404, "text/plain", b"gone".to_vec())
}

async fn a_lead_that_goes_at_once_loads_no_rules(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    page.until_announced("delivered").await?;
    until_nothing_waits(&page).await?;
    assert_eq!(t.site.requests(&rules()?), 0);
    assert_eq!(entries(&page).await?.len(), 1, "its key is remembered");
    assert_stored_once(t, &receiver)
}

async fn a_failed_attempt_loads_the_rules_once_and_the_lead_is_retried_while_the_visitor_stays(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(503)));
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    t.webhook.until_posts(1).await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    until_nothing_waits(&page).await?;
    assert_eq!(t.site.requests(&rules()?), 1);
    assert_stored_once(t, &receiver)
}

async fn a_page_that_finds_a_store_loads_the_rules(t: &Case) -> Result<()> {
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    until_nothing_waits(&page).await?;
    assert_eq!(t.site.requests(&rules()?), 0);
    page.visit("/pages/host/?2").await?;
    until("the rules to be loaded", || async { Ok((t.site.requests(&rules()?) > 0).then_some(())) }).await
}

async fn the_owners_question_loads_the_rules(t: &Case) -> Result<()> {
    t.site.config(&config(&t.webhook.url()));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    page.until_ready().await?;
    assert_eq!(t.site.requests(&rules()?), 0);
    assert_eq!(told_to_the_owner(&page).await?, Some(vec![]));
    assert_eq!(t.site.requests(&rules()?), 1);
    Ok(())
}

async fn without_the_rules_the_lead_is_kept_and_goes_when_they_are_back(t: &Case) -> Result<()> {
    t.expect_console_line(&["warn: limen: ", "limen-outbox-", "upload all files of one release", "Leads that wait are kept until then."]);
    let receiver = t.receiver().await?;
    t.site.answer(&rules()?, gone());
    t.webhook.behave(Behaviour::Answer(Answer::status(503)));
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    // For the attempt's end, and to look for what is due.
    until("the rules to be asked for twice", || async { Ok((t.site.requests(&rules()?) >= 2).then_some(())) }).await?;
    assert_eq!(waiting(&page).await?, 1);
    assert_eq!(told_to_the_owner(&page).await?, None, "nobody can read the store");
    assert_eq!(t.site.console_lines().len(), 1, "one line, however often");

    t.site.answer(&rules()?, File::Late(Duration::ZERO));
    t.webhook.behave(Behaviour::Forward(receiver.address));
    page.visit("/pages/host/?2").await?;
    until_nothing_waits(&page).await?;
    assert_stored_once(t, &receiver)
}

async fn a_page_left_while_the_rules_are_loading_loses_nothing(t: &Case) -> Result<()> {
    let receiver = t.receiver().await?;
    t.site.answer(&rules()?, File::Never);
    t.webhook.behave(Behaviour::Answer(Answer::status(503)));
    let page = t.page().await?;
    thanked_on(t, &page, "/pages/host/").await?;
    until("the rules to be asked for", || async { Ok((t.site.requests(&rules()?) > 0).then_some(())) }).await?;
    t.site.answer(&rules()?, File::Late(Duration::ZERO));
    t.webhook.behave(Behaviour::Forward(receiver.address));
    page.visit("/pages/host/?2").await?;
    until_nothing_waits(&page).await?;
    assert_stored_once(t, &receiver)
}
