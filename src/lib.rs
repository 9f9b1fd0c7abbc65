//! The wasm that pages load: `limen-core` behind five functions of JSON text, and one for the lists of e-mail domains.
//!
//! The browser's shell is the JavaScript beside this file: `loader.js` (the script that a site pastes) fetches the config and this wasm,
//! `listen/` turns what the page does into events, `runtime.js` brings them here, and `perform/` does to the page, the storage and the
//! network what the effects say. The shell decides nothing on score, consent, time or form content: that is `limen-core`'s. Why it is
//! JavaScript: docs/adr/0006.
//!
//! A trap never leaves these functions as anything but a JavaScript exception: the shell guards every call, takes the widget off the page
//! and says so once.

#[cfg(any(target_arch = "wasm32", test))]
mod alloc;

use limen_core::{Engine, time::Millis, wire};
use std::cell::Cell;

thread_local! {
    /// None before [`boot`]. It lives as long as the page.
    static ENGINE: Cell<Option<&'static mut Engine>> = const { Cell::new(None) };
    /// A question, and then its answer: all that JavaScript ever reads or writes here.
    static TEXT: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Makes room for a question of so many bytes, to be written there before the next call; answers with its place.
#[unsafe(no_mangle)]
pub extern "C" fn reserve(bytes: usize) -> *mut u8 {
    keep(vec![0; bytes])
}

/// How many bytes the last answer has.
#[unsafe(no_mangle)]
pub extern "C" fn length() -> usize {
    let text = TEXT.take();
    let length = text.len();
    TEXT.set(text);
    length
}

/// Keeps a text until the next; gives its place.
fn keep(mut text: Vec<u8>) -> *mut u8 {
    let place = text.as_mut_ptr();
    TEXT.set(text);
    place
}

/// Puts an answer in the place of its question; gives the place.
fn answer(ask: impl FnOnce(&str) -> String) -> *const u8 {
    // SAFETY: src/wasm.js puts there what a TextEncoder has written, and that is UTF-8 for any string (Encoding Standard §9.1).
    let question = unsafe { String::from_utf8_unchecked(TEXT.take()) };
    keep(ask(&question).into_bytes())
}

/// The same with the engine's answer; nothing before [`boot`]. No call leads back into JavaScript, so the engine is never found taken.
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
        engine.learn_addresses(TEXT.take());
        ENGINE.set(Some(engine));
    }
}

/// What becomes of the leads in the store: [`wire::transact`].
#[unsafe(no_mangle)]
pub extern "C" fn transact(now: f64) -> *const u8 {
    answer(|question| wire::transact(Millis(now as i64), question))
}
