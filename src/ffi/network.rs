//! Requests.

use super::{Bag, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Sends a POST across origins without cookies, redirects or cache; fails when the browser refuses to begin.
    #[wasm_bindgen(catch)]
    pub(crate) fn post(url: &str, headers: &Bag, body: &str, keepalive: bool, signal: &Signal) -> Result<Promise, JsValue>;

    /// Ends a request.
    #[wasm_bindgen(js_name = AbortController)]
    pub(crate) type Canceller;
    #[wasm_bindgen(constructor, js_class = "AbortController")]
    pub(crate) fn new() -> Canceller;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn signal(this: &Canceller) -> Signal;
    #[wasm_bindgen(method)]
    pub(crate) fn abort(this: &Canceller);

    pub(crate) type Signal;

    pub(crate) type Response;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn status(this: &Response) -> u16;
    /// `cors`, `basic`, `opaque` or `opaqueredirect`
    #[wasm_bindgen(method, getter, js_name = type)]
    pub(crate) fn kind(this: &Response) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn headers(this: &Response) -> Headers;

    pub(crate) type Headers;
    #[wasm_bindgen(method)]
    pub(crate) fn get(this: &Headers, name: &str) -> Option<String>;
}
