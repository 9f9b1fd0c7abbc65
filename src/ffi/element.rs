//! Elements, of every kind.

use super::{List, Target};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// An element or a shadow root. Which properties and methods it has depends on its kind, as in JavaScript.
    #[wasm_bindgen(extends = Target)]
    #[derive(Clone, PartialEq)]
    pub(crate) type Element;

    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    pub(crate) fn create_element(tag: &str) -> Element;
    /// An open shadow root.
    pub(crate) fn shadow(host: &Element) -> Element;
    /// Gives a shadow root its sheet; answers with a rule for the host's custom properties.
    pub(crate) fn style(root: &Element, css: &str) -> Rule;
    /// What the sheet for the page itself holds; empty when nothing.
    #[wasm_bindgen(js_name = stylePage)]
    pub(crate) fn style_page(css: &str);

    #[wasm_bindgen(method, js_name = setAttribute)]
    pub(crate) fn set_attribute(this: &Element, name: &str, value: &str);
    #[wasm_bindgen(method, js_name = removeAttribute)]
    pub(crate) fn remove_attribute(this: &Element, name: &str);
    #[wasm_bindgen(method, js_name = getAttribute)]
    pub(crate) fn attribute(this: &Element, name: &str) -> Option<String>;
    #[wasm_bindgen(method, setter, js_name = textContent)]
    pub(crate) fn set_text(this: &Element, text: &str);
    #[wasm_bindgen(method)]
    pub(crate) fn append(this: &Element, child: &Element);
    #[wasm_bindgen(method)]
    pub(crate) fn after(this: &Element, sibling: &Element);
    #[wasm_bindgen(method)]
    pub(crate) fn remove(this: &Element);
    #[wasm_bindgen(method)]
    pub(crate) fn closest(this: &Element, selector: &str) -> Option<Element>;
    #[wasm_bindgen(method)]
    pub(crate) fn contains(this: &Element, other: &Element) -> bool;
    #[wasm_bindgen(method)]
    pub(crate) fn matches(this: &Element, selector: &str) -> bool;
    #[wasm_bindgen(method, js_name = querySelectorAll)]
    pub(crate) fn query_all(this: &Element, selector: &str) -> List;
    #[wasm_bindgen(method, getter, js_name = isContentEditable)]
    pub(crate) fn is_content_editable(this: &Element) -> bool;
    #[wasm_bindgen(method, js_name = getClientRects)]
    pub(crate) fn client_rects(this: &Element) -> List;
    #[wasm_bindgen(method, getter, js_name = scrollTop)]
    pub(crate) fn scroll_top(this: &Element) -> f64;
    #[wasm_bindgen(method, getter, js_name = scrollHeight)]
    pub(crate) fn scroll_height(this: &Element) -> f64;
    #[wasm_bindgen(method, getter, js_name = clientHeight)]
    pub(crate) fn client_height(this: &Element) -> f64;
    #[wasm_bindgen(method, getter, js_name = clientWidth)]
    pub(crate) fn client_width(this: &Element) -> u32;

    #[wasm_bindgen(method)]
    pub(crate) fn focus(this: &Element);
    /// The focused element inside a shadow root.
    #[wasm_bindgen(method, getter, js_name = activeElement)]
    pub(crate) fn active_element(this: &Element) -> Option<Element>;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_inert(this: &Element, inert: bool);
    #[wasm_bindgen(method, getter)]
    pub(crate) fn name(this: &Element) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn value(this: &Element) -> String;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_value(this: &Element, value: &str);
    #[wasm_bindgen(method, getter)]
    pub(crate) fn checked(this: &Element) -> bool;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_checked(this: &Element, checked: bool);

    /// Opens a dialog over the page.
    #[wasm_bindgen(method, js_name = showModal)]
    pub(crate) fn show_modal(this: &Element);
    /// Closes a dialog; the browser gives the focus back.
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Element);
    /// Lifts a popover over the page; fails in browsers that have none.
    #[wasm_bindgen(method, catch, js_name = showPopover)]
    pub(crate) fn show_popover(this: &Element) -> Result<(), JsValue>;

    /// The declarations of a style rule.
    pub(crate) type Rule;
    #[wasm_bindgen(method, js_name = setProperty)]
    pub(crate) fn set_property(this: &Rule, name: &str, value: &str);
}
