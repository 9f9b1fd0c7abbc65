//! Kinds of e-mail address: the lists behind them are a file of their own, which is loaded where it is needed and only there.

use crate::configs;
use anyhow::Result;
use limen_tests::{browser::Look, case::Case, page::Page, paths, scenarios, site::Answer, suite::Suite};
use serde_json::{Value, json};

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        a_disposable_address_is_told_by_the_lists,
        no_lists_are_loaded_where_no_rule_asks_for_them,
        lists_that_do_not_arrive_cost_a_line_and_no_lead,
    ];
}

/// The path of the lists' file.
fn lists() -> Result<String> {
    paths::served("limen-addresses", "bin")
}

/// The slide-in, with one fit rule for each of these kinds, named as the kind.
fn config(t: &Case, kinds: &[&str]) -> Value {
    let mut config = configs::slide_in(&t.webhook.url());
    let rules = kinds.iter().map(|kind| json!({ "id": kind, "field": "email", "is": kind, "points": 10 }));
    config["scoring"] = json!({ "fit": { "rules": rules.collect::<Vec<_>>() } });
    config
}

/// Sends the slide-in with this address; gives the fit rules that counted.
async fn fit_of(t: &Case, page: &Page<'_>, address: &str) -> Result<Vec<String>> {
    let popup = page.popup().await?;
    popup.fill("Email", address).await?;
    popup.click("button", "Send me the guide").await?;
    popup.part("thanks").await?;
    let lead = t.webhook.until_posts(1).await?[0].json();
    let factors = lead["score"]["factors"].as_array().into_iter().flatten();
    let fit = factors.filter(|factor| factor["axis"] == "fit");
    Ok(fit.filter_map(|factor| factor["rule"].as_str().map(str::to_owned)).collect())
}

async fn a_disposable_address_is_told_by_the_lists(t: &Case) -> Result<()> {
    t.site.config(&config(t, &["business_email", "free_email", "disposable_email", "role_email"]));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    page.popup().await?;
    page.until("performance.getEntriesByType('resource').some(({ name }) => name.includes('/limen-addresses-'))").await?;
    assert_eq!(fit_of(t, &page, "info@inbox.mailinator.com").await?, ["disposable_email", "role_email"]);
    assert_eq!(t.site.requests(&lists()?), 1);
    Ok(())
}

async fn no_lists_are_loaded_where_no_rule_asks_for_them(t: &Case) -> Result<()> {
    t.site.config(&config(t, &["role_email"]));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    assert_eq!(fit_of(t, &page, "info@mailinator.com").await?, ["role_email"]);
    // They are asked for when a form shows, and this one has been sent.
    assert_eq!(t.site.requests(&lists()?), 0);
    Ok(())
}

async fn lists_that_do_not_arrive_cost_a_line_and_no_lead(t: &Case) -> Result<()> {
    t.site.config(&config(t, &["free_email"]));
    t.site.answer(&lists()?, Answer::Content(404, "text/plain", b"gone".to_vec()));
    t.expect_console_line(&["warn: limen: ", "limen-addresses-", "upload all files of one release"]);
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    assert_eq!(fit_of(t, &page, "ada@gmail.com").await?, ["free_email"]);
    page.until_announced("delivered").await?;
    Ok(())
}
