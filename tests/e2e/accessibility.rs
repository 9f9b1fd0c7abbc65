//! axe finds nothing, in any state, format, size and colour; animations respect who does not want them.

use crate::{configs, visit};
use anyhow::{Context, Result};
use limen_tests::{
    axe,
    browser::{Look, Viewport},
    case::Case,
    page::Page,
    scenarios,
    suite::Suite,
};

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        axe_finds_nothing_in_the_modal,
        axe_finds_nothing_in_the_slide_in,
        a_pop_up_comes_in_gently,
    ];
    scenarios![suite, Look::Dark;
        axe_finds_nothing_in_the_dark_modal,
        axe_finds_nothing_in_the_dark_slide_in,
    ];
    scenarios![suite, Look::ReducedMotion; nothing_moves_for_who_wants_no_animation];
}

async fn check(page: &Page<'_>, viewport: Viewport, state: &str) -> Result<()> {
    page.popup().await?;
    axe::check(page).await.with_context(|| format!("{state}, {viewport:?}"))
}

async fn on_both_screens<'a>(t: &'a Case) -> Result<Vec<(Viewport, Page<'a>)>> {
    let page = t.page().await?;
    Ok(vec![(Viewport::Desktop, page), (Viewport::Phone, page)])
}

async fn modal_in_every_state(t: &Case) -> Result<()> {
    let mut config = configs::modal(&t.webhook.url());
    config["attention"]["quietAfterLead"] = "1ms".into();
    t.site.config(&config);
    for (viewport, page) in on_both_screens(t).await? {
        page.browser.resize(viewport).await?;
        page.visit("/pages/host/").await?;
        let popup = page.popup().await?;
        check(&page, viewport, "open").await?;
        popup.click("button", "Continue").await?;
        popup.until("root.querySelectorAll('[part~=error]').length === 2").await?;
        check(&page, viewport, "with errors").await?;
        visit::fill_first_step(&popup).await?;
        popup.click("button", "Continue").await?;
        popup.control("combobox", "Company size").await?;
        check(&page, viewport, "second step").await?;
        popup.click("button", "Book my demo").await?;
        popup.until("root.querySelectorAll('[part~=error]').length === 2").await?;
        check(&page, viewport, "second step with errors").await?;
        popup.select("Company size", "50-249").await?;
        popup.click("radio", "This month").await?;
        popup.click("button", "Book my demo").await?;
        popup.part("thanks").await?;
        check(&page, viewport, "thanks").await?;
    }
    Ok(())
}

async fn slide_in_in_every_state(t: &Case) -> Result<()> {
    let mut config = configs::slide_in(&t.webhook.url());
    config["attention"]["quietAfterLead"] = "1ms".into();
    t.site.config(&config);
    for (viewport, page) in on_both_screens(t).await? {
        page.browser.resize(viewport).await?;
        page.visit("/pages/host/").await?;
        let popup = page.popup().await?;
        check(&page, viewport, "open").await?;
        popup.click("button", "Send me the guide").await?;
        popup.until("root.querySelector('[part~=error]')").await?;
        check(&page, viewport, "with an error").await?;
        visit::ask_for_the_guide(&popup).await?;
        popup.part("thanks").await?;
        check(&page, viewport, "thanks").await?;
    }
    Ok(())
}

async fn axe_finds_nothing_in_the_modal(t: &Case) -> Result<()> {
    modal_in_every_state(t).await
}

async fn axe_finds_nothing_in_the_dark_modal(t: &Case) -> Result<()> {
    modal_in_every_state(t).await?;
    is_dark(t).await
}

async fn axe_finds_nothing_in_the_slide_in(t: &Case) -> Result<()> {
    slide_in_in_every_state(t).await
}

async fn axe_finds_nothing_in_the_dark_slide_in(t: &Case) -> Result<()> {
    slide_in_in_every_state(t).await?;
    is_dark(t).await
}

/// The surface of the pop-up is darker than its text.
async fn is_dark(t: &Case) -> Result<()> {
    let page = t.page().await?;
    let colours: (Vec<f64>, Vec<f64>) = page
        .popup()
        .await?
        .eval(
            "((style) => [style.backgroundColor, style.color].map((colour) => colour.match(/[\\d.]+/g).map(Number)))
             (getComputedStyle(root.querySelector('[part~=popup]')))",
        )
        .await?;
    let light = |colour: &[f64]| colour.iter().take(3).sum::<f64>();
    assert!(light(&colours.0) < light(&colours.1), "{colours:?}");
    Ok(())
}

/// How many elements of the pop-up, or their backdrop, have an animation, or a transition that takes time.
const MOVING: &str =
    "[...root.querySelectorAll('*')].flatMap((element) => [null, '::backdrop'].map((pseudo) => getComputedStyle(element, pseudo)))
    .filter((style) => style.animationName !== 'none' && parseFloat(style.animationDuration) > 0.01).length";

async fn a_pop_up_comes_in_gently(t: &Case) -> Result<()> {
    t.site.config(&configs::modal(&t.webhook.url()));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    assert!(page.popup().await?.eval::<u32>(MOVING).await? > 0);
    Ok(())
}

async fn nothing_moves_for_who_wants_no_animation(t: &Case) -> Result<()> {
    for config in [configs::modal(&t.webhook.url()), configs::slide_in(&t.webhook.url())] {
        t.site.config(&config);
        let page = t.page().await?;
        page.visit("/pages/host/").await?;
        assert_eq!(page.popup().await?.eval::<u32>(MOVING).await?, 0);
    }
    Ok(())
}
