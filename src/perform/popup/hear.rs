//! What the visitor does in the pop-up, told to the core.

use super::{focus, render::Drawn};
use crate::{ffi, runtime};
use limen_core::Event;

/// The events that are listened to on the shadow root, in the capture phase: `close` does not bubble.
pub(super) const TYPES: &str = "submit click input focusin focusout keydown pointerdown close";

/// Something has happened in the pop-up.
pub(crate) fn heard(key: u32, event: &ffi::Event) {
    let Some(mut drawn) = super::take() else { return };
    // A dialog that was closed tells of it a little later, when the next pop-up may be on screen.
    let told = if drawn.key == key { drawn.hear(event) } else { None };
    super::put_back(drawn);
    if let Some(told) = told {
        runtime::dispatch(told);
    }
}

impl Drawn {
    fn hear(&mut self, event: &ffi::Event) -> Option<Event> {
        let target = event.target();
        match event.kind().as_str() {
            "submit" => {
                event.prevent_default();
                (!self.busy).then(|| Event::Advanced { values: self.values(), honeypot: self.honeypot.value() })
            }
            "click" => self.clicked(&target),
            "input" => self.edited(&target, event),
            "focusout" => self.left(&target, event),
            "focusin" => {
                self.remember(event);
                None
            }
            "pointerdown" => {
                self.pressed_outside = target == self.frame;
                None
            }
            "keydown" => self.pressed(event),
            // Esc, or a phone's back gesture.
            "close" => Some(Event::Dismissed),
            _ => None,
        }
    }

    fn clicked(&mut self, target: &ffi::Element) -> Option<Event> {
        if *target == self.frame {
            // The backdrop. A press that began inside (text being selected) is no click on it, and one that would lose
            // what the visitor has typed is taken for a slip.
            let dismisses = self.modal && self.pressed_outside && !self.typed && !self.busy;
            return dismisses.then_some(Event::Dismissed);
        }
        match target.closest("[part]")?.attribute("part")?.as_str() {
            "close" | "done" => Some(Event::Dismissed),
            "back" if !self.busy => Some(Event::WentBack { values: self.values() }),
            "offer" => Some(Event::OfferTaken),
            _ => None,
        }
    }

    fn edited(&mut self, target: &ffi::Element, event: &ffi::Event) -> Option<Event> {
        let name = self.control_of(target)?;
        self.typed = true;
        let control = self.controls.iter().find(|control| control.name == name)?;
        let pasted = matches!(event.input_type().as_deref(), Some("insertFromPaste" | "insertFromDrop"));
        Some(Event::FieldEdited { value: control.value(), name, pasted })
    }

    /// The name of the form's control that an element is, if it is one.
    fn control_of(&self, element: &ffi::Element) -> Option<String> {
        let name = element.name()?;
        self.controls.iter().any(|control| control.name == name).then_some(name)
    }

    fn pressed(&self, event: &ffi::Event) -> Option<Event> {
        // WebKitGTK does not name the key when Shift is held with it, only its place.
        if self.modal && event.code().as_deref() == Some("Tab") {
            focus::wrap(self, event);
        }
        // A modal closes by itself, and tells.
        let escapes = !self.modal && event.key().as_deref() == Some("Escape") && !event.is_composing();
        escapes.then_some(Event::Dismissed)
    }

    fn left(&self, target: &ffi::Element, event: &ffi::Event) -> Option<Event> {
        let name = self.control_of(target)?;
        // From one box of a group to the next.
        let stays = event.related_target().and_then(|next| next.name()).as_ref() == Some(&name);
        (!stays).then_some(Event::FieldLeft { name })
    }

    /// Where the focus was before it came in.
    fn remember(&mut self, event: &ffi::Event) {
        if let Some(before) = event.related_target().filter(|before| !self.frame.contains(before)) {
            self.before = Some(before);
        }
    }
}
