//! How much of the page has been seen.

use crate::{
    entry::Route,
    ffi::{self, Manner},
    runtime,
};
use limen_core::Event;
use std::cell::Cell;

thread_local! {
    /// The lowest part of the page seen so far, in percent.
    static DEEPEST: Cell<u8> = const { Cell::new(0) };
}

pub(super) fn begin() {
    ffi::listen(&ffi::Window::target(), "scroll", Manner::Passive, Route::Scroll, 0);
}

/// Another page begins at its top.
pub(super) fn restart() {
    DEEPEST.set(0);
}

/// Tells the core when more of the page has been seen than before.
pub(crate) fn scrolled() {
    let root = ffi::Document::root();
    let (seen, height) = (root.scroll_top() + f64::from(ffi::Window::inner_height()), root.scroll_height());
    // A page without height divides to infinity or nothing: 100 or 0.
    let percent = (seen * 100.0 / height).clamp(0.0, 100.0) as u8;
    if percent > DEEPEST.get() {
        DEEPEST.set(percent);
        runtime::dispatch(Event::Scrolled { percent });
    }
}
