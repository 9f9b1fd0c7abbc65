//! Signing in and out.

use super::{
    COOKIE, SignedIn, cookie,
    layout::{self, StoreAway},
};
use crate::app::AppState;
use axum::{
    Extension,
    extract::{
        ConnectInfo, Form, Query, State,
        rejection::{FormRejection, QueryRejection},
    },
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use serde::Deserialize;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::{Duration, Instant},
};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// The lead a person wanted to see when they were asked to sign in. Only an id: any other address would be an open redirect.
#[derive(Deserialize)]
pub(super) struct Wanted {
    lead: Option<Uuid>,
}

#[derive(Deserialize)]
pub(super) struct Credentials {
    password: String,
    lead: Option<Uuid>,
}

#[derive(Deserialize)]
pub(super) struct Leave {
    csrf: String,
}

/// To the sign-in, and from there back to the lead whose address was asked for.
pub(super) fn redirect_from(uri: &Uri) -> Redirect {
    let lead = uri.path().strip_prefix("/inbox/").and_then(|id| Uuid::try_parse(id).ok());
    match lead {
        Some(id) => Redirect::to(&format!("/inbox/sign-in?lead={id}")),
        None => Redirect::to("/inbox/sign-in"),
    }
}

pub(super) async fn show(wanted: Result<Query<Wanted>, QueryRejection>) -> Response {
    page(StatusCode::OK, None, wanted.ok().and_then(|Query(wanted)| wanted.lead))
}

pub(super) async fn enter(
    State(state): State<AppState>,
    client: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    form: Result<Form<Credentials>, FormRejection>,
) -> Response {
    let Ok(Form(credentials)) = form else {
        return page(StatusCode::BAD_REQUEST, Some("Type the password into the field."), None);
    };
    let lead = credentials.lead;
    if is_from_elsewhere(&headers) {
        return page(StatusCode::FORBIDDEN, Some("Sign in from this page."), lead);
    }
    // Without a socket (tests of the router alone) everyone is one address.
    let address = client.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |Extension(ConnectInfo(address))| address.ip());
    let (access, now) = (state.inbox(), Instant::now());
    if let Err(wait) = access.throttle.enter(address, now) {
        return locked(wait, lead);
    }
    if !access.is_password(&credentials.password) {
        return page(StatusCode::FORBIDDEN, Some("That is not the password."), lead);
    }
    access.throttle.succeeded(address);
    if let Some(old) = cookie(&headers) {
        access.sessions.end(old);
    }
    let Ok(token) = access.sessions.begin(now) else {
        return StoreAway.into_response();
    };
    let target = lead.map_or_else(|| "/inbox".to_owned(), |id| format!("/inbox/{id}"));
    let set_cookie = session_cookie(&token, 12 * 3_600, &headers);
    ([(header::SET_COOKIE, set_cookie)], Redirect::to(&target)).into_response()
}

pub(super) async fn leave(
    State(state): State<AppState>,
    session: SignedIn,
    headers: HeaderMap,
    form: Result<Form<Leave>, FormRejection>,
) -> Response {
    let given = form.map(|Form(form)| form.csrf).unwrap_or_default();
    if !bool::from(given.as_bytes().ct_eq(session.csrf.as_bytes())) {
        let text = "Sign out with the button in the inbox; this request did not come from there.";
        return (StatusCode::FORBIDDEN, layout::message("Not signed out", text)).into_response();
    }
    state.inbox().sessions.end(&session.token);
    let set_cookie = session_cookie("", 0, &headers);
    ([(header::SET_COOKIE, set_cookie)], Redirect::to("/inbox/sign-in")).into_response()
}

/// Strict and HttpOnly always; Secure when the proxy in front says that the browser came by https (on plain http, as in
/// the demo, a browser would drop a Secure cookie).
fn session_cookie(token: &str, max_age: u32, headers: &HeaderMap) -> String {
    let https = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    let secure = if https { "; Secure" } else { "" };
    format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={max_age}{secure}")
}

/// A page of another site must not sign a visitor in here; browsers say where a form came from.
fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none")
}

fn locked(wait: Duration, lead: Option<Uuid>) -> Response {
    let seconds = wait.as_secs() + 1;
    let text = format!("Too many wrong passwords. Wait {seconds} seconds, then try again.");
    let page = page(StatusCode::TOO_MANY_REQUESTS, Some(&text), lead);
    ([(header::RETRY_AFTER, seconds.to_string())], page).into_response()
}

fn page(status: StatusCode, error: Option<&str>, lead: Option<Uuid>) -> Response {
    let body = html! {
        main.sign-in {
            (layout::mark())
            h1 { "Your leads" }
            form.card method="post" action="/inbox/sign-in" {
                // There is one account; the name is for password managers.
                input type="text" name="username" value="limen" autocomplete="username" hidden;
                @if let Some(lead) = lead {
                    input type="hidden" name="lead" value=(lead);
                }
                label for="password" { "Password" }
                input #password type="password" name="password" autocomplete="current-password" required autofocus
                    aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| "error")];
                @if let Some(error) = error {
                    p #error role="alert" { (error) }
                }
                button type="submit" { "Sign in" }
            }
            p.hint { "The password was printed where the receiver was started, unless " code { "LIMEN_INBOX_PASSWORD" } " sets one." }
        }
    };
    (status, layout::page("Sign in", body)).into_response()
}
