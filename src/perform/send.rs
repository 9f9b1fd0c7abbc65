//! Sending a lead: one request per attempt, as the core has written it. The answer's body is never read.

use crate::{
    entry::{self, Route},
    ffi::{self, Manner},
    perform::notice,
    runtime,
};
use limen_core::{Event, event::Outcome, outbox::Attempt};
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    /// The attempts under way.
    static FLIGHTS: Cell<Vec<Flight>> = const { Cell::new(Vec::new()) };
    /// Where the last attempt went, for the line about a policy that refuses it.
    static LAST_URL: Cell<String> = const { Cell::new(String::new()) };
    static WATCHES_POLICY: Cell<bool> = const { Cell::new(false) };
}

struct Flight {
    key: u32,
    id: String,
    canceller: ffi::Canceller,
    deadline: i32,
    keepalive: bool,
}

/// Begins an attempt.
pub(super) fn send(attempt: &Attempt) {
    watch_policy();
    let headers = ffi::bag();
    headers.set("Content-Type", attempt.content_type);
    for (name, value) in &attempt.headers {
        headers.set(name, value);
    }
    let canceller = ffi::Canceller::new();
    let promise = ffi::post(&attempt.url, &headers, &attempt.body, attempt.keepalive, &canceller.signal());
    let Ok(promise) = promise else {
        return end(attempt.id.clone(), Outcome::NetworkError);
    };
    let key = entry::fresh_key();
    let deadline = ffi::wait(f64::from(attempt.deadline), Route::AnswerDeadline, key);
    let mut flights = FLIGHTS.take();
    flights.push(Flight { key, id: attempt.id.clone(), canceller, deadline, keepalive: attempt.keepalive });
    FLIGHTS.set(flights);
    LAST_URL.set(attempt.url.clone());
    ffi::settle(&promise, Route::Answer, key);
}

/// The answer, or null when there is none.
pub(crate) fn answered(key: u32, value: JsValue) {
    let Some(flight) = land(key) else { return };
    ffi::clear_timeout(flight.deadline);
    let outcome = if value.is_null() { Outcome::NetworkError } else { outcome(&value.unchecked_into()) };
    // Nobody waits for the body; a server that never ends it must not hold a connection of the page.
    flight.canceller.abort();
    end(flight.id, outcome);
}

fn outcome(response: &ffi::Response) -> Outcome {
    match response.kind().as_str() {
        "opaqueredirect" => Outcome::Redirected,
        "opaque" => Outcome::Opaque,
        _ => Outcome::Status { status: response.status(), retry_after: response.headers().get("retry-after") },
    }
}

/// No answer in time.
pub(crate) fn timed_out(key: u32) {
    if let Some(flight) = land(key) {
        flight.canceller.abort();
        end(flight.id, Outcome::TimedOut);
    }
}

fn land(key: u32) -> Option<Flight> {
    let mut flights = FLIGHTS.take();
    let place = flights.iter().position(|flight| flight.key == key);
    let flight = place.map(|place| flights.swap_remove(place));
    FLIGHTS.set(flights);
    flight
}

fn end(id: String, outcome: Outcome) {
    runtime::dispatch(Event::AttemptEnded { id, outcome });
}

/// Ends the attempts that would hold the page's connections, or keep it out of the back/forward cache, after it is left.
/// First attempts (`keepalive`) are meant to outlive it.
pub(super) fn suspend() {
    let (kept, doomed): (Vec<_>, Vec<_>) = FLIGHTS.take().into_iter().partition(|flight| flight.keepalive);
    FLIGHTS.set(kept);
    for flight in doomed {
        ffi::clear_timeout(flight.deadline);
        flight.canceller.abort();
        end(flight.id, Outcome::NetworkError);
    }
}

/// Listens for a page policy that refuses the endpoint: to the core that looks like a network that is down.
fn watch_policy() {
    if !WATCHES_POLICY.replace(true) {
        ffi::listen(&ffi::Window::target(), "securitypolicyviolation", Manner::Passive, Route::Policy, 0);
    }
}

/// The page's policy has refused something: perhaps the endpoint. Said once.
pub(crate) fn refused(event: &ffi::Event) {
    let (blocked, url) = (event.blocked_uri(), LAST_URL.take());
    if !blocked.is_empty() && url.starts_with(&blocked) {
        notice::warn(&["limen: the page's Content-Security-Policy blocks the webhook: add to it connect-src ", &blocked].concat());
    } else {
        LAST_URL.set(url);
    }
}
