//! The wasm that pages load: `limen-core` behind four functions of JSON text, and one for the lists of e-mail domains.
//!
//! The browser's shell is the JavaScript beside this file: `loader.js` (the script that a site pastes) fetches the config and this wasm,
//! `listen/` turns what the page does into events, `runtime.js` brings them here, and `perform/` does to the page, the storage and the
//! network what the effects say. The shell decides nothing on score, consent, time or form content: that is `limen-core`'s. Why it is
//! JavaScript: docs/adr/0006.
//!
//! A trap never leaves these functions as anything but a JavaScript exception: the shell guards every call, takes the widget off the page
//! and says so once.

use limen_border::{Kept, answer, take};
use limen_core::{Engine, time::Millis, wire};

/// None before [`boot`]. It lives as long as the page.
static ENGINE: Kept<Option<&'static mut Engine>> = Kept::new(None);

/// Asks the engine; nothing before [`boot`]. No call leads back into JavaScript, so the engine is never found taken.
fn answer_of_engine(ask: impl FnOnce(&mut Engine, &str) -> String) -> *const u8 {
    answer(|question| {
        let Some(engine) = ENGINE.take() else { return String::new() };
        let answer = ask(engine, question);
        ENGINE.set(Some(engine));
        answer
    })
}

/// Starts the engine, if the config allows; answers with site and notice: [`wire::boot`].
#[unsafe(no_mangle)]
pub extern "C" fn boot(_: f64) -> *const u8 {
    answer(|start| {
        let (engine, answer) = wire::boot(start);
        ENGINE.set(engine.map(|engine| Box::leak(Box::new(engine))));
        answer
    })
}

/// An event in, effects out: [`wire::handle`]. `now` is `Date.now()`, here and below.
#[unsafe(no_mangle)]
pub extern "C" fn handle(now: f64) -> *const u8 {
    answer_of_engine(|engine, event| wire::handle(engine, Millis(now as i64), event))
}

/// The score and every point of it, as JSON: `limen('explain', …)`.
#[unsafe(no_mangle)]
pub extern "C" fn explain(now: f64) -> *const u8 {
    answer_of_engine(|engine, _| engine.explain(Millis(now as i64)))
}

/// The visit log, as JSON lines: `limen('export', …)`.
#[unsafe(no_mangle)]
pub extern "C" fn export_log(_: f64) -> *const u8 {
    answer_of_engine(|engine, _| engine.export())
}

/// Hands the engine the lists of e-mail domains, in the place of a question: [`Engine::learn_addresses`].
#[unsafe(no_mangle)]
pub extern "C" fn learn_addresses() {
    if let Some(engine) = ENGINE.take() {
        engine.learn_addresses(take());
        ENGINE.set(Some(engine));
    }
}
