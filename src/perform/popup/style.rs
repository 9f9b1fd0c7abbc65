//! The pop-up's looks: its sheet, the owner's theme, and the lock that keeps the page still behind a modal.

use crate::ffi;
use limen_core::popup::Popup;

/// popup.css; the release build has it minified (see build.rs).
const SHEET: &str = include_str!(env!("LIMEN_POPUP_CSS"));

/// Styles a shadow root. The theme is set on the host from within, so a rule of the owner's own style sheet for
/// `limen-popup` wins over it.
pub(super) fn dress(root: &ffi::Element, popup: &Popup) -> ffi::Rule {
    let host = ffi::style(root, SHEET);
    for (name, value) in &popup.properties {
        host.set_property(name, value);
    }
    host
}

/// Keeps the page behind from scrolling. Where a scroll bar takes room, its room stays: nothing on the page moves.
pub(super) fn lock_page() {
    let has_bar = ffi::Window::inner_width() > ffi::Document::root().client_width();
    let gutter = if has_bar { "scrollbar-gutter:stable!important" } else { "" };
    ffi::style_page(&["html{overflow:hidden!important;", gutter, "}"].concat());
}

/// Lets the page scroll again.
pub(super) fn unlock_page() {
    ffi::style_page("");
}
