//! Whether somebody is there: signs of life, visibility, focus.

use crate::{
    clock,
    entry::Route,
    ffi::{self, Manner},
    runtime,
};
use limen_core::{Event, event::ACTIVITY_INTERVAL, time::Millis};

/// When the core was last told of a sign of life.
#[derive(Default)]
pub(crate) struct State {
    told: Option<Millis>,
    /// Who is looking, as the core knows it.
    attention: Option<(bool, bool)>,
}

pub(super) fn begin() {
    let window = ffi::window();
    ffi::listen(&window, "pointerdown pointermove keydown scroll touchstart", Manner::Passive, Route::Activity, 0);
    ffi::listen(&window, "visibilitychange focus blur", Manner::Passive, Route::Attention, 0);
}

/// Tells the core of a sign of life, unless it has just been told of one.
pub(crate) fn active() {
    let now = clock::now();
    let due = runtime::with(|runtime| {
        let told = &mut runtime.listen.engagement.told;
        // Compared by distance: a clock set back must not silence the signs for as long as it was set back.
        let due = told.is_none_or(|told| (now.0 - told.0).abs() >= ACTIVITY_INTERVAL);
        if due {
            *told = Some(now);
        }
        due
    });
    if due == Some(true) {
        runtime::dispatch(Event::Active);
    }
}

/// Tells the core who is looking.
pub(crate) fn attention_changed() {
    let (visible, focused) = attention();
    // Every control that gains or loses the focus comes by here as well.
    let changed = runtime::with(|runtime| runtime.listen.engagement.attention.replace((visible, focused)) != Some((visible, focused)));
    if changed == Some(true) {
        runtime::dispatch(Event::AttentionChanged { visible, focused });
    }
}

/// Whether the page is visible, and whether it is focused.
pub(crate) fn attention() -> (bool, bool) {
    let document = ffi::document();
    (!document.hidden(), document.has_focus())
}
