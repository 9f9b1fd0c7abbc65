//! `GET /inbox`: the leads, newest first.

use super::{
    SignedIn, bar,
    layout::{self, StoreAway},
};
use crate::{
    app::AppState,
    store::{Filter, LeadLine},
};
use axum::extract::{Query, State, rejection::QueryRejection};
use maud::{Markup, html};
use serde::Deserialize;

/// Leads on one page.
const PAGE: u32 = 50;

/// What the address asks for. Nonsense shows the first page.
#[derive(Default, Deserialize)]
pub(super) struct Asked {
    /// Leads that arrived before this `seq`.
    before: Option<i64>,
    /// Leads with these words.
    #[serde(default)]
    q: String,
}

pub(super) async fn show(
    session: SignedIn,
    State(state): State<AppState>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Markup, StoreAway> {
    let Query(asked) = asked.unwrap_or_default();
    let words = asked.q.trim();
    // One more than fits tells whether there is a next page.
    let filter = Filter { before: asked.before, words: words.to_lowercase(), limit: PAGE + 1 };
    let mut lines = state.store().lines(filter).await?;
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let oldest = lines.last().filter(|_| more).map(|line| line.seq);
    let body = html! {
        (layout::header(&session.csrf))
        main {
            div.title {
                h1 { "Leads" }
                form.search role="search" action="/inbox" {
                    label.unseen for="q" { "Search leads" }
                    input #q type="search" name="q" value=(words) placeholder="Name, email, company, page …" maxlength="200";
                    button.quiet type="submit" { "Search" }
                }
            }
            @if lines.is_empty() { (nothing(words, asked.before)) } @else { (table(&lines)) }
            @if asked.before.is_some() || oldest.is_some() {
                nav.pages aria-label="Pages" {
                    @if asked.before.is_some() { a href=(address(words, None)) { "← Newest" } }
                    @if oldest.is_some() { a.next rel="next" href=(address(words, oldest)) { "Older →" } }
                }
            }
        }
    };
    Ok(layout::page("Inbox", body))
}

/// The address of a page of the list.
fn address(words: &str, before: Option<i64>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::from("/inbox?"));
    if !words.is_empty() {
        query.append_pair("q", words);
    }
    if let Some(before) = before {
        query.append_pair("before", &before.to_string());
    }
    query.finish().trim_end_matches('?').to_owned()
}

fn nothing(words: &str, before: Option<i64>) -> Markup {
    html! {
        section.card.empty {
            @if !words.is_empty() {
                h2 { "No lead has “" bdi { (words) } "”" }
                p { "Search looks through what visitors entered, the campaign, the page and the stage." }
                p { a href="/inbox" { "Show all leads" } }
            } @else if before.is_some() {
                h2 { "There are no older leads" }
            } @else {
                h2 { "No leads yet" }
                p { "The receiver is running and waits for the first one. Put this tag on a page of your site:" }
                pre tabindex="0" { code { "<script async src=\"/limen.js\" data-webhook=\"/v1/leads\"></script>" } }
                p { "Then visit the page, fill in the form that appears, and reload this inbox." }
            }
        }
    }
}

/// A table that becomes a list of cards on a phone; the roles keep it a table for screen readers there too.
fn table(lines: &[LeadLine]) -> Markup {
    html! {
        table.leads.card role="table" {
            thead role="rowgroup" {
                tr role="row" {
                    @for name in ["Lead", "Campaign and page", "Qualification", "Interest", "Received (UTC)"] {
                        th role="columnheader" scope="col" { (name) }
                    }
                }
            }
            tbody role="rowgroup" { @for line in lines { (row(line)) } }
        }
    }
}

fn row(line: &LeadLine) -> Markup {
    if line.is_sealed() {
        return sealed(line);
    }
    let who = line.name.as_deref().or(line.email.as_deref()).unwrap_or("No name given");
    let more: Vec<&str> = [line.name.as_ref().and(line.email.as_deref()), line.company.as_deref()].into_iter().flatten().collect();
    html! {
        tr role="row" {
            td.who role="cell" {
                a href={ "/inbox/" (line.id) } { bdi { (who) } }
                @for text in more { small { bdi { (text) } } }
            }
            td.where role="cell" { (line.campaign) small { (layout::without_scheme(&line.page)) } }
            td.qualification role="cell" { (layout::chips(&line.band, &line.grade, &line.stage)) }
            td.interest role="cell" { span.figure { (line.interest) } (bar::part(line.interest, 100)) }
            td.when role="cell" { (layout::time(line.received_at)) }
        }
    }
}

/// All that can be said of a sealed lead.
fn sealed(line: &LeadLine) -> Markup {
    html! {
        tr role="row" {
            td.who role="cell" { a href={ "/inbox/" (line.id) } { "Sealed lead" } small { (line.id) } }
            td.where role="cell" { "–" }
            td.qualification role="cell" { span.chip { "sealed" } }
            td.interest role="cell" { "–" }
            td.when role="cell" { (layout::time(line.received_at)) }
        }
    }
}
