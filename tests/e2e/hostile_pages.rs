//! Pages that do to a guest what real pages do (docs/hostile-pages.md): the lead arrives as typed, and nothing of the page is changed.
//!
//! A folder in `tests/pages/hostile/` for each. The visitor is inside the page, for most of these pages break the scripts that WebDriver
//! injects.

use crate::configs;
use anyhow::{Context, Result, ensure};
use limen_tests::{
    browser::Look,
    case::Case,
    engine::Engine,
    paths, scenarios,
    site::{self, Answer},
    suite::Suite,
    trap::Kind,
    webhook::Behaviour,
};
use serde_json::json;

/// One scenario a page, named like its folder.
macro_rules! pages {
    ($suite:expr; $($page:ident),+ $(,)?) => {
        $($suite.add(module_path!(), stringify!($page), Look::Light, &Engine::ALL, |t| Box::pin(a_lead_survives(t, stringify!($page))));)+
    };
}

pub(crate) fn add(suite: &mut Suite) {
    pages![suite;
        // Libraries from npm.
        prototype_js,
        mootools,
        zone_js,
        core_js_promise,
        jquery_no_conflict,
        es_shims,
        bluebird_promise,
        seeded_random,
        ses_lockdown,
        fixed_clock,
        xhook,
        web_components_polyfill,
        // Bent prototypes.
        polluted_objects,
        polluted_descriptors,
        to_json_everywhere,
        enumerable_extras,
        frozen_prototypes,
        frozen_globals,
        functions_bent,
        // Replaced functions.
        fetch_throws,
        fetch_returns_nothing,
        fetch_never_settles,
        fetch_as_thenable,
        fetch_reads_bodies,
        fetch_adds_headers,
        json_replaced,
        json_patched,
        promise_replaced,
        attach_shadow_throws,
        attach_shadow_closed,
        listeners_wrapped,
        listeners_refuse_options,
        timers_slow,
        history_routed,
        observer_removes,
        console_broken,
        late_patches,
        // Documents.
        clobbered_globals,
        clobbered_document,
        base_elsewhere,
        huge_document,
        quirks_mode,
        document_written,
        document_rewritten,
        xhtml,
        framed,
        sandboxed,
        editable_body,
        right_to_left,
        // Styles and layers.
        css_reset,
        overlay_on_top,
        own_dialog,
        fullscreen_video,
        // Policies and habits.
        meta_policy,
        document_domain,
        reloads_on_error,
        service_worker,
        // The tag itself.
        tag_twice,
        two_versions,
        tag_as_module,
        tag_at_the_end,
        tag_inserted_late,
        tag_manager,
    ];
    scenarios![suite, Look::Light;
        a_page_that_removes_the_pop_up_stays_usable,
        a_guest_that_changes_the_page_is_found_out,
    ];
}

async fn a_lead_survives(t: &Case, page: &str) -> Result<()> {
    let receiver = t.receiver().await?;
    t.webhook.behave(Behaviour::Forward(receiver.address));
    t.site.config(&configs::modal(&t.webhook.url()));
    prepare(t, page)?;
    let file = if page == "xhtml" { "index.xhtml" } else { "" };
    let path = format!("/pages/hostile/{page}/{file}");
    let visited = t.page().await?;
    visited.visit(&path).await?;
    if page == "fullscreen_video" {
        let watch = visited.element("return document.querySelector('#watch')", vec![]).await?.context("there is no button")?;
        visited.point_and_click(&watch).await?;
    }
    let left = t.site.until_told("left").await?;
    ensure!(left.detail.is_empty(), "the visitor has found:\n{}", left.detail);
    assert_eq!(t.site.requests(&path), 1, "the page was loaded once");
    assert!(t.webhook.posts().iter().all(|post| post.header("authorization").is_none()), "the page's secrets are not for the webhook");
    let leads = receiver.until_leads(1).await?;
    assert_eq!(leads.len(), 1);
    assert_eq!(leads[0]["fields"], configs::answers());
    Ok(())
}

/// What a page needs beside its folder.
fn prepare(t: &Case, page: &str) -> Result<()> {
    match page {
        "base_elsewhere" => t.site.fill("site", &t.site.origin()),
        "meta_policy" => t.site.fill("hook", &t.webhook.origin()),
        // A page without an origin is a stranger to the files beside it.
        "sandboxed" => t.site.header("/", "access-control-allow-origin", "*")?,
        // Something has to be said, and there is nowhere to say it.
        "console_broken" => {
            let mut config = configs::modal(&t.webhook.url());
            config["misspelt"] = json!(true);
            t.site.config(&config);
        }
        "two_versions" => {
            for file in std::fs::read_dir(paths::dist())? {
                let file = file?.path();
                let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let mut bytes = std::fs::read(&file)?;
                if name == "limen.js" {
                    bytes = String::from_utf8(bytes)?.replace(env!("CARGO_PKG_VERSION"), "0.0.1").into_bytes();
                }
                t.site.answer(&format!("/old/{name}"), Answer::Content(200, site::content_type(&file), bytes));
            }
        }
        // SES tells of built-ins that are newer than itself.
        "ses_lockdown" => t.allow(Kind::Console, &["Removing intrinsics"]),
        // Browsers say what they think of it.
        "document_domain" => t.allow(Kind::Console, &["document.domain"]),
        _ => {}
    }
    Ok(())
}

async fn a_page_that_removes_the_pop_up_stays_usable(t: &Case) -> Result<()> {
    t.site.config(&configs::modal(&t.webhook.url()));
    let page = t.page().await?;
    page.visit("/pages/hostile/observer_removes_all/").await?;
    page.until("document.documentElement.dataset.removed === 'limen-popup'").await?;
    page.frames().await?;
    assert_eq!(page.eval::<String>("getComputedStyle(document.documentElement).overflow").await?, "visible", "the page scrolls");
    Ok(())
}

/// The checks above can fail: this guest does all that they look for.
async fn a_guest_that_changes_the_page_is_found_out(t: &Case) -> Result<()> {
    let vandal = "history.pushState = () => {}; Object.prototype.extra = 1; window.stranger = 1; delete window.alert;
        document.addEventListener('limen:shown', () => { document.body.append(document.createElement('aside')); document.querySelector('h1').remove(); });
        addEventListener('submit', (event) => { event.stopPropagation(); event.preventDefault(); }, true);\n";
    let script = vandal.to_owned() + &std::fs::read_to_string(paths::dist().join("limen.js"))?;
    t.site.answer("/limen.js", Answer::Content(200, "text/javascript", script.into_bytes()));
    t.site.config(&configs::modal(&t.webhook.url()));
    t.page().await?.visit("/pages/hostile/right_to_left/").await?;
    let found = t.site.until_told("left").await?.detail;
    let mut found: Vec<_> = found.lines().collect();
    found.sort_unstable();
    let all = [
        "Object.prototype.extra is new",
        "a <H1> is gone",
        "history.pushState is new",
        "the page's own form does not work any more",
        "there is a new <ASIDE>",
        "window.alert is gone",
        "window.stranger is new",
    ];
    assert_eq!(found, all);
    Ok(())
}
