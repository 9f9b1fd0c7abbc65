//! What every page of the inbox shares: head, bar, style, times.

use crate::store::Unavailable;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use limen_core::time::Millis;
use maud::{DOCTYPE, Markup, html};

pub(super) async fn style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("style.css"))
}

pub(super) async fn icon() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("icon.svg"))
}

/// A whole page.
pub(super) fn page(title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) " · Limen" }
                link rel="stylesheet" href="/inbox/style.css";
                link rel="icon" href="/inbox/icon.svg" type="image/svg+xml";
            }
            body { (body) }
        }
    }
}

/// A page that only says something.
pub(super) fn message(title: &str, text: &str) -> Markup {
    page(
        title,
        html! {
            main.message {
                (mark())
                h1 { (title) }
                p { (text) }
                p { a href="/inbox" { "Back to the inbox" } }
            }
        },
    )
}

/// The store does not answer, so there is no page to show.
pub(super) struct StoreAway;

impl From<Unavailable> for StoreAway {
    fn from(_: Unavailable) -> Self {
        StoreAway
    }
}

impl IntoResponse for StoreAway {
    fn into_response(self) -> Response {
        let text = "The lead store does not answer at the moment. No lead is lost: visitors' browsers keep theirs until it does. \
                    The receiver's log says what is wrong.";
        (StatusCode::SERVICE_UNAVAILABLE, message("Not available now", text)).into_response()
    }
}

/// The bar on top of the signed-in pages.
pub(super) fn header(csrf: &str) -> Markup {
    html! {
        header.bar-top {
            a.home href="/inbox" { (mark()) "Limen inbox" }
            form method="post" action="/inbox/sign-out" {
                input type="hidden" name="csrf" value=(csrf);
                button.quiet type="submit" { "Sign out" }
            }
        }
    }
}

/// The product's sign: a threshold with a step across it.
pub(super) fn mark() -> Markup {
    html! { img.mark src="/inbox/icon.svg" alt="" width="28" height="28"; }
}

/// Band, grade and stage, small.
pub(super) fn chips(band: &str, grade: &str, stage: &str) -> Markup {
    html! {
        div.chips {
            span.chip data-band=(band) { (band) }
            @if !grade.is_empty() { span.chip title="Fit A to D, interest 1 (hot) to 4 (cold)" { bdi { (grade) } } }
            span.chip title="Stage" { (stage) }
        }
    }
}

/// An address as people read it.
pub(super) fn without_scheme(url: &str) -> &str {
    url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url)
}

/// A point in time in UTC, `22 Nov 2026, 12:04`, and to the millisecond for programs.
pub(super) fn time(at: Millis) -> Markup {
    let text = at.to_rfc3339();
    html! { time datetime=(text) title=(text) { (readable(&text)) } }
}

fn readable(rfc3339: &str) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let part = |from, to| rfc3339.get(from..to).unwrap_or_default();
    let month = part(5, 7).parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    format!("{} {} {}, {}", part(8, 10).trim_start_matches('0'), month.copied().unwrap_or_default(), part(0, 4), part(11, 16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_in_utc_and_kept_exact_for_programs() {
        let html = time(Millis(1_795_349_071_120)).into_string();
        assert_eq!(html, "<time datetime=\"2026-11-22T12:04:31.120Z\" title=\"2026-11-22T12:04:31.120Z\">22 Nov 2026, 12:04</time>");
    }
}
