//! The wasm that pages load: `limen-core` behind six functions of JSON text, and one for the lists of e-mail domains.
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

/// Starts the engine, if the config allows; answers with site and notice: [`wire::boot`].
#[wasm_bindgen]
pub fn boot(start: &str) -> String {
    let (engine, answer) = wire::boot(start);
    ENGINE.set(engine);
    answer
}

/// An event in, effects out: [`wire::handle`]. `now` is `Date.now()`.
#[wasm_bindgen]
pub fn handle(now: f64, event: &str) -> String {
    with_engine(|engine| wire::handle(engine, Millis(now as i64), event))
}

/// The score and every point of it, as JSON: `limen('explain', …)`.
#[wasm_bindgen]
pub fn explain(now: f64) -> String {
    with_engine(|engine| engine.explain(Millis(now as i64)))
}

/// The visit log, as JSON lines: `limen('export', …)`.
#[wasm_bindgen]
pub fn export_log() -> String {
    with_engine(|engine| engine.export())
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
pub fn claim(now: f64, question: &str) -> String {
    wire::claim(Millis(now as i64), question)
}

/// What becomes of a stored lead after an attempt: [`wire::settle`].
#[wasm_bindgen]
pub fn settle(now: f64, question: &str) -> String {
    wire::settle(Millis(now as i64), question)
}
