//! One line on the console. What a visitor typed is never in it.

use crate::ffi;

/// Says it, with our name in front.
pub(crate) fn warn(text: &str) {
    ffi::warn(text);
}
