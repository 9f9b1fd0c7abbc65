//! Sending a lead: one request per attempt, as the core has written it. The answer's body is never read.

use crate::{
    entry::Route,
    ffi::{self, Manner},
    perform::notice,
    runtime,
};
use limen_core::{Event, event::Outcome, outbox::Attempt};
use wasm_bindgen::{JsCast, JsValue};

/// What is under way.
#[derive(Default)]
pub(crate) struct State {
    flights: Vec<Flight>,
    last_key: u32,
    /// Where the last attempt went, for the line about a policy that refuses it.
    last_url: String,
    watches_policy: bool,
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
    let Some(key) = runtime::with(|runtime| {
        let state = &mut runtime.perform.send;
        state.last_key += 1;
        state.last_url.clone_from(&attempt.url);
        state.last_key
    }) else {
        return;
    };
    let deadline = ffi::wait(f64::from(attempt.deadline), Route::AnswerDeadline, key);
    let flight = Flight { key, id: attempt.id.clone(), canceller, deadline, keepalive: attempt.keepalive };
    runtime::with(|runtime| runtime.perform.send.flights.push(flight));
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
    runtime::with(|runtime| {
        let flights = &mut runtime.perform.send.flights;
        let place = flights.iter().position(|flight| flight.key == key)?;
        Some(flights.swap_remove(place))
    })?
}

fn end(id: String, outcome: Outcome) {
    runtime::dispatch(Event::AttemptEnded { id, outcome });
}

/// Ends the attempts that would hold the page's connections, or keep it out of the back/forward cache, after it is left.
/// First attempts (`keepalive`) are meant to outlive it.
pub(super) fn suspend() {
    let doomed = runtime::with(|runtime| {
        let flights = std::mem::take(&mut runtime.perform.send.flights);
        let (kept, doomed) = flights.into_iter().partition(|flight| flight.keepalive);
        runtime.perform.send.flights = kept;
        doomed
    });
    let doomed: Vec<Flight> = doomed.unwrap_or_default();
    for flight in doomed {
        ffi::clear_timeout(flight.deadline);
        flight.canceller.abort();
        end(flight.id, Outcome::NetworkError);
    }
}

/// Listens for a page policy that refuses the endpoint: to the core that looks like a network that is down.
fn watch_policy() {
    let new = runtime::with(|runtime| !std::mem::replace(&mut runtime.perform.send.watches_policy, true));
    if new == Some(true) {
        ffi::listen(&ffi::document(), "securitypolicyviolation", Manner::Passive, Route::Policy, 0);
    }
}

/// The page's policy has refused something: perhaps the endpoint. Said once.
pub(crate) fn refused(event: &ffi::Event) {
    let blocked = event.blocked_uri();
    let ours = runtime::with(|runtime| {
        let url = &mut runtime.perform.send.last_url;
        let ours = !blocked.is_empty() && url.starts_with(&blocked);
        if ours {
            url.clear();
        }
        ours
    });
    if ours == Some(true) {
        notice::warn(&["the page's Content-Security-Policy blocks the webhook: add to it connect-src ", &blocked].concat());
    }
}
