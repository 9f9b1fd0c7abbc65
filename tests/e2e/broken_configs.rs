//! A config that is wrong in any way: no error in the page, one line that says what to do, and what is right still works.

use crate::configs;
use anyhow::Result;
use limen_tests::{
    browser::Look,
    case::Case,
    scenarios,
    site::Answer,
    suite::Suite,
    wait::{PATIENCE, until_within},
};
use serde_json::{Value, json};

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        broken_json_is_named_with_its_line,
        a_missing_config_is_named_with_its_address,
        a_config_that_is_html_is_named,
        five_megabytes_are_not_read,
        a_config_that_never_comes_is_given_up,
        a_wrong_campaign_does_not_take_the_others_with_it,
        unknown_keys_and_wrong_types_are_told_at_once_in_one_line,
        a_config_without_a_webhook_says_so,
    ];
}

/// Visits a page with this answer for its config and waits for the one line; nothing else may go wrong.
async fn tells(t: &Case, answer: Answer, words: &[&str]) -> Result<String> {
    t.site.answer("/limen.json", answer);
    let words: Vec<_> = ["warn: limen"].iter().chain(words).copied().collect();
    t.expect_console_line(&words);
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    // The deadline of the loader and then some.
    until_within(2 * PATIENCE, "the line on the console", || async { Ok(t.site.console_lines().into_iter().next()) }).await
}

fn file(text: impl Into<Vec<u8>>) -> Answer {
    Answer::Content(200, "application/json", text.into())
}

async fn broken_json_is_named_with_its_line(t: &Case) -> Result<()> {
    tells(t, file("{\n  \"version\": 1,\n  \"campaigns\": [,]\n}"), &["/limen.json", "line 3"]).await?;
    assert!(!t.page().await?.has_popup().await?);
    Ok(())
}

async fn a_missing_config_is_named_with_its_address(t: &Case) -> Result<()> {
    tells(t, Answer::Content(404, "text/plain", b"not here".to_vec()), &["/limen.json", "404", "data-config"]).await?;
    Ok(())
}

async fn a_config_that_is_html_is_named(t: &Case) -> Result<()> {
    tells(t, file("<!doctype html><title>Sign in</title>"), &["/limen.json", "line 1"]).await?;
    Ok(())
}

async fn five_megabytes_are_not_read(t: &Case) -> Result<()> {
    let mut config = configs::modal(&t.webhook.url());
    config["campaigns"][0]["form"]["steps"][0]["body"] = "x".repeat(5 << 20).into();
    tells(t, file(config.to_string()), &["/limen.json", "at most"]).await?;
    Ok(())
}

async fn a_config_that_never_comes_is_given_up(t: &Case) -> Result<()> {
    tells(t, Answer::Never, &["/limen.json", "did not arrive"]).await?;
    Ok(())
}

async fn a_wrong_campaign_does_not_take_the_others_with_it(t: &Case) -> Result<()> {
    let mut config = configs::modal(&t.webhook.url());
    let mut wrong = config["campaigns"][0].clone();
    wrong["id"] = "wrong".into();
    wrong["format"] = "modall".into();
    wrong["priority"] = 100.into();
    config["campaigns"].as_array_mut().expect("a list").push(wrong);
    tells(t, file(config.to_string()), &["campaigns[1].format", "limen check"]).await?;
    let popup = t.page().await?.popup().await?;
    assert_eq!(popup.attribute("data-campaign").await?.as_deref(), Some("book-a-demo"));
    Ok(())
}

async fn unknown_keys_and_wrong_types_are_told_at_once_in_one_line(t: &Case) -> Result<()> {
    let mut config = configs::modal(&t.webhook.url());
    config["scoring"] = json!({ "halfLive": "7d", "rules": [ { "id": "many", "on": "page_view", "points": "many" } ] });
    config["theme"] = json!({ "brand": 7 });
    config["sights"] = Value::Null;
    // Where, and how to learn what would be right: the words for it are in `limen check`, not in every visitor's browser.
    tells(t, file(config.to_string()), &["scoring.halfLive", "scoring.rules[0].points", "theme.brand", "sights", "limen check"]).await?;
    t.page().await?.popup().await?;
    Ok(())
}

async fn a_config_without_a_webhook_says_so(t: &Case) -> Result<()> {
    let mut config = configs::modal(&t.webhook.url());
    config.as_object_mut().expect("an object").remove("webhook");
    tells(t, file(config.to_string()), &["webhook", "url"]).await?;
    Ok(())
}
