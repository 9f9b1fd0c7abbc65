//! Events for the page: `CustomEvent`s on the document.

use crate::ffi;

/// Tells the page; `detail` is JSON text.
pub(super) fn tell(name: &str, detail: &str) {
    ffi::emit(name, &ffi::parse(detail), false);
}

/// Asks the page about a campaign; false when it objects.
pub(super) fn ask(name: &str, campaign: &str) -> bool {
    let detail = ffi::bag();
    detail.set("campaign", campaign);
    ffi::emit(name, &detail, true)
}
