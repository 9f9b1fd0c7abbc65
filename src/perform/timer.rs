//! The one timer.

use crate::{clock, entry::Route, ffi, runtime};
use limen_core::{Event, time::Millis};

/// The timer that is set, if one is.
#[derive(Default)]
pub(crate) struct State {
    set: Option<i32>,
}

/// The longest time `setTimeout` takes (HTML §8.6: a 32-bit integer); beyond it the core is woken early and asks again.
const LONGEST: f64 = 2_147_483_647.0;

/// Sets it anew; none clears it.
pub(super) fn set(time: Option<Millis>) {
    if let Some(timer) = runtime::with(|runtime| runtime.perform.timer.set.take()).flatten() {
        ffi::clear_timeout(timer);
    }
    let Some(time) = time else { return };
    let delay = (time.0 - clock::now().0) as f64;
    let timer = ffi::wait(delay.clamp(0.0, LONGEST), Route::Timer, 0);
    runtime::with(|runtime| runtime.perform.timer.set = Some(timer));
}

/// The time has come.
pub(crate) fn fired() {
    runtime::with(|runtime| runtime.perform.timer.set = None);
    runtime::dispatch(Event::TimerFired);
}
