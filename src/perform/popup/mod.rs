//! The pop-up: draws what the core describes, and tells it what the visitor does there. It keeps no rule of the form.
//!
//! Everything stands in a shadow root under `<limen-popup>`, so that neither side's styles reach the other. A modal is a
//! native `<dialog>` opened over the page; a slide-in is a labelled region lifted over the page as a popover, which never
//! takes the focus. Events are heard by delegation, one listener per type on the shadow root.

mod field;
mod focus;
mod hear;
mod render;
mod style;
mod viewport;

pub(crate) use hear::heard;
pub(crate) use viewport::changed as viewport_changed;

use crate::{
    entry::{self, Route},
    ffi,
};
use limen_core::popup::{Format, Popup, Update};
use render::Drawn;
use std::cell::Cell;

thread_local! {
    /// What is on screen.
    static DRAWN: Cell<Option<Box<Drawn>>> = const { Cell::new(None) };
    /// What the live region is about to say.
    static ANNOUNCEMENT: Cell<String> = const { Cell::new(String::new()) };
}

/// How long a live region must have been there before its text changes, for screen readers to notice the change.
const REGION_LEAD: f64 = 150.0;

/// Draws a pop-up. One that is on screen goes.
pub(super) fn show(popup: Popup) {
    hide();
    let modal = popup.format == Format::Modal;
    let title = popup.step.title.clone();
    let drawn = render::draw(popup, entry::fresh_key());
    if modal {
        // Measures the page: before anything on it changes, so that it is laid out once.
        style::lock_page();
    }
    ffi::Document::body().append(&drawn.host);
    if modal {
        drawn.frame.show_modal();
        focus::enter(&drawn);
    } else {
        // Browsers without popovers show it in place, over the page by its z-index.
        let _ = drawn.frame.show_popover();
        say(title);
    }
    viewport::follow();
    put_back(drawn);
}

/// Changes the pop-up on screen.
pub(super) fn update(update: Update) {
    let Some(mut drawn) = take() else { return };
    match update {
        Update::Step(step) => {
            let inside = focus::is_inside(&drawn);
            drawn.draw_step(step);
            if inside {
                focus::enter(&drawn);
            }
        }
        Update::Errors(errors) => {
            for control in &mut drawn.controls {
                let error = errors.iter().find(|(name, _)| *name == control.name);
                control.show_error(error.map(|(_, message)| message.as_str()));
            }
            let first = drawn.controls.iter().find(|control| errors.iter().any(|(name, _)| *name == control.name));
            if let Some(first) = first {
                first.focus();
            }
        }
        Update::FieldError(name, error) => {
            if let Some(control) = drawn.controls.iter_mut().find(|control| control.name == name) {
                control.show_error(error.as_deref());
            }
        }
        Update::Busy(text) => {
            drawn.wait(text);
            say(text.to_owned());
        }
        Update::Failed(text) => drawn.fail(text),
        Update::Thanks(thanks) => {
            let (inside, title) = (focus::is_inside(&drawn), thanks.title.clone());
            drawn.draw_thanks(thanks);
            if inside {
                focus::enter(&drawn);
            } else {
                say(title);
            }
        }
    }
    put_back(drawn);
}

/// Takes the pop-up away and gives the focus back.
pub(super) fn hide() {
    let Some(drawn) = take() else { return };
    focus::leave(&drawn);
    drawn.host.remove();
    style::unlock_page();
}

/// Says something to people who do not see the screen, when they are not listening to something else.
fn say(text: String) {
    ANNOUNCEMENT.set(text);
    ffi::wait(REGION_LEAD, Route::Announce, 0);
}

/// The live region has been there long enough.
pub(crate) fn announce() {
    if let Some(drawn) = take() {
        drawn.live.set_text(&ANNOUNCEMENT.take());
        put_back(drawn);
    }
}

/// Takes the pop-up out of the state, to work on it. What our own changes make the browser tell meanwhile (a focus moved, an
/// element gone) finds none, and is not taken for something that the visitor did.
fn take() -> Option<Box<Drawn>> {
    DRAWN.take()
}

fn put_back(drawn: Box<Drawn>) {
    DRAWN.set(Some(drawn));
}
