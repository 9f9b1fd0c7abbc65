//! What a listener is told.

use super::{Element, Target};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Any event; a property that its type does not have reads as none, false or 0.
    pub(crate) type Event;
    #[wasm_bindgen(method, getter, js_name = type)]
    pub(crate) fn kind(this: &Event) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn target(this: &Event) -> Element;
    /// The same, as what it is in requests and transactions.
    #[wasm_bindgen(method, getter, js_name = target)]
    pub(crate) fn source(this: &Event) -> Target;
    #[wasm_bindgen(method, getter, js_name = relatedTarget)]
    pub(crate) fn related_target(this: &Event) -> Option<Element>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn key(this: &Event) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn code(this: &Event) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = shiftKey)]
    pub(crate) fn shift_key(this: &Event) -> bool;
    #[wasm_bindgen(method, getter, js_name = isComposing)]
    pub(crate) fn is_composing(this: &Event) -> bool;
    #[wasm_bindgen(method, getter, js_name = inputType)]
    pub(crate) fn input_type(this: &Event) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = clientY)]
    pub(crate) fn client_y(this: &Event) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn persisted(this: &Event) -> bool;
    #[wasm_bindgen(method, getter, js_name = blockedURI)]
    pub(crate) fn blocked_uri(this: &Event) -> String;
    #[wasm_bindgen(method, js_name = preventDefault)]
    pub(crate) fn prevent_default(this: &Event);
}
