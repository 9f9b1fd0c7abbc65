//! The wasm that pages load: `limen-core` behind five functions of JSON text, and one for the lists of e-mail domains.
//!
//! The browser's shell is the JavaScript beside this file: `loader.js` (the script that a site pastes) fetches the config and this wasm,
//! `listen/` turns what the page does into events, `runtime.js` brings them here, and `perform/` does to the page, the storage and the
//! network what the effects say. The shell decides nothing on score, consent, time or form content: that is `limen-core`'s. Why it is
//! JavaScript: docs/adr/0006.
//!
//! A trap never leaves these functions as anything but a JavaScript exception: the shell guards every call, takes the widget off the page
//! and says so once.

#[cfg(target_arch = "wasm32")]
mod alloc;

use limen_core::{Engine, time::Millis, wire};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    static ENGINE: RefCell<Option<Engine>> = const { RefCell::new(None) };
}

/// Asks the engine. No call leads back into JavaScript, so the engine is never found taken. Empty before [`boot`].
fn with_engine(ask: impl FnOnce(&mut Engine) -> String) -> String {
    ENGINE.with(|engine| engine.borrow_mut().as_mut().map(ask)).unwrap_or_default()
}

/// Text from the shell. It comes as bytes: for a `&str` the glue would copy it letter by letter, which takes 5 ms of a slow phone's start.
fn text(bytes: &[u8]) -> &str {
    // SAFETY: the shell hands over what a TextEncoder has written (src/json.js), and that is UTF-8 for any string (Encoding Standard §9.1).
    unsafe { str::from_utf8_unchecked(bytes) }
}

/// Starts the engine, if the config (none: the built-in one) allows; answers with site and notice: [`wire::boot`].
#[wasm_bindgen]
pub fn boot(config: Option<Box<[u8]>>, start: &[u8]) -> String {
    let (engine, answer) = wire::boot(config.as_deref().map(text), text(start));
    ENGINE.set(engine);
    answer
}

/// An event in, effects out: [`wire::handle`]. `now` is `Date.now()`.
#[wasm_bindgen]
pub fn handle(now: f64, event: &[u8]) -> String {
    with_engine(|engine| wire::handle(engine, Millis(now as i64), text(event)))
}

/// The score and every point of it, as JSON: `limen('explain', …)`.
#[wasm_bindgen]
pub fn explain(now: f64) -> String {
    with_engine(|engine| engine.explain(Millis(now as i64)))
}

/// Hands the engine the lists of e-mail domains: [`Engine::learn_addresses`].
#[wasm_bindgen]
pub fn learn_addresses(lists: Vec<u8>) {
    ENGINE.with_borrow_mut(|engine| {
        if let Some(engine) = engine {
            engine.learn_addresses(lists);
        }
    });
}

/// Which stored lead to send: [`wire::claim`].
#[wasm_bindgen]
pub fn claim(now: f64, question: &[u8]) -> String {
    wire::claim(Millis(now as i64), text(question))
}

/// What becomes of a stored lead after an attempt: [`wire::settle`].
#[wasm_bindgen]
pub fn settle(now: f64, question: &[u8]) -> String {
    wire::settle(Millis(now as i64), text(question))
}
