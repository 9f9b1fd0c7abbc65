//! The widget is a guest in the owner's page: it takes nothing before it is needed and leaves nothing behind.

use crate::{configs, visit};
use anyhow::Result;
use limen_tests::{browser::Look, case::Case, scenarios, suite::Suite};
use serde_json::json;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        no_database_is_opened_before_there_is_a_lead,
        nothing_is_fetched_before_the_page_has_painted,
        one_global_and_no_other_trace,
        a_form_is_laid_out_in_advance_and_in_no_frame,
        a_page_that_bends_the_built_ins_loses_no_lead,
        a_page_may_object_to_a_pop_up,
        a_callback_of_limen_on_may_object_to_a_pop_up,
        an_open_dialog_of_the_page_comes_first,
    ];
}

async fn no_database_is_opened_before_there_is_a_lead(t: &Case) -> Result<()> {
    t.site.config(&configs::slide_in(&t.webhook.url()));
    let page = t.page().await?;
    for visit in 1..=2 {
        page.visit(&format!("/pages/guest/?{visit}")).await?;
        page.popup().await?;
        page.frames().await?;
        assert_eq!(page.eval::<u32>("document.watched.opened()").await?, 0, "visit {visit}");
    }
    visit::ask_for_the_guide(&page.popup().await?).await?;
    page.until_announced("submitted").await?;
    assert!(page.eval::<u32>("document.watched.opened()").await? > 0, "the watch works");
    Ok(())
}

async fn nothing_is_fetched_before_the_page_has_painted(t: &Case) -> Result<()> {
    t.site.config(&configs::slide_in(&t.webhook.url()));
    let page = t.page().await?;
    page.visit("/pages/guest/").await?;
    page.until_ready().await?;
    let files = "Object.fromEntries(performance.getEntriesByType('resource')
        .map((entry) => [entry.name.split('/').pop().replace(/-.*[.]/, '.'), entry.startTime]))";
    let asked: serde_json::Value = page.eval(files).await?;
    let painted: f64 = page.eval("document.watched.painted()").await?;
    for file in ["limen.wasm", "limen.json"] {
        let at = asked[file].as_f64().unwrap_or_else(|| panic!("{file} is not among {asked}"));
        assert!(at >= painted, "{file} was asked for at {at} ms, the page was first painted at {painted} ms");
    }
    assert!(asked["limen.js"].as_f64().is_some_and(|at| at < painted), "the comparison compares something: {asked}, {painted}");
    Ok(())
}

async fn one_global_and_no_other_trace(t: &Case) -> Result<()> {
    let mut config = configs::modal(&t.webhook.url());
    config["attention"]["backOff"] = json!({ "first": "1ms", "factor": 1 });
    t.site.config(&config);
    let page = t.page().await?;
    page.visit("/pages/guest/").await?;
    // Told by the page itself: some WebDrivers leave globals of their own.
    assert_eq!(t.site.until_told("globals").await?.detail, "limen");
    let popup = page.popup().await?;
    assert_eq!(page.eval::<Vec<u32>>("document.watched.changedNatives()").await?, [0_u32; 0]);
    assert_eq!(
        page.eval::<u32>("document.watched.frames()").await?,
        0,
        "this page has left the browser's functions alone: no look elsewhere"
    );
    popup.click("button", "Close").await?;
    popup.until_gone().await?;
    assert_eq!(page.eval::<Vec<String>>("document.watched.changedLooks()").await?, [""; 0]);
    assert_eq!(page.eval::<u32>("document.querySelectorAll('limen-popup').length").await?, 0);
    assert_eq!(page.eval::<Vec<String>>("Object.keys(localStorage).filter((key) => !key.startsWith('limen:v1:shop:'))").await?, [""; 0]);
    assert_eq!(page.eval::<String>("document.cookie").await?, "");

    // A slide-in changes nothing about the page even while it is there.
    t.site.config(&configs::slide_in(&t.webhook.url()));
    page.visit("/pages/guest/?2").await?;
    page.popup().await?;
    assert_eq!(page.eval::<Vec<String>>("document.watched.changedLooks()").await?, [""; 0]);
    Ok(())
}

async fn a_form_is_laid_out_in_advance_and_in_no_frame(t: &Case) -> Result<()> {
    for (visit, form) in [configs::modal(&t.webhook.url()), configs::slide_in(&t.webhook.url())].into_iter().enumerate() {
        let campaign = form["campaigns"][0]["id"].clone();
        t.site.config(&configs::triggered(form, json!({ "exitIntent": true })));
        let page = t.page().await?;
        page.visit(&format!("/pages/guest/?{visit}")).await?;
        page.until("document.watched.comings() === 1").await?;
        assert!(!page.has_popup().await?, "it went as it came");
        page.frames().await?;
        assert_eq!(page.eval::<u32>("document.watched.framesWithPopup()").await?, 0);
        assert_eq!(page.eval::<Vec<String>>("document.watched.changedLooks()").await?, [""; 0]);
        assert_eq!(page.eval::<String>("document.activeElement.localName").await?, "body", "it took no focus");
        page.run::<()>("limen('show', arguments[0])", vec![campaign]).await?;
        page.popup().await?;
        page.frames().await?;
        assert_eq!(page.eval::<u32>("document.watched.comings()").await?, 2, "once is enough");
        assert!(page.eval::<u32>("document.watched.framesWithPopup()").await? > 0, "the watch works");
    }
    Ok(())
}

async fn a_page_that_bends_the_built_ins_loses_no_lead(t: &Case) -> Result<()> {
    t.site.config(&configs::modal(&t.webhook.url()));
    t.site.drive(json!({ "values": configs::answers() }));
    let page = t.page().await?;
    page.visit("/pages/guest/hostile.html").await?;
    t.site.until_told("thanked").await?;
    let post = &t.webhook.until_posts(1).await?[0];
    assert_eq!(post.json()["fields"], configs::answers());
    assert_eq!(post.header("sec-fetch-mode").unwrap_or("cors"), "cors");
    t.site.until_told("delivered").await?;
    Ok(())
}

async fn a_page_may_object_to_a_pop_up(t: &Case) -> Result<()> {
    object(t, "document.addEventListener('limen:before-show', (event) => event.preventDefault(), { once: true })").await
}

async fn a_callback_of_limen_on_may_object_to_a_pop_up(t: &Case) -> Result<()> {
    object(t, "limen('on', 'before-show', (event) => event.preventDefault())").await
}

async fn object(t: &Case, script: &str) -> Result<()> {
    t.site.config(&configs::triggered(configs::modal(&t.webhook.url()), json!({ "exitIntent": true })));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    page.until_ready().await?;
    page.run::<Option<bool>>(script, vec![]).await?;
    page.leave_through_the_top().await?;
    assert_eq!(page.until_announced("before-show").await?["campaign"], "book-a-demo");
    assert!(!page.has_popup().await?);
    page.leave_through_the_top().await?;
    assert!(!page.has_popup().await?, "no means no on this page");
    Ok(())
}

async fn an_open_dialog_of_the_page_comes_first(t: &Case) -> Result<()> {
    t.site.config(&configs::modal(&t.webhook.url()));
    let page = t.page().await?;
    page.visit("/pages/guest/dialog.html").await?;
    page.until_announced("score").await?;
    page.frames().await?;
    assert!(!page.has_popup().await?, "one dialog at a time");
    page.run::<Option<bool>>("document.querySelector('dialog').close()", vec![]).await?;
    page.popup().await?;
    Ok(())
}
