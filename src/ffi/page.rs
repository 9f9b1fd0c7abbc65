//! Window, document, navigator and the visitor's storage.

use super::{Element, List, Target};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = window)]
    pub(crate) type Window;
    /// The window, to listen to: in the capture phase all that happens on the page comes by.
    #[wasm_bindgen(static_method_of = Window, getter, js_class = window, js_name = self)]
    pub(crate) fn target() -> Target;
    #[wasm_bindgen(static_method_of = Window, getter, js_class = window, js_name = innerWidth)]
    pub(crate) fn inner_width() -> u32;
    #[wasm_bindgen(static_method_of = Window, getter, js_class = window, js_name = innerHeight)]
    pub(crate) fn inner_height() -> u32;
    /// The Navigation API, where the browser has it.
    #[wasm_bindgen(static_method_of = Window, getter, js_class = window)]
    pub(crate) fn navigation() -> Option<Target>;
    #[wasm_bindgen(static_method_of = Window, getter, js_class = window, js_name = visualViewport)]
    pub(crate) fn visual_viewport() -> Option<VisualViewport>;
    /// Fails where storage is refused.
    #[wasm_bindgen(static_method_of = Window, getter, catch, js_class = window, js_name = localStorage)]
    pub(crate) fn local_storage() -> Result<Storage, JsValue>;
    #[wasm_bindgen(static_method_of = Window, js_class = window, js_name = matchMedia)]
    fn match_media(query: &str) -> Media;

    type Media;
    #[wasm_bindgen(method, getter)]
    fn matches(this: &Media) -> bool;

    #[wasm_bindgen(extends = Target)]
    pub(crate) type VisualViewport;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn height(this: &VisualViewport) -> f64;
    /// How far the visitor has pinched into the page.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn scale(this: &VisualViewport) -> f64;
    #[wasm_bindgen(method, getter, js_name = offsetTop)]
    pub(crate) fn offset_top(this: &VisualViewport) -> f64;

    pub(crate) type Storage;
    #[wasm_bindgen(method, catch, js_name = getItem)]
    pub(crate) fn get_item(this: &Storage, key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setItem)]
    pub(crate) fn set_item(this: &Storage, key: &str, value: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeItem)]
    pub(crate) fn remove_item(this: &Storage, key: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = navigator)]
    pub(crate) type Navigator;
    #[wasm_bindgen(static_method_of = Navigator, getter, js_class = navigator)]
    pub(crate) fn language() -> String;
    #[wasm_bindgen(static_method_of = Navigator, getter, js_class = navigator)]
    pub(crate) fn webdriver() -> Option<bool>;
    #[wasm_bindgen(static_method_of = Navigator, getter, js_class = navigator, js_name = globalPrivacyControl)]
    pub(crate) fn global_privacy_control() -> Option<bool>;

    #[wasm_bindgen(js_name = document)]
    pub(crate) type Document;
    /// The address, fragment included.
    #[wasm_bindgen(static_method_of = Document, getter, js_class = document, js_name = URL)]
    pub(crate) fn url() -> String;
    #[wasm_bindgen(static_method_of = Document, getter, js_class = document)]
    pub(crate) fn referrer() -> String;
    #[wasm_bindgen(static_method_of = Document, getter, js_class = document)]
    pub(crate) fn title() -> String;
    #[wasm_bindgen(static_method_of = Document, getter, js_class = document)]
    pub(crate) fn hidden() -> bool;
    #[wasm_bindgen(static_method_of = Document, js_class = document, js_name = hasFocus)]
    pub(crate) fn has_focus() -> bool;
    #[wasm_bindgen(static_method_of = Document, getter, js_class = document, js_name = documentElement)]
    pub(crate) fn root() -> Element;
    #[wasm_bindgen(static_method_of = Document, getter, js_class = document)]
    pub(crate) fn body() -> Element;
    #[wasm_bindgen(static_method_of = Document, getter, js_class = document, js_name = activeElement)]
    pub(crate) fn active_element() -> Option<Element>;
    #[wasm_bindgen(static_method_of = Document, getter, js_class = document, js_name = fullscreenElement)]
    pub(crate) fn fullscreen_element() -> Option<Element>;
    #[wasm_bindgen(static_method_of = Document, js_class = document, js_name = querySelectorAll)]
    pub(crate) fn query_all(selector: &str) -> List;
}

/// True when the main pointer is a finger.
pub(crate) fn has_coarse_pointer() -> bool {
    Window::match_media("(pointer:coarse)").matches()
}
