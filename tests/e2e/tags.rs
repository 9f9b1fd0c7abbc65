//! The tag works wherever an owner, a framework or a tag manager puts it.

use crate::{configs, visit};
use anyhow::Result;
use limen_tests::{browser::Look, case::Case, page::Page, paths, scenarios, site::Answer, suite::Suite};
use serde_json::json;
use std::fs;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        the_tag_works_at_every_place_in_the_document,
        the_tag_works_when_a_script_inserts_it,
        the_tag_works_through_a_tag_manager_that_strips_its_attributes,
        a_second_copy_of_the_tag_is_harmless,
        a_config_in_the_page_needs_no_file,
        a_webhook_alone_is_enough,
        calls_made_before_the_tag_has_loaded_are_not_lost,
        a_server_that_does_not_know_the_type_of_a_wasm_will_do,
    ];
}

async fn asks_for_the_guide_on(t: &Case, page: &Page<'_>, path: &str) -> Result<()> {
    let before = t.webhook.posts().len();
    page.visit(path).await?;
    let popup = page.popup().await?;
    assert_eq!(page.eval::<u32>("document.querySelectorAll('limen-popup').length").await?, 1, "{path}");
    visit::ask_for_the_guide(&popup).await?;
    popup.part("thanks").await?;
    let posts = t.webhook.until_posts(before + 1).await?;
    assert_eq!(posts[before].json()["fields"], json!({ "email": "ada@example.com" }), "{path}");
    Ok(())
}

async fn the_tag_works_at_every_place_in_the_document(t: &Case) -> Result<()> {
    let mut config = configs::slide_in(&t.webhook.url());
    config["attention"]["quietAfterLead"] = "1ms".into();
    t.site.config(&config);
    let page = t.page().await?;
    for place in ["async", "defer", "blocking", "at-the-end"] {
        asks_for_the_guide_on(t, &page, &format!("/pages/tags/{place}.html")).await?;
        // Left before its yes is written down, a lead keeps the next one waiting until its lease has run out.
        crate::outbox::until_nothing_waits(&page).await?;
    }
    Ok(())
}

async fn the_tag_works_when_a_script_inserts_it(t: &Case) -> Result<()> {
    t.site.config(&configs::slide_in(&t.webhook.url()));
    asks_for_the_guide_on(t, &t.page().await?, "/pages/tags/inserted.html").await
}

async fn the_tag_works_through_a_tag_manager_that_strips_its_attributes(t: &Case) -> Result<()> {
    t.site.config(&configs::slide_in(&t.webhook.url()));
    asks_for_the_guide_on(t, &t.page().await?, "/pages/tags/tag-manager.html").await
}

async fn a_second_copy_of_the_tag_is_harmless(t: &Case) -> Result<()> {
    t.site.config(&configs::slide_in(&t.webhook.url()));
    let page = t.page().await?;
    asks_for_the_guide_on(t, &page, "/pages/tags/twice.html").await?;
    assert_eq!(page.announced("ready").await?.len(), 1, "the widget started once");
    assert_eq!(t.webhook.ids().len(), 1);
    Ok(())
}

async fn a_config_in_the_page_needs_no_file(t: &Case) -> Result<()> {
    t.site.fill("config", &configs::slide_in(&t.webhook.url()).to_string());
    asks_for_the_guide_on(t, &t.page().await?, "/pages/tags/inline.html").await?;
    assert_eq!(t.site.requests("/limen.json"), 0);
    Ok(())
}

async fn a_webhook_alone_is_enough(t: &Case) -> Result<()> {
    for path in ["/", "/pricing"] {
        t.site.answer(path, Answer::file("pages/tags/webhook.html")?);
        let page = t.page().await?;
        page.visit(path).await?;
        page.until_ready().await?;
    }
    let page = t.page().await?;
    page.leave_through_the_top().await?;
    let popup = page.popup().await?;
    assert_eq!(popup.attribute("data-campaign").await?.as_deref(), Some("talk-to-us"));
    popup.fill("Email", "ada@example.com").await?;
    popup.fill("What are you looking for?", "A meter for every machine").await?;
    popup.click("button", "Send").await?;
    let thanks = popup.part("thanks").await?;
    assert!(thanks.contains("ada@example.com"), "{thanks}");
    let lead = t.webhook.until_posts(1).await?[0].json();
    assert_eq!(lead["fields"], json!({ "email": "ada@example.com", "message": "A meter for every machine" }));
    assert_eq!(lead["site"], format!("localhost:{}", t.site.port()), "without a name the site is its host");
    Ok(())
}

async fn calls_made_before_the_tag_has_loaded_are_not_lost(t: &Case) -> Result<()> {
    let mut config = configs::triggered(configs::modal(&t.webhook.url()), json!({ "delay": "1h" }));
    config["scoring"] = json!({ "rules": [ { "id": "asked", "on": "custom", "name": "asked_for_prices", "points": 42 } ] });
    t.site.config(&config);
    let page = t.page().await?;
    page.visit("/pages/tags/queued.html").await?;
    page.until("document.documentElement.dataset.heard === 'ready'").await?;
    page.until("document.documentElement.dataset.interest === '42'").await
}

async fn a_server_that_does_not_know_the_type_of_a_wasm_will_do(t: &Case) -> Result<()> {
    let wasm = fs::read(paths::shipped("limen", "wasm")?)?;
    t.site.answer(&paths::served("limen", "wasm")?, Answer::Content(200, "application/octet-stream", wasm));
    t.site.config(&configs::slide_in(&t.webhook.url()));
    asks_for_the_guide_on(t, &t.page().await?, "/pages/tags/async.html").await
}
