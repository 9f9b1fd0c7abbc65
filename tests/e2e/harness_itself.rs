//! The harness proves itself on a page of its own: a check that cannot fail is none.

use anyhow::Result;
use fantoccini::key::Key;
use limen_tests::{
    bare::Profile,
    browser::Look,
    case::Case,
    scenarios,
    suite::Suite,
    trap::Kind,
    webhook::{Answer, Behaviour},
};
use serde_json::json;
use std::time::Duration;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        the_trap_catches_whatever_goes_wrong_in_a_page,
        the_webhook_misbehaves_as_told,
        controls_are_found_by_role_and_accessible_name,
        a_killed_browser_keeps_what_indexeddb_had_completed,
    ];
    scenarios![suite, Look::Dark; a_dark_system_is_dark];
    scenarios![suite, Look::ReducedMotion; a_system_without_animations_has_none];
}

async fn the_trap_catches_whatever_goes_wrong_in_a_page(t: &Case) -> Result<()> {
    t.site.header("/pages/trap/", "content-security-policy", "script-src 'self' 'unsafe-inline'")?;
    t.expect(Kind::Error, &["thrown on purpose"]);
    t.expect(Kind::Rejection, &["rejected on purpose"]);
    t.expect(Kind::Policy, &["script-src", "eval"]);
    t.expect(Kind::Load, &["missing.js"]);
    t.expect_console_line(&["warn", "warned on purpose"]);
    let page = t.page().await?;
    page.visit("/pages/trap/").await?;
    t.site.until_told("done").await?;
    Ok(())
}

async fn the_webhook_misbehaves_as_told(t: &Case) -> Result<()> {
    let page = t.page().await?;
    page.visit("/pages/plain/").await?;
    let url = t.webhook.url();
    let post = async |format: &str| -> Result<String> {
        let headers = if format == "json" { json!({ "content-type": "application/json" }) } else { json!({}) };
        let script = "const [url, headers, done] = arguments;
            // WebKit calls a time-out an abort.
            fetch(url, { method: 'POST', body: '{}', headers, signal: AbortSignal.timeout(1000), redirect: 'manual' })
                .then((answer) => done(`${answer.status} ${answer.headers.get('Retry-After')} ${answer.type}`), (error) => done(error.name.replace('Abort', 'Timeout')))";
        let answer = page.browser.client.execute_async(script, vec![url.clone().into(), headers]).await?;
        Ok(answer.as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(post("text").await?, "200 null cors");
    assert_eq!(post("json").await?, "200 null cors");
    assert_eq!(t.webhook.requests().iter().filter(|request| request.method == "OPTIONS").count(), 1, "only JSON asks first");

    let answers = [
        (Behaviour::Answer(Answer::status(429).with("retry-after", "7")), "429 7 cors"),
        (Behaviour::Answer(Answer::status(500)), "500 null cors"),
        (Behaviour::Answer(Answer::status(200).without_cors()), "TypeError"),
        (Behaviour::Answer(Answer::status(307).with("location", "/elsewhere")), "0 null opaqueredirect"),
        (Behaviour::Slow(Duration::from_millis(50), Answer::captive_portal()), "200 null cors"),
        (Behaviour::ResetBeforeRead, "TypeError"),
        (Behaviour::ResetAfterRead, "TypeError"),
        (Behaviour::Hang, "TimeoutError"),
    ];
    for (behaviour, outcome) in answers {
        t.webhook.behave(behaviour.clone());
        assert_eq!(post("text").await?, outcome, "{behaviour:?}");
    }

    t.webhook.close().await?;
    assert_eq!(post("text").await?, "TypeError");
    t.webhook.behave(Behaviour::Answer(Answer::status(201)));
    t.webhook.open().await?;
    assert_eq!(post("text").await?, "201 null cors");
    Ok(())
}

async fn controls_are_found_by_role_and_accessible_name(t: &Case) -> Result<()> {
    let page = t.page().await?;
    page.visit("/pages/popup/").await?;
    let popup = page.popup().await?;
    popup.fill("Work email", "ada@example.com").await?;
    popup.select("Company size", "50-249").await?;
    popup.click("radio", "This month").await?;
    popup.click("checkbox", "Send me product news.").await?;
    assert_eq!(popup.value("email").await?, json!("ada@example.com"));
    assert_eq!(popup.value("company_size").await?, json!("50-249"));
    assert_eq!(popup.value("timescale").await?, json!("now"));
    assert_eq!(popup.value("consent").await?, json!(true));
    page.press(Key::Tab).await?;
    popup.until_focused("Continue").await?;
    page.press_shifted(Key::Tab).await?;
    popup.until_focused("Send me product news.").await?;
    assert!(popup.find("button", "Work email").await?.is_none());

    page.leave_through_the_top().await?;
    page.until("document.documentElement.dataset.left").await
}

async fn a_killed_browser_keeps_what_indexeddb_had_completed(t: &Case) -> Result<()> {
    t.site.drive(json!({}));
    let profile = Profile::new(t.engine)?;
    let browser = profile.open(&t.site.url("/pages/store/")).await?;
    assert_eq!(t.site.until_told("stored").await?.detail, "1");
    browser.kill9().await?;
    t.site.forget_reports();
    let _browser = profile.open(&t.site.url("/pages/store/")).await?;
    assert_eq!(t.site.until_told("stored").await?.detail, "2");
    Ok(())
}

async fn a_dark_system_is_dark(t: &Case) -> Result<()> {
    let page = t.page().await?;
    page.visit("/pages/plain/").await?;
    page.until("matchMedia('(prefers-color-scheme: dark)').matches").await
}

async fn a_system_without_animations_has_none(t: &Case) -> Result<()> {
    let page = t.page().await?;
    page.visit("/pages/plain/").await?;
    page.until("matchMedia('(prefers-reduced-motion: reduce)').matches").await
}
