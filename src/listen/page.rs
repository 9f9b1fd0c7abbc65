//! The page itself: changes of its address without a load (single-page sites), and its way into and out of the
//! back/forward cache. Never `unload`: it would keep the page out of that cache.

use super::scroll;
use crate::{
    entry::Route,
    ffi::{self, Manner},
    runtime,
};
use limen_core::{Event, event::Page};
use std::cell::Cell;

thread_local! {
    /// The address that the core knows, without its fragment.
    static KNOWN: Cell<String> = const { Cell::new(String::new()) };
}

/// How long a router gets to change address and title after a click, in browsers without the Navigation API.
const ROUTER_PATIENCE: f64 = 300.0;

pub(super) fn begin() {
    let window = ffi::Window::target();
    ffi::listen(&window, "pagehide", Manner::Passive, Route::PageHidden, 0);
    ffi::listen(&window, "pageshow", Manner::Passive, Route::PageShown, 0);
    // `history` is the page's own and stays unpatched.
    match ffi::Window::navigation() {
        Some(navigation) => ffi::listen(&navigation, "navigatesuccess", Manner::Passive, Route::Address, 0),
        None => ffi::listen(&window, "popstate click keyup", Manner::Passive, Route::AddressSoon, 0),
    }
    is_new(&current().url);
}

/// The page as it is now.
pub(crate) fn current() -> Page {
    Page { url: ffi::Document::url(), referrer: ffi::Document::referrer(), title: ffi::Document::title() }
}

/// Looks again in a moment.
pub(crate) fn address_may_change() {
    ffi::wait(ROUTER_PATIENCE, Route::Address, 0);
}

/// Tells the core of a new address.
pub(crate) fn address_changed() {
    let page = current();
    if is_new(&page.url) {
        scroll::restart();
        runtime::dispatch(Event::PageViewed(page));
    }
}

/// Whether this is another page than the last time; a new fragment is another place on the same page.
fn is_new(url: &str) -> bool {
    let address = url.split('#').next().unwrap_or_default();
    let known = KNOWN.replace(address.to_owned());
    known != address
}

/// The page is being left or kept for later.
pub(crate) fn hidden() {
    runtime::dispatch(Event::PageHidden);
}

/// The page is shown, perhaps again.
pub(crate) fn shown(event: &ffi::Event) {
    if event.persisted() {
        runtime::dispatch(Event::PageRestored);
    }
}
