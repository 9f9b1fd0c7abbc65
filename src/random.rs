//! The only source of randomness.

use crate::ffi;

/// Fresh bytes of the browser's cryptographic generator, from which every id of this page load grows. All zero when the
/// browser refuses (none on the supported list does): ids then repeat, and the receiver would take two leads for one.
pub(crate) fn seed() -> [u8; 32] {
    let mut bytes = [0; 32];
    ffi::random_values(&mut bytes);
    bytes
}
