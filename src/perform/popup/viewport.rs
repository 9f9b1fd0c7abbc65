//! The part of the window that a phone's keyboard leaves: the pop-up stays above it.

use crate::{
    entry::Route,
    ffi::{self, Manner},
    runtime,
};

/// Follows changes of the visual viewport, from the first pop-up on.
pub(super) fn follow() {
    let new = runtime::with(|runtime| !std::mem::replace(&mut runtime.perform.popup.follows_viewport, true));
    if let (Some(true), Some(viewport)) = (new, ffi::window().visual_viewport()) {
        ffi::listen(&viewport, "resize", Manner::Passive, Route::Viewport, 0);
    }
}

/// Tells the pop-up's sheet how much of the window's lower end is covered, in CSS pixels.
pub(crate) fn changed() {
    let window = ffi::window();
    let (Some(viewport), Some(drawn)) = (window.visual_viewport(), super::take()) else { return };
    let covered = f64::from(window.inner_height()) - viewport.height() - viewport.offset_top();
    drawn.theme.set_property("--keyboard", &[&ffi::number_text(covered.max(0.0)), "px"].concat());
    super::put_back(drawn);
}
