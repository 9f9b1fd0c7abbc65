//! The network's return.

use crate::{
    entry::Route,
    ffi::{self, Manner},
    runtime,
};
use limen_core::Event;

pub(super) fn begin() {
    ffi::listen(&ffi::Window::target(), "online", Manner::Passive, Route::Online, 0);
}

/// The browser reported a connection.
pub(crate) fn online() {
    runtime::dispatch(Event::WentOnline);
}
