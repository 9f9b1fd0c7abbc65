//! Sealed leads, and the add-on that seals them: a file of its own, which only those load whose page's config asks for it, and without which
//! no form shows.

use crate::{configs, visit};
use anyhow::Result;
use limen_tests::{browser::Look, case::Case, paths, scenarios, site::Answer, suite::Suite, trap::Kind};
use serde_json::Value;
use std::{fs, time::Duration};

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        a_form_waits_for_its_add_on,
        a_form_that_the_page_asks_for_waits_for_its_add_on_too,
        an_add_on_that_is_missing_costs_a_line_and_shows_no_form,
        an_altered_add_on_is_refused,
        a_key_that_is_of_no_use_is_named_and_shows_no_form,
        no_add_on_is_loaded_where_no_lead_is_sealed,
    ];
}

const ADD_ON: (&str, &str) = ("limen-seal", "wasm");

/// A key pair of the tests: RFC 7518, appendix C, and RFC 8037, appendix A.6.
fn key(curve: &str) -> Result<Value> {
    Ok(serde_json::from_str(&fs::read_to_string(paths::repository().join(format!("tests/fixtures/seal/{curve}.jwk")))?)?)
}

/// The slide-in, its leads sealed.
fn config(t: &Case, curve: &str) -> Result<Value> {
    let mut key = key(curve)?;
    key.as_object_mut().map(|members| members.remove("d"));
    let mut config = configs::slide_in(&t.webhook.url());
    config["seal"]["key"] = key;
    Ok(config)
}

async fn a_form_waits_for_its_add_on(t: &Case) -> Result<()> {
    let add_on = paths::served(ADD_ON.0, ADD_ON.1)?;
    t.site.answer(&add_on, Answer::Late(Duration::from_secs(1)));
    t.site.config(&config(t, "p256")?);
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    let popup = page.popup().await?;
    let script =
        "performance.getEntriesByType('resource').find(({ name }) => name.includes('/limen-seal-')).responseEnd < performance.now()";
    assert!(page.eval::<bool>(script).await?, "the form came after its add-on");
    visit::ask_for_the_guide(&popup).await?;
    popup.part("thanks").await?;
    let post = &t.webhook.until_posts(1).await?[0];
    assert_eq!(post.json()["type"], "lead.sealed");
    assert_eq!(t.site.requests(&add_on), 1);
    Ok(())
}

async fn a_form_that_the_page_asks_for_waits_for_its_add_on_too(t: &Case) -> Result<()> {
    let add_on = paths::served(ADD_ON.0, ADD_ON.1)?;
    t.site.answer(&add_on, Answer::Late(Duration::from_secs(1)));
    let hour = serde_json::json!({ "delay": "1h" });
    let mut config = configs::triggered(config(t, "x25519")?, hour);
    // Not for this page: it is not drawn ahead either.
    config["campaigns"][0]["when"]["pages"] = "elsewhere".into();
    config["pages"] = serde_json::json!([ { "role": "elsewhere", "match": "/elsewhere" } ]);
    t.site.config(&config);
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    page.until_ready().await?;
    assert_eq!(t.site.requests(&add_on), 0, "nobody has needed it");
    page.run::<Value>("limen('show', 'pricing-guide'); return null", vec![]).await?;
    assert!(!page.has_popup().await?);
    visit::ask_for_the_guide(&page.popup().await?).await?;
    assert_eq!(t.webhook.until_posts(1).await?[0].json()["type"], "lead.sealed");
    Ok(())
}

/// The widget says one line with these words, and shows no form.
async fn shows_no_form(t: &Case, words: &[&str]) -> Result<()> {
    t.expect_console_line(&[&["warn: limen: ", "No form shows"], words].concat());
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    page.until_ready().await?;
    limen_tests::wait::until("the line on the console", || async { Ok(t.site.console_lines().into_iter().next()) }).await?;
    page.run::<Value>("limen('show', 'pricing-guide'); return null", vec![]).await?;
    page.frames().await?;
    assert!(!page.has_popup().await?);
    assert!(page.announced("shown").await?.is_empty());
    Ok(())
}

async fn an_add_on_that_is_missing_costs_a_line_and_shows_no_form(t: &Case) -> Result<()> {
    t.site.answer(&paths::served(ADD_ON.0, ADD_ON.1)?, Answer::Content(404, "text/plain", b"gone".to_vec()));
    t.site.config(&config(t, "p256")?);
    shows_no_form(t, &["limen-seal-", "upload all files of one release"]).await
}

async fn an_altered_add_on_is_refused(t: &Case) -> Result<()> {
    let mut bytes = fs::read(paths::shipped(ADD_ON.0, ADD_ON.1)?)?;
    *bytes.last_mut().expect("bytes") ^= 1;
    t.site.answer(&paths::served(ADD_ON.0, ADD_ON.1)?, Answer::Content(200, "application/wasm", bytes));
    t.site.config(&config(t, "p256")?);
    // Browsers say so themselves as well.
    t.allow(Kind::Console, &["integrity"]);
    shows_no_form(t, &["limen-seal-", "upload all files of one release"]).await
}

async fn a_key_that_is_of_no_use_is_named_and_shows_no_form(t: &Case) -> Result<()> {
    let mut config = config(t, "p256")?;
    config["seal"]["key"]["y"] = config["seal"]["key"]["x"].clone();
    t.site.config(&config);
    shows_no_form(t, &["seal.key", "no point of the curve"]).await
}

async fn no_add_on_is_loaded_where_no_lead_is_sealed(t: &Case) -> Result<()> {
    t.site.config(&configs::slide_in(&t.webhook.url()));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    visit::ask_for_the_guide(&page.popup().await?).await?;
    page.until_announced("delivered").await?;
    assert_eq!(t.webhook.posts()[0].json()["type"], "lead.captured");
    assert_eq!(t.site.requests(&paths::served(ADD_ON.0, ADD_ON.1)?), 0);
    Ok(())
}
