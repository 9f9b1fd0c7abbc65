//! `GET /inbox`: the leads, newest first.

use super::{SignedIn, layout};
use crate::{
    app::AppState,
    error::ApiError,
    store::{Filter, LeadLine},
};
use axum::extract::{Query, State, rejection::QueryRejection};
use maud::{Markup, html};
use serde::Deserialize;

/// Leads on one page.
const PAGE: u32 = 50;

/// Which page: leads before a `seq`; nonsense shows the first page.
#[derive(Default, Deserialize)]
pub(super) struct Shown {
    before: Option<i64>,
}

pub(super) async fn show(
    session: SignedIn,
    State(state): State<AppState>,
    shown: Result<Query<Shown>, QueryRejection>,
) -> Result<Markup, ApiError> {
    let Query(shown) = shown.unwrap_or_default();
    // One more than fits tells whether there is a next page.
    let filter = Filter { before: shown.before, limit: PAGE + 1 };
    let mut lines = state.store().lines(filter).await?;
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let older = lines.last().filter(|_| more).map(|last| format!("/inbox?before={}", last.seq));
    Ok(layout::page(
        "Inbox",
        html! {
            (layout::bar(&session.csrf))
            main {
                h1 { "Leads" }
                @if lines.is_empty() { (empty(shown.before.is_some())) } @else { (table(&lines)) }
                nav.pages aria-label="Pages" {
                    @if shown.before.is_some() { a href="/inbox" { "Newest" } }
                    @if let Some(older) = older { a rel="next" href=(older) { "Older" } }
                }
            }
        },
    ))
}

fn empty(is_later_page: bool) -> Markup {
    html! {
        @if is_later_page {
            p { "There are no older leads." }
        } @else {
            section.empty {
                h2 { "No lead yet" }
                p { "Put the tag on your site and send yourself a lead: visit the page, fill in the form, reload this page." }
                pre { code { "<script async src=\"/limen.js\" data-webhook=\"/v1/leads\"></script>" } }
            }
        }
    }
}

fn table(lines: &[LeadLine]) -> Markup {
    html! {
        table {
            thead { tr { th { "Lead" } th { "Campaign" } th { "Qualification" } th { "Interest" } th { "Received" } } }
            tbody { @for line in lines { (row(line)) } }
        }
    }
}

fn row(line: &LeadLine) -> Markup {
    let who = line.name.as_deref().or(line.email.as_deref()).unwrap_or("Without a name");
    html! {
        tr {
            td { a href={ "/inbox/" (line.id) } { (who) } " " (line.email.as_deref().unwrap_or_default()) " " (line.company.as_deref().unwrap_or_default()) }
            td { (line.campaign) " " (line.page) }
            td { (line.band) " " (line.grade) " " (line.stage) }
            td { (line.interest) }
            td { (layout::time(line.received_at)) }
        }
    }
}
