//! `GET /inbox/<id>`: one lead, whole.

use super::{
    SignedIn,
    layout::{self, StoreAway},
    raw, score,
};
use crate::{app::AppState, listing, store::LeadBody};
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use limen_core::{
    event::Scalar,
    json::Number,
    lead::{Consent, Lead, Touch, Visitor},
    popup::Value,
    sealed::Sealed,
};
use maud::{Markup, Render, html};

pub(super) async fn show(
    session: SignedIn,
    State(state): State<AppState>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, StoreAway> {
    let id = id.map(|Path(id)| id.to_ascii_lowercase()).unwrap_or_default();
    let Some(stored) = state.store().find(id).await? else {
        let text = "No lead has this id. Was the address mistyped or cut off?";
        return Ok((StatusCode::NOT_FOUND, layout::message("No such lead", text)).into_response());
    };
    let (title, content) = match (Lead::from_json(&stored.body), Sealed::from_json(&stored.body)) {
        (Ok(lead), _) => (title(&lead), whole(&lead, &stored)),
        (Err(_), Ok(lead)) => ("Sealed lead".to_owned(), sealed(&lead, &stored)),
        // Stored by another version of limen: shown as it is rather than not at all.
        (Err(_), Err(_)) => {
            ("Lead".to_owned(), html! { h1 { "Lead" } p { "This lead has a format that this version of Limen cannot lay out." } })
        }
    };
    let body = html! {
        (layout::header(&session.csrf))
        main {
            nav.back aria-label="Back" { a href="/inbox" { "← All leads" } }
            (content)
            details.card {
                summary { "The lead as it came (JSON)" }
                pre tabindex="0" { code { (raw::indented(&stored.body)) } }
            }
        }
    };
    Ok(layout::page(&title, body).into_response())
}

fn title(lead: &Lead) -> String {
    let email = || listing::text(lead, "email").map(str::to_owned);
    listing::name(lead).or_else(email).unwrap_or_else(|| "No name given".to_owned())
}

fn whole(lead: &Lead, stored: &LeadBody) -> Markup {
    let qualification = &lead.qualification;
    html! {
        div.title {
            div {
                h1 { bdi { (title(lead)) } }
                (layout::chips(qualification.band.name(), &qualification.grade, qualification.stage.name()))
            }
            p.when { "Received " (layout::time(stored.received_at)) " UTC" }
        }
        div.columns {
            div {
                (said(lead))
                (score::explained(lead))
                @if !lead.consents.is_empty() { (consents(&lead.consents)) }
            }
            div {
                (origin(lead))
                (visitor(&lead.visitor))
                (evidence(lead))
            }
        }
    }
}

/// What stands on a sealed lead's envelope, and how to open it.
fn sealed(lead: &Sealed, stored: &LeadBody) -> Markup {
    html! {
        div.title {
            div { h1 { "Sealed lead" } span.chip { "sealed" } }
            p.when { "Received " (layout::time(stored.received_at)) " UTC" }
        }
        section.card {
            h2 { "How to open it" }
            p { "Only the private key opens this lead, and this receiver does not have it. Copy the JSON below into a file, and where the key is, run:" }
            pre tabindex="0" { code { "limen open --key key.jwk lead.json" } }
            p { "All leads at once: save " code { "/v1/leads.json" } " and open that file." }
        }
        (facts("What is on the envelope", &[("Id", Some(html! { code { (lead.id) } })), ("Site", Some(text(&lead.site)))]))
    }
}

/// A card of names and values; rows without a value are left out.
fn facts(heading: &str, rows: &[(&str, Option<Markup>)]) -> Markup {
    html! {
        section.card {
            h2 { (heading) }
            dl { @for (name, value) in rows { @if let Some(value) = value { div { dt { (name) } dd { (value) } } } } }
        }
    }
}

fn said(lead: &Lead) -> Markup {
    let bant = &lead.qualification.bant;
    let bant = [("Budget", &bant.budget), ("Authority", &bant.authority), ("Need", &bant.need), ("Timescale", &bant.timescale)];
    html! {
        section.card {
            h2 { "What they said" }
            @if lead.fields.is_empty() { p.hint { "The form was sent empty." } }
            dl { @for (name, value) in &lead.fields { div { dt { bdi { (readable(name)) } } dd { (field(value)) } } } }
            @if bant.iter().any(|(_, said)| said.0.is_some()) {
                h3 { "Qualification" }
                dl { @for (name, said) in bant { div { dt { (name) } dd { @match &said.0 {
                    Some(text) => bdi { (text) },
                    None => span.hint { "not said" },
                } } } } }
                @if let Some(recycle) = &lead.qualification.bant.recycle { p.hint { "Recycle later: not yet right in " (recycle.join(", ")) "." } }
            }
        }
    }
}

/// `company_size` as "Company size".
fn readable(name: &str) -> String {
    let words = name.replace(['_', '-', '.'], " ");
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn field(value: &Value) -> Markup {
    html! {
        @match value {
            Value::Text(text) => @if is_plain_email(text) { a href={ "mailto:" (text) } { (text) } } @else { bdi { (text) } },
            Value::Flag(flag) => (yes_or_no(*flag)),
            Value::Many(texts) => ul { @for text in texts { li { bdi { (text) } } } },
        }
    }
}

/// Only what needs no encoding in a mailto address; anything odd is shown as text, for a person to judge.
fn is_plain_email(text: &str) -> bool {
    let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte));
    text.split_once('@').is_some_and(|(name, host)| is_plain(name) && is_plain(host) && host.contains('.'))
}

fn consents(consents: &[Consent]) -> Markup {
    html! {
        section.card {
            h2 { "Consent" }
            ul.consents {
                @for consent in consents {
                    li {
                        span.chip.given[consent.given] { (if consent.given { "given" } else { "not given" }) }
                        " " q { bdi { (consent.text) } } " "
                        small { bdi { (consent.name) } @if let Some(version) = &consent.version { ", version " bdi { (version) } } }
                    }
                }
            }
        }
    }
}

fn origin(lead: &Lead) -> Markup {
    let (campaign, page) = (&lead.campaign, &lead.page);
    facts(
        "Where it came from",
        &[
            ("Campaign", Some(text(&campaign.id))),
            ("Variant", campaign.variant.as_deref().map(text)),
            ("Goal", campaign.goal.as_deref().map(text)),
            ("Shown as", Some(text(&campaign.format))),
            ("Set off by", Some(text(&campaign.trigger))),
            ("Page", Some(link(&page.url))),
            ("Title", Some(page.title.as_str()).filter(|title| !title.is_empty()).map(text)),
            ("Role", page.role.as_deref().map(text)),
            ("Site", Some(text(&lead.site))),
            ("Submitted", Some(html! { (layout::time(lead.occurred_at)) small { "by the visitor's clock, UTC" } })),
        ],
    )
}

fn visitor(visitor: &Visitor) -> Markup {
    let topics = visitor.topics.iter().map(|(topic, share)| html! { bdi { (topic) } " " (percent(*share)) });
    let traits = visitor.traits.iter().map(|(name, value)| html! { bdi { (name) } ": " bdi { (scalar(value)) } });
    facts(
        "Visitor",
        &[
            ("Sessions", Some(visitor.sessions.render())),
            ("Page views", Some(visitor.page_views.render())),
            ("Engaged", Some(text(&minutes(visitor.engaged_seconds)))),
            ("First seen", Some(layout::time(visitor.first_seen_at))),
            ("First came by", Some(touch(&visitor.first_touch))),
            ("Last came by", Some(touch(&visitor.last_touch))),
            ("Topics", list(topics)),
            ("Traits", list(traits)),
            ("Id", visitor.id.as_ref().map(|id| html! { code { (id) } })),
        ],
    )
}

fn touch(touch: &Touch) -> Markup {
    html! {
        @if touch.referrer.is_empty() { "directly" } @else { (link(&touch.referrer)) }
        @for (name, value) in &touch.utm { small { bdi { (name) } ": " bdi { (value) } } }
    }
}

fn evidence(lead: &Lead) -> Markup {
    let (client, evidence) = (&lead.client, &lead.evidence);
    let viewport: Vec<String> = client.viewport.iter().map(u32::to_string).collect();
    let seconds = format!("{}.{} s", evidence.fill_ms / 1_000, evidence.fill_ms % 1_000 / 100);
    facts(
        "Device and evidence",
        &[
            ("Language", Some(text(&client.language))),
            ("Time zone", Some(text(&client.time_zone))),
            ("Window", Some(text(&viewport.join(" × ")))),
            ("Touch screen", Some(yes_or_no(client.touch))),
            ("Filled in", Some(html! { "in " (seconds) ", " (evidence.edits) " edits" })),
            ("Pasted", Some(yes_or_no(evidence.pasted))),
            ("Hidden field filled", Some(suspicious(evidence.honeypot))),
            ("Automated browser", Some(suspicious(evidence.webdriver))),
        ],
    )
}

fn text(text: &str) -> Markup {
    html! { bdi { (text) } }
}

/// An address to follow when it is one of the web; anything else is only text.
fn link(url: &str) -> Markup {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    html! {
        @if is_web { a href=(url) rel="noopener noreferrer nofollow" { (layout::without_scheme(url)) } } @else { bdi { (url) } }
    }
}

fn list(items: impl Iterator<Item = Markup>) -> Option<Markup> {
    let items: Vec<Markup> = items.collect();
    (!items.is_empty()).then(|| html! { ul { @for item in items { li { (item) } } } })
}

fn yes_or_no(flag: bool) -> Markup {
    html! { (if flag { "yes" } else { "no" }) }
}

fn suspicious(flag: bool) -> Markup {
    html! { @if flag { span.chip.warning { "yes" } } @else { "no" } }
}

fn scalar(value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => text.clone(),
        Scalar::Flag(flag) => flag.to_string(),
        Scalar::Integer(whole) => whole.to_string(),
    }
}

fn percent(share: Number) -> String {
    let whole = 10i64.checked_pow(share.scale.into()).unwrap_or(i64::MAX);
    format!("{} %", share.units.saturating_mul(100) / whole)
}

fn minutes(seconds: u32) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}
