//! The border between a shell that is not Rust and the core, as JSON text: events and questions in, effects and answers out.
//!
//! The browser's shell is JavaScript (docs/adr/0006). It writes one event a call and gets back the effects, in order; nothing else crosses.
//! What [`Event`] and [`Effect`] mean stands with them; here is only how they are written: an object with a `type`, the variant's name in
//! camelCase, and its members.

mod effects;
mod events;
mod popup;
mod store;

pub use store::{claim, settle};

use crate::{
    Effect, Engine, Event, Place,
    json::{Encode, Writer, read_leniently},
    object,
    time::Millis,
};
use alloc::{string::String, vec::Vec};

object! {
    /// What the shell knows of its place.
    container Start {
        config_name: String = "configName",
        webhook: Option<String> = "webhook",
        page_url: String = "pageUrl",
    }
}

/// Starts an engine: the config's text (none: the built-in one) and `{"configName", "webhook"?, "pageUrl"}` (see [`Place`]) give the engine,
/// if there can be one, and `{"site"?, "notice"?}`: the site's name for storage keys, and a line for the console. See [`boot`](crate::boot).
#[must_use]
pub fn boot(config: Option<&str>, start: &str) -> (Option<Engine>, String) {
    let Start { config_name, webhook, page_url } = read_leniently(start);
    let boot = crate::boot(config, &Place { config_name, webhook, page_url });
    let mut out = Writer::default();
    out.record("site notice", &[&boot.engine.as_ref().map(Engine::site), &boot.notice]);
    (boot.engine, out.finish())
}

/// Hands an event to the engine; gives the effects as a list, or nothing at all when there are none. `now` is the shell's clock in
/// milliseconds since 1970. A text that is no event does nothing.
pub fn handle(engine: &mut Engine, now: Millis, event: &str) -> String {
    match Event::from_json(event).map(|event| engine.handle(now, event)) {
        Some(effects) if !effects.is_empty() => write_effects(&effects),
        _ => String::new(),
    }
}

fn write_effects(effects: &Vec<Effect>) -> String {
    let mut out = Writer::default();
    effects.encode(&mut out);
    out.finish()
}
