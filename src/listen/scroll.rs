//! How much of the page has been seen.

use crate::{
    entry::Route,
    ffi::{self, Manner},
    runtime,
};
use limen_core::Event;

/// The lowest part of the page seen so far, in percent.
#[derive(Default)]
pub(crate) struct State {
    deepest: u8,
}

pub(super) fn begin() {
    ffi::listen(&ffi::document(), "scroll", Manner::Passive, Route::Scroll, 0);
}

/// Another page begins at its top.
pub(super) fn restart() {
    runtime::with(|runtime| runtime.listen.scroll.deepest = 0);
}

/// Tells the core when more of the page has been seen than before.
pub(crate) fn scrolled() {
    let root = ffi::document().root();
    let (seen, height) = (root.scroll_top() + f64::from(ffi::window().inner_height()), root.scroll_height());
    let percent = if height > 0.0 { (seen * 100.0 / height).clamp(0.0, 100.0) as u8 } else { 100 };
    let deeper = runtime::with(|runtime| {
        let deepest = &mut runtime.listen.scroll.deepest;
        percent > std::mem::replace(deepest, percent.max(*deepest))
    });
    if deeper == Some(true) {
        runtime::dispatch(Event::Scrolled { percent });
    }
}
