//! The border between a shell that is not Rust and the core, as JSON text: events and questions in, effects and answers out.
//!
//! The browser's shell is JavaScript (docs/adr/0006). It writes one event a call and gets back the effects, in order; nothing else crosses.
//! What [`Event`] and [`Effect`] mean stands with them; here is only how they are written: an object with a `type`, the variant's name in
//! camelCase, and its members.

mod effects;
mod events;
mod popup;
mod store;

pub use store::transact;

use crate::{
    Engine, Event, Place, encode_object,
    json::{encode, read_leniently},
    object,
    text::split,
    time::Millis,
};
use alloc::string::String;

object! {
    /// What the shell knows of its place.
    container Start {
        config_name: String = "configName",
        webhook: Option<String> = "webhook",
        page_url: String = "pageUrl",
    }
}

/// Starts an engine: `{"configName", "webhook"?, "pageUrl"}` (see [`Place`]) in the first line, and the config's text after it, give the engine,
/// if there can be one, and `{"site"?, "notice"?}`: the site's name for storage keys, and a line for the console. See [`boot`](crate::boot).
/// The config stands by itself: as a string inside the JSON it would be read twice, which takes 4 ms of a slow phone's start.
#[must_use]
pub fn boot(start: &str) -> (Option<Engine>, String) {
    let (place, config) = split(start, b'\n').unwrap_or((start, ""));
    let Start { config_name, webhook, page_url } = read_leniently(place);
    let boot = crate::boot(Some(config), &Place { config_name, webhook, page_url });
    let answer = encode_object!("site notice", boot.engine.as_ref().map(Engine::site), boot.notice);
    (boot.engine, answer)
}

/// Hands an event to the engine; gives the effects as a list, or nothing at all when there are none. `now` is the shell's clock in
/// milliseconds since 1970. A text that is no event does nothing.
pub fn handle(engine: &mut Engine, now: Millis, event: &str) -> String {
    match Event::from_json(event).map(|event| engine.handle(now, event)) {
        Some(effects) if !effects.is_empty() => encode(&effects),
        _ => String::new(),
    }
}
