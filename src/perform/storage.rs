//! The visitor's snapshot, in localStorage. Where storage is refused the visit is simply not remembered.

use crate::{ffi, runtime};
use limen_core::Event;

fn key() -> String {
    ["limen:v1:", &runtime::site(), ":visitor"].concat()
}

/// Reads it and tells the core.
pub(super) fn load() {
    let text = ffi::Window::local_storage().and_then(|storage| storage.get_item(&key()));
    runtime::dispatch(Event::SnapshotLoaded(text.ok().flatten()));
}

/// Writes it. A full storage keeps the old one.
pub(super) fn save(text: &str) {
    let _ = ffi::Window::local_storage().and_then(|storage| storage.set_item(&key(), text));
}

/// Removes it.
pub(super) fn erase() {
    let _ = ffi::Window::local_storage().and_then(|storage| storage.remove_item(&key()));
}
