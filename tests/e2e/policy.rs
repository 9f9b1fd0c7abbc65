//! Strict content security policies: full function with the documented line, one helpful line without it.
//!
//! The visitor is inside the page here, because a policy also binds the scripts that some WebDrivers inject.

use crate::configs;
use anyhow::Result;
use limen_tests::{browser::Look, case::Case, scenarios, suite::Suite, trap::Kind, wait::until};
use serde_json::json;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        the_strictest_policy_leaves_full_function,
        a_policy_that_blocks_webassembly_is_named_with_its_cure,
        a_policy_that_blocks_the_webhook_is_named_with_its_cure,
    ];
}

const PATH: &str = "/pages/policy/";

fn policy(t: &Case, script: &str, connect: &str) -> Result<()> {
    let policy = format!(
        "default-src 'none'; script-src 'self' {script}; connect-src 'self' {connect}; require-trusted-types-for 'script'; trusted-types 'none'"
    );
    t.site.header(PATH, "content-security-policy", &policy)
}

async fn the_strictest_policy_leaves_full_function(t: &Case) -> Result<()> {
    policy(t, "'wasm-unsafe-eval'", &t.webhook.origin())?;
    t.site.config(&configs::modal(&t.webhook.url()));
    t.site.drive(json!({ "values": configs::answers() }));
    let page = t.page().await?;
    page.visit(PATH).await?;
    let thanks = t.site.until_told("thanked").await?;
    assert!(thanks.detail.contains("Thank you, Ada!"), "{thanks:?}");
    t.site.until_told("delivered").await?;
    assert_eq!(t.webhook.posts()[0].json()["fields"], configs::answers());
    Ok(())
}

async fn a_policy_that_blocks_webassembly_is_named_with_its_cure(t: &Case) -> Result<()> {
    policy(t, "", &t.webhook.origin())?;
    t.site.config(&configs::modal(&t.webhook.url()));
    t.site.drive(json!({}));
    // Whether the browser reports the refusal as an event differs; that it is ours to explain does not.
    t.allow(Kind::Policy, &["script-src"]);
    t.expect_console_line(&["warn: limen: ", "script-src", "'wasm-unsafe-eval'"]);
    let page = t.page().await?;
    page.visit(PATH).await?;
    until("the line on the console", || async { Ok(t.site.console_lines().into_iter().next()) }).await?;
    Ok(())
}

async fn a_policy_that_blocks_the_webhook_is_named_with_its_cure(t: &Case) -> Result<()> {
    policy(t, "'wasm-unsafe-eval'", "")?;
    t.site.config(&configs::modal(&t.webhook.url()));
    t.site.drive(json!({ "values": configs::answers() }));
    t.allow(Kind::Policy, &["connect-src"]);
    t.expect_console_line(&["warn: limen: ", "connect-src", &t.webhook.origin()]);
    let page = t.page().await?;
    page.visit(PATH).await?;
    // The lead is safe all the same, so the visitor is thanked.
    t.site.until_told("thanked").await?;
    until("the line on the console", || async { Ok(t.site.console_lines().into_iter().next()) }).await?;
    Ok(())
}
