//! The only reader of the clock.

use crate::ffi;
use limen_core::time::Millis;

/// Now, by the visitor's clock: it may be wrong and may jump; the core reckons with both.
pub(crate) fn now() -> Millis {
    Millis(ffi::date_now() as i64)
}
