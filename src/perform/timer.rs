//! The one timer.

use crate::{clock, entry::Route, ffi, runtime};
use limen_core::{Event, time::Millis};
use std::cell::Cell;

thread_local! {
    /// The timer that was set last; 0 for none.
    static SET: Cell<i32> = const { Cell::new(0) };
}

/// The longest time `setTimeout` takes (HTML §8.6: a 32-bit integer); beyond it the core is woken early and asks again.
const LONGEST: f64 = 2_147_483_647.0;

/// Sets it anew; none clears it.
pub(super) fn set(time: Option<Millis>) {
    // Clearing one that has fired, or none, does nothing.
    ffi::clear_timeout(SET.take());
    if let Some(time) = time {
        let delay = (time.0 - clock::now().0) as f64;
        SET.set(ffi::wait(delay.clamp(0.0, LONGEST), Route::Timer, 0));
    }
}

/// The time has come.
pub(crate) fn fired() {
    runtime::dispatch(Event::TimerFired);
}
