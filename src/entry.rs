//! The switchboard: every way from the page into the widget, by name.
//!
//! JavaScript gets no closures from here. A listener, timer or promise is registered with a [`Route`] and a key
//! (`ffi::listen`, `ffi::wait`, `ffi::settle`) and comes back as that pair, so nothing can leak or be called after its end.

use crate::{listen, perform};
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};

/// Where something that happened belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// The address has changed.
    Address,
    /// The address may change in a moment.
    AddressSoon,
    /// `pagehide`
    PageHidden,
    /// `pageshow`
    PageShown,
    /// `online`
    Online,
    /// `scroll`, for its depth.
    Scroll,
    /// The pointer has left an element, perhaps the window.
    PointerLeft,
    /// A sign of life.
    Activity,
    /// Visibility or focus have changed.
    Attention,
    /// The core's timer.
    Timer,
    /// Something in the pop-up.
    Popup,
    /// The time to announce a pop-up that has not taken the focus.
    Announce,
    /// The part of the page that is not covered by a keyboard or zoomed away has changed.
    Viewport,
    /// The names of the origin's databases.
    Databases,
    /// The request for the outbox's database; the key is the operation's.
    OutboxOpened,
    /// A transaction of the outbox, or what is read in it; the key is the operation's.
    Outbox,
    /// An operation of the outbox has taken too long; the key is the operation's.
    OutboxDeadline,
    /// The answer to an attempt; the key is the attempt's.
    Answer,
    /// An attempt has taken too long; the key is the attempt's.
    AnswerDeadline,
    /// The page's Content-Security-Policy has refused something.
    Policy,
}

impl Route {
    const ALL: [Route; 20] = [
        Route::Address,
        Route::AddressSoon,
        Route::PageHidden,
        Route::PageShown,
        Route::Online,
        Route::Scroll,
        Route::PointerLeft,
        Route::Activity,
        Route::Attention,
        Route::Timer,
        Route::Popup,
        Route::Announce,
        Route::Viewport,
        Route::Databases,
        Route::OutboxOpened,
        Route::Outbox,
        Route::OutboxDeadline,
        Route::Answer,
        Route::AnswerDeadline,
        Route::Policy,
    ];
}

thread_local! {
    static LAST_KEY: Cell<u32> = const { Cell::new(0) };
}

/// A key that nothing has had before.
pub(crate) fn fresh_key() -> u32 {
    let key = LAST_KEY.get() + 1;
    LAST_KEY.set(key);
    key
}

/// Takes something that happened to where it belongs.
pub(crate) fn arrive(route: u32, key: u32, value: JsValue) {
    let Some(route) = Route::ALL.get(route as usize) else { return };
    match route {
        Route::Address => listen::page::address_changed(),
        Route::AddressSoon => listen::page::address_may_change(),
        Route::PageHidden => {
            perform::suspend();
            listen::page::hidden();
        }
        Route::PageShown => {
            perform::resume();
            listen::page::shown(&value.unchecked_into());
        }
        Route::Online => listen::network::online(),
        Route::Scroll => listen::scroll::scrolled(),
        Route::PointerLeft => listen::exit_intent::left(&value.unchecked_into()),
        Route::Activity => listen::engagement::active(),
        Route::Attention => listen::engagement::attention_changed(),
        Route::Timer => perform::timer::fired(),
        Route::Popup => perform::popup::heard(key, &value.unchecked_into()),
        Route::Announce => perform::popup::announce(),
        Route::Viewport => perform::popup::viewport_changed(),
        Route::Databases => perform::outbox::listed(value),
        Route::OutboxOpened => perform::outbox::opened(key, &value.unchecked_into()),
        Route::Outbox => perform::outbox::heard(key, &value.unchecked_into()),
        Route::OutboxDeadline => perform::outbox::timed_out(key),
        Route::Answer => perform::send::answered(key, value),
        Route::AnswerDeadline => perform::send::timed_out(key),
        Route::Policy => perform::send::refused(&value.unchecked_into()),
    }
}
