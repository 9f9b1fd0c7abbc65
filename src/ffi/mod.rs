//! The browser's calls, as Rust sees them. Only what the widget uses is declared: one declaration serves every kind of
//! element, where `web-sys` has one for each, and every import costs bytes. Functions without a namespace are those of
//! `loader.js`, in whose scope the glue stands.

mod database;
mod element;
mod event;
mod network;
mod page;

pub(crate) use database::{Database, OpenRequest, Request, Transaction, databases, delete_database, open, transact};
pub(crate) use element::{Element, Rule, create_element, shadow, style, style_page};
pub(crate) use event::Event;
pub(crate) use network::{Canceller, Response, post};
pub(crate) use page::{Document, Navigator, Window, has_coarse_pointer};

use crate::entry::Route;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Anything that events come from.
    #[derive(Clone, PartialEq)]
    pub(crate) type Target;

    #[wasm_bindgen(js_name = listen)]
    fn listen_raw(target: &Target, types: &str, passive: bool, route: u32, key: u32);
    #[wasm_bindgen(js_name = wait)]
    fn wait_raw(milliseconds: f64, route: u32, key: u32) -> i32;
    #[wasm_bindgen(js_name = settle)]
    fn settle_raw(promise: &Promise, route: u32, key: u32);
    /// Forgets a timer of [`wait`].
    #[wasm_bindgen(js_name = clearTimeout)]
    pub(crate) fn clear_timeout(timer: i32);

    /// One line on the console.
    pub(crate) fn warn(text: &str);
    /// Whether events are to be told on the console as well.
    pub(crate) fn debug(on: bool);
    /// Dispatches a `CustomEvent` on the document; false when it was cancelled.
    pub(crate) fn emit(name: &str, detail: &JsValue, cancelable: bool) -> bool;
    /// The IANA name of the visitor's time zone; empty when unknown.
    #[wasm_bindgen(js_name = timeZone)]
    pub(crate) fn time_zone() -> String;
    /// Minutes east of UTC, now.
    #[wasm_bindgen(js_name = utcOffset)]
    pub(crate) fn utc_offset() -> i32;
    /// The value of a JSON text.
    pub(crate) fn parse(json: &str) -> JsValue;

    /// `Date.now()`
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    pub(crate) fn date_now() -> f64;
    /// `crypto.getRandomValues(bytes)`
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    pub(crate) fn random_values(bytes: &mut [u8]);
    /// `Object.entries(object)`; fails for null, undefined and getters that throw.
    #[wasm_bindgen(catch, js_namespace = Object)]
    pub(crate) fn entries(object: &JsValue) -> Result<List, JsValue>;
    /// `String(number)`
    #[wasm_bindgen(js_name = String)]
    pub(crate) fn number_text(number: f64) -> String;

    /// An array, or something that looks like one.
    pub(crate) type List;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn length(this: &List) -> u32;
    #[wasm_bindgen(method, indexing_getter)]
    pub(crate) fn get(this: &List, index: u32) -> JsValue;

    /// An object without a prototype.
    pub(crate) type Bag;
    /// An empty one.
    pub(crate) fn bag() -> Bag;
    #[wasm_bindgen(method, indexing_setter)]
    pub(crate) fn set(this: &Bag, key: &str, value: &str);

    /// A promise; see [`settle`].
    pub(crate) type Promise;
}

/// Whether a listener may keep the browser from doing what it would have done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// It only watches, so scrolling never waits for it.
    Passive,
    /// It may call [`Event::prevent_default`].
    Active,
}

/// Listens, in the capture phase, for events of these types (names between spaces).
pub(crate) fn listen(target: &Target, types: &str, manner: Manner, route: Route, key: u32) {
    listen_raw(target, types, manner == Manner::Passive, route as u32, key);
}

/// Calls back after this time; answers with the timer's number.
pub(crate) fn wait(milliseconds: f64, route: Route, key: u32) -> i32 {
    wait_raw(milliseconds, route as u32, key)
}

/// Calls back with what a promise brings, or with null when it is rejected.
pub(crate) fn settle(promise: &Promise, route: Route, key: u32) {
    settle_raw(promise, route as u32, key);
}
