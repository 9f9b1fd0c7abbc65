//! `/inbox`: the leads for people, behind a sign-in. Server-made pages without script; one person, one password.
//!
//! What keeps it safe: escaping by construction (maud), a CSP that allows no script at all, a `SameSite=Strict` cookie,
//! a CSRF token on what changes state, and a wait after wrong passwords.

mod bar;
mod layout;
mod lead;
mod list;
mod raw;
mod score;
mod session;
mod sign_in;
mod throttle;

use crate::app::{AppState, method_not_allowed};
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequestParts},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect},
    routing::{MethodRouter, get, post},
};
use session::Sessions;
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq;
use throttle::Throttle;
use tower_http::{set_header::SetResponseHeaderLayer, timeout::TimeoutLayer};

/// No script, no frame, no other site: a lead's text could not do anything even if it were not escaped.
const CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
/// A password and a token fit many times.
const LARGEST_FORM: usize = 4 * 1024;
/// How long a page may take, the arrival of its form included.
const DEADLINE: Duration = Duration::from_secs(10);
const COOKIE: &str = "limen_session";

/// Who may read the inbox.
pub(crate) struct Access {
    /// Hashed only so that comparing takes the same time for every guess; it is never written anywhere.
    password: [u8; 32],
    sessions: Sessions,
    throttle: Throttle,
}

impl Access {
    pub(crate) fn new(password: &str) -> Access {
        Access { password: Sha256::digest(password).into(), sessions: Sessions::default(), throttle: Throttle::default() }
    }

    fn is_password(&self, guess: &str) -> bool {
        Sha256::digest(guess).ct_eq(&self.password).into()
    }
}

/// Everything under `/inbox`.
pub(crate) fn router() -> Router<AppState> {
    let set = |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    let only = |methods: MethodRouter<AppState>| methods.fallback(method_not_allowed);
    Router::new()
        .route("/inbox", only(get(list::show)))
        .route("/inbox/", only(get(|| async { Redirect::permanent("/inbox") })))
        .route("/inbox/{id}", only(get(lead::show)))
        .route("/inbox/sign-in", only(get(sign_in::show).post(sign_in::enter)))
        .route("/inbox/sign-out", only(post(sign_in::leave)))
        .route("/inbox/style.css", only(get(layout::style)))
        .route("/inbox/icon.svg", only(get(layout::icon)))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, DEADLINE))
        .layer(set(header::CONTENT_SECURITY_POLICY, CSP))
        .layer(set(header::CACHE_CONTROL, "no-store"))
        .layer(set(header::REFERRER_POLICY, "no-referrer"))
}

/// Someone with a living session. Everyone else is sent to the sign-in.
struct SignedIn {
    token: String,
    csrf: String,
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = axum::response::Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let session = cookie(&parts.headers).and_then(|token| {
            let csrf = state.inbox().sessions.find(token, Instant::now())?;
            Some(SignedIn { token: token.to_owned(), csrf })
        });
        session.ok_or_else(|| sign_in::redirect_from(&parts.uri).into_response())
    }
}

/// The session token the browser sent.
fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}
