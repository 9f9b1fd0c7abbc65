//! Whether somebody is there: signs of life, visibility, focus.

use crate::{
    clock,
    entry::Route,
    ffi::{self, Manner},
    runtime,
};
use limen_core::{Event, event::ACTIVITY_INTERVAL};
use std::cell::Cell;

thread_local! {
    /// When the core was last told of a sign of life, in milliseconds since 1970.
    static TOLD: Cell<i64> = const { Cell::new(0) };
    /// Who is looking, as the core knows it.
    static ATTENTION: Cell<(bool, bool)> = const { Cell::new((false, false)) };
}

pub(super) fn begin() {
    let window = ffi::Window::target();
    ffi::listen(&window, "pointerdown pointermove keydown scroll touchstart", Manner::Passive, Route::Activity, 0);
    ffi::listen(&window, "visibilitychange focus blur", Manner::Passive, Route::Attention, 0);
}

/// Tells the core of a sign of life, unless it has just been told of one.
pub(crate) fn active() {
    let now = clock::now().0;
    // By distance: a clock set back must not silence the signs for as long as it was set back.
    if (now - TOLD.get()).abs() >= ACTIVITY_INTERVAL {
        TOLD.set(now);
        runtime::dispatch(Event::Active);
    }
}

/// Tells the core who is looking, when that has changed: every control that gains or loses the focus comes by here as well.
pub(crate) fn attention_changed() {
    let before = ATTENTION.get();
    let (visible, focused) = attention();
    if before != (visible, focused) {
        runtime::dispatch(Event::AttentionChanged { visible, focused });
    }
}

/// Whether the page is visible, and whether it is focused.
pub(crate) fn attention() -> (bool, bool) {
    let attention = (!ffi::Document::hidden(), ffi::Document::has_focus());
    ATTENTION.set(attention);
    attention
}
