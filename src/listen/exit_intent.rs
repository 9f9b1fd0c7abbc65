//! The pointer leaving the window through its top, towards tabs and address.

use crate::{
    entry::Route,
    ffi::{self, Manner},
    runtime,
};
use limen_core::Event;

pub(super) fn begin() {
    ffi::listen(&ffi::Window::target(), "mouseout", Manner::Passive, Route::PointerLeft, 0);
}

/// Out of an element. Into none, and above the upper edge: out of the window through its top.
pub(crate) fn left(event: &ffi::Event) {
    if event.client_y() <= 0.0 && event.related_target().is_none() {
        runtime::dispatch(Event::ExitIntended);
    }
}
