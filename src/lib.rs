//! The browser shell of Limen: the core's events and effects, joined to a page.
//!
//! `loader.js` (the script that a site pastes) fetches the config and this wasm, and calls [`start`]. From then on all that
//! happens enters through one door, [`enter`]; [`entry`] names each way in. `listen/` turns what the page does into
//! events, [`runtime`] hands them to the core and its effects to `perform/`, which draws, stores and sends. The shell
//! decides nothing on score, consent, time or form content: that is `limen-core`'s.
//!
//! A trap or an exception never leaves the door: `loader.js` guards it, takes the widget off the page and says so once.

#[cfg(target_arch = "wasm32")]
mod alloc;
mod boot;
mod clock;
mod command;
mod entry;
mod ffi;
mod listen;
mod perform;
mod random;
mod runtime;

use wasm_bindgen::prelude::*;

/// Starts the widget; false when the config cannot be used (the console then says why).
#[wasm_bindgen]
pub fn start(config: Option<String>, config_name: String, webhook: Option<String>) -> bool {
    boot::start(config.as_deref(), config_name, webhook)
}

/// Something happened that was asked for under this route and key; `value` is the event, the answer or nothing.
#[wasm_bindgen]
pub fn enter(route: u32, key: u32, value: JsValue) {
    entry::arrive(route, key, value);
}

/// `limen(verb, first, second)`; false when there is no such call or it takes other arguments.
#[wasm_bindgen]
pub fn command(verb: &str, first: JsValue, second: JsValue) -> bool {
    command::run(verb, &first, &second)
}

/// `limen('explain', …)`: the score and the last decision, as JSON text.
#[wasm_bindgen]
pub fn explain() -> String {
    runtime::explain()
}
