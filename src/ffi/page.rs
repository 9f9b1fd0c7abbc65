//! Window, document, navigator and the visitor's storage.

use super::{Element, List, Target};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Target)]
    #[derive(Clone)]
    pub(crate) type Window;
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: Window;
    #[wasm_bindgen(method, getter, js_name = innerWidth)]
    pub(crate) fn inner_width(this: &Window) -> u32;
    #[wasm_bindgen(method, getter, js_name = innerHeight)]
    pub(crate) fn inner_height(this: &Window) -> u32;
    /// The Navigation API, where the browser has it.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn navigation(this: &Window) -> Option<Target>;
    #[wasm_bindgen(method, getter, js_name = visualViewport)]
    pub(crate) fn visual_viewport(this: &Window) -> Option<VisualViewport>;
    /// Fails where storage is refused.
    #[wasm_bindgen(method, getter, catch, js_name = localStorage)]
    pub(crate) fn local_storage(this: &Window) -> Result<Storage, JsValue>;
    #[wasm_bindgen(method, js_name = matchMedia)]
    fn match_media(this: &Window, query: &str) -> Media;

    type Media;
    #[wasm_bindgen(method, getter)]
    fn matches(this: &Media) -> bool;

    #[wasm_bindgen(extends = Target)]
    pub(crate) type VisualViewport;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn height(this: &VisualViewport) -> f64;
    #[wasm_bindgen(method, getter, js_name = offsetTop)]
    pub(crate) fn offset_top(this: &VisualViewport) -> f64;

    pub(crate) type Storage;
    #[wasm_bindgen(method, catch, js_name = getItem)]
    pub(crate) fn get_item(this: &Storage, key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setItem)]
    pub(crate) fn set_item(this: &Storage, key: &str, value: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeItem)]
    pub(crate) fn remove_item(this: &Storage, key: &str) -> Result<(), JsValue>;

    #[derive(Clone)]
    pub(crate) type Navigator;
    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: Navigator;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn language(this: &Navigator) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn webdriver(this: &Navigator) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = globalPrivacyControl)]
    pub(crate) fn global_privacy_control(this: &Navigator) -> Option<bool>;

    #[wasm_bindgen(extends = Target)]
    #[derive(Clone)]
    pub(crate) type Document;
    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Document;
    /// The address, fragment included.
    #[wasm_bindgen(method, getter, js_name = URL)]
    pub(crate) fn url(this: &Document) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn referrer(this: &Document) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn title(this: &Document) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn hidden(this: &Document) -> bool;
    #[wasm_bindgen(method, js_name = hasFocus)]
    pub(crate) fn has_focus(this: &Document) -> bool;
    #[wasm_bindgen(method, getter, js_name = documentElement)]
    pub(crate) fn root(this: &Document) -> Element;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn body(this: &Document) -> Element;
    #[wasm_bindgen(method, getter, js_name = activeElement)]
    pub(crate) fn active_element(this: &Document) -> Option<Element>;
    #[wasm_bindgen(method, getter, js_name = fullscreenElement)]
    pub(crate) fn fullscreen_element(this: &Document) -> Option<Element>;
    #[wasm_bindgen(method, js_name = querySelectorAll)]
    pub(crate) fn query_all(this: &Document, selector: &str) -> List;
}

/// The window.
pub(crate) fn window() -> Window {
    WINDOW.with(Clone::clone)
}

/// What the browser says about itself.
pub(crate) fn navigator() -> Navigator {
    NAVIGATOR.with(Clone::clone)
}

/// The page.
pub(crate) fn document() -> Document {
    DOCUMENT.with(Clone::clone)
}

/// True when the main pointer is a finger.
pub(crate) fn has_coarse_pointer() -> bool {
    window().match_media("(pointer:coarse)").matches()
}
