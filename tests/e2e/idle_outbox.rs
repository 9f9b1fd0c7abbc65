//! An outbox with nothing to send costs nothing: no timer, no open database, no request, no lock, no channel.

use crate::{configs, visit};
use anyhow::Result;
use limen_tests::{browser::Look, case::Case, page::Page, scenarios, suite::Suite, wait::until};
use serde_json::{Value, json};

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        an_outbox_that_was_never_used_holds_nothing,
        an_outbox_that_is_empty_again_holds_nothing,
    ];
}

async fn an_outbox_that_was_never_used_holds_nothing(t: &Case) -> Result<()> {
    let page = quiet_page(t).await?;
    until_nothing_is_held(&page).await?;
    assert_eq!(page.eval::<u32>("document.watched.opened()").await?, 0, "no database was opened");
    Ok(())
}

async fn an_outbox_that_is_empty_again_holds_nothing(t: &Case) -> Result<()> {
    let page = quiet_page(t).await?;
    page.eval::<Option<bool>>("void limen('show', 'pricing-guide')").await?;
    visit::ask_for_the_guide(&page.popup().await?).await?;
    page.until_announced("delivered").await?;
    page.eval::<Option<bool>>("void limen('hide')").await?;
    until_nothing_is_held(&page).await?;
    assert!(page.eval::<u32>("document.watched.opened()").await? > 0, "the watch works");
    // The next page finds the outbox, sees that nothing waits, and lets go as well.
    page.visit("/pages/idle/?2").await?;
    page.until_ready().await?;
    until_nothing_is_held(&page).await
}

/// A page where nothing is to happen by itself.
async fn quiet_page(t: &Case) -> Result<Page<'_>> {
    t.site.config(&configs::triggered(configs::slide_in(&t.webhook.url()), json!({ "scroll": 100 })));
    let page = t.page().await?;
    page.visit("/pages/idle/").await?;
    page.until_ready().await?;
    assert!(page.eval::<u32>("document.watched.held().timers").await? > 0, "the start's own deadlines are seen");
    Ok(page)
}

async fn until_nothing_is_held(page: &Page<'_>) -> Result<()> {
    let nothing = json!({ "timers": 0, "connections": 0, "requests": 0, "locks": 0, "channels": 0 });
    until("the widget to hold nothing", || async { Ok((page.eval::<Value>("document.watched.held()").await? == nothing).then_some(())) })
        .await
}
