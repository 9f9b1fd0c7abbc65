//! Where the keyboard is: into a pop-up, around in it, and back to where it was.

use super::render::Drawn;
use crate::ffi;

/// Puts the focus where a visitor goes on: the first control with a keyboard at hand, the heading where focusing a control
/// would raise one over half the screen, and on the last screen.
pub(super) fn enter(drawn: &Drawn) {
    match drawn.controls.first() {
        Some(control) if !ffi::has_coarse_pointer() => control.focus(),
        _ => drawn.heading.focus(),
    }
}

/// Whether the focus is in the pop-up.
pub(super) fn is_inside(drawn: &Drawn) -> bool {
    drawn.root.active_element().is_some()
}

/// Gives the focus back. From a modal the browser does it.
pub(super) fn leave(drawn: &Drawn) {
    if drawn.modal {
        drawn.frame.close();
    } else if let (true, Some(before)) = (is_inside(drawn), &drawn.before) {
        before.focus();
    }
}

/// Tab past the last stop of a modal goes to the first and the other way round: natively it would leave for the browser's
/// own bars or get lost on the page's body.
pub(super) fn wrap(drawn: &Drawn, event: &ffi::Event) {
    let stops = drawn.root.query_all("button,a");
    let stop = |index: u32| ffi::Element::from(stops.get(index));
    let (first, last) = (stop(0), stop(stops.length() - 1));
    let active = drawn.root.active_element();
    let (end, other) = if event.shift_key() { (&first, &last) } else { (&last, &first) };
    if active.is_none() || active.as_ref() == Some(end) {
        event.prevent_default();
        other.focus();
    }
}
