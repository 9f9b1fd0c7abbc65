//! The part of the window that a phone's keyboard leaves: the pop-up stays above it.

use crate::{
    entry::Route,
    ffi::{self, Manner},
};
use std::cell::Cell;

thread_local! {
    static FOLLOWS: Cell<bool> = const { Cell::new(false) };
}

/// Follows changes of the visual viewport, from the first pop-up on.
pub(super) fn follow() {
    if let (false, Some(viewport)) = (FOLLOWS.replace(true), ffi::Window::visual_viewport()) {
        ffi::listen(&viewport, "resize", Manner::Passive, Route::Viewport, 0);
    }
}

/// Tells the pop-up's sheet how much of the window's lower end is covered, in CSS pixels.
pub(crate) fn changed() {
    let (Some(viewport), Some(drawn)) = (ffi::Window::visual_viewport(), super::take()) else { return };
    // Pinching makes the viewport smaller, too, but covers nothing.
    let visible = viewport.height() * viewport.scale();
    let covered = f64::from(ffi::Window::inner_height()) - visible - viewport.offset_top();
    drawn.theme.set_property("--keyboard", &[&ffi::number_text(covered.max(0.0)), "px"].concat());
    super::put_back(drawn);
}
