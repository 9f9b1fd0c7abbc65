//! The pop-up's elements: made one by one, text as text, nothing parsed.

use super::{
    field::{self, Control},
    hear, style,
};
use crate::{
    entry::Route,
    ffi::{self, Element, Manner, create_element},
};
use limen_core::popup::{Format, OfferKind, Popup, Step, Thanks, Value};

/// A pop-up on screen.
pub(super) struct Drawn {
    /// Tells its events from those of pop-ups before it.
    pub(super) key: u32,
    pub(super) modal: bool,
    pub(super) host: Element,
    pub(super) root: Element,
    /// The dialog or region.
    pub(super) frame: Element,
    form: Element,
    fields: Element,
    action: Element,
    action_label: String,
    /// "It did not work", while that is on screen.
    failure: Option<Element>,
    /// The heading on screen.
    pub(super) heading: Element,
    /// The polite live region.
    pub(super) live: Element,
    /// The controls of the step on screen.
    pub(super) controls: Vec<Control>,
    pub(super) honeypot: Element,
    honeypot_label: &'static str,
    /// The host's custom properties.
    pub(super) theme: ffi::Rule,
    /// True while the visitor has to wait.
    pub(super) busy: bool,
    /// True once the visitor has entered something.
    pub(super) typed: bool,
    /// True when the last press began on the backdrop.
    pub(super) pressed_outside: bool,
    /// What had the focus before it came in.
    pub(super) before: Option<Element>,
}

/// Draws a pop-up, not yet on the page.
pub(super) fn draw(popup: Popup, key: u32) -> Box<Drawn> {
    let modal = popup.format == Format::Modal;
    let host = create_element("limen-popup");
    host.set_attribute("data-campaign", &popup.campaign);
    set(&host, "data-variant", popup.variant.as_deref());
    host.set_attribute("data-format", popup.format.name());
    set(&host, "lang", popup.language.as_deref());

    let root = ffi::shadow(&host);
    let theme = style::dress(&root, &popup);
    ffi::listen(&root, hear::TYPES, Manner::Active, Route::Popup, key);

    let frame = add(&root, if modal { "dialog" } else { "section" }, "popup");
    frame.set_attribute("class", popup.scheme.name());
    frame.set_attribute("aria-labelledby", "title");
    set(&frame, "popover", (!modal).then_some("manual"));

    let close = add_button(&frame, "close", "");
    close.set_attribute("aria-label", popup.close);
    let form = add(&frame, "form", "form");
    form.set_attribute("novalidate", "");
    let live = add(&frame, "p", "live");
    live.set_attribute("role", "status");

    let mut drawn = Box::new(Drawn {
        key,
        modal,
        fields: form.clone(),
        action: form.clone(),
        action_label: String::new(),
        heading: form.clone(),
        honeypot: form.clone(),
        honeypot_label: popup.honeypot,
        host,
        root,
        frame,
        form,
        failure: None,
        live,
        controls: Vec::new(),
        theme,
        busy: false,
        typed: false,
        pressed_outside: false,
        before: None,
    });
    drawn.draw_step(popup.step);
    drawn
}

impl Drawn {
    /// Draws a step in place of the one before.
    pub(super) fn draw_step(&mut self, step: Step) {
        let form = self.form.clone();
        form.set_text("");
        self.busy = false;
        self.failure = None;

        if step.of > 1 {
            let track = add(&form, "div", "track");
            track.set_attribute("aria-hidden", "true");
            for index in 0..step.of {
                add(&track, "i", if index <= step.index { "mark reached" } else { "mark" });
            }
            add_text(&form, "p", "progress", &step.progress);
        }
        self.head(&form, &step.title, step.body.as_deref());

        self.fields = add(&form, "div", "fields");
        self.controls = step.fields.iter().enumerate().map(|(index, field)| field::draw(&self.fields, index, field)).collect();
        self.honeypot = trap(&form, self.honeypot_label);

        let actions = add(&form, "div", "actions");
        if let Some(back) = step.back {
            add_button(&actions, "back", back);
        }
        self.action = add_button(&actions, if step.submits { "submit" } else { "next" }, &step.action);
        self.action.set_attribute("type", "submit");
        self.action_label = step.action;
    }

    /// Draws the last screen in place of the form.
    pub(super) fn draw_thanks(&mut self, thanks: Thanks) {
        self.busy = false;
        self.form.remove();
        self.controls.clear();
        let screen = add(&self.frame, "div", "thanks");
        self.head(&screen, &thanks.title, thanks.body.as_deref());
        let actions = add(&screen, "div", "actions");
        let has_offer = thanks.offer.is_some();
        if let Some(offer) = thanks.offer {
            let link = add_text(&actions, "a", "offer", &offer.label);
            link.set_attribute("href", &offer.url);
            set(&link, "download", (offer.kind == OfferKind::Download).then_some(""));
        }
        add_button(&actions, if has_offer { "done" } else { "done alone" }, thanks.close);
    }

    /// Heading and the sentence below it. They name and describe the pop-up.
    fn head(&mut self, parent: &Element, title: &str, body: Option<&str>) {
        self.heading = add_text(parent, "h2", "title", title);
        self.heading.set_attribute("id", "title");
        self.heading.set_attribute("tabindex", "-1");
        if let Some(body) = body {
            add_text(parent, "p", "body", body).set_attribute("id", "body");
        }
        set(&self.frame, "aria-describedby", body.map(|_| "body"));
    }

    /// Lets the visitor wait: nothing can be changed or pressed twice, but the focus stays on the button, which says why.
    pub(super) fn wait(&mut self, text: &str) {
        self.busy = true;
        self.clear_failure();
        if super::focus::is_inside(self) {
            self.action.focus();
        }
        self.fields.set_inert(true);
        self.action.set_text(text);
        self.disable_buttons(Some("true"));
    }

    /// Says that it did not work, and lets the visitor go on where they were.
    pub(super) fn fail(&mut self, text: &str) {
        self.busy = false;
        self.fields.set_inert(false);
        self.action.set_text(&self.action_label);
        self.disable_buttons(None);
        self.clear_failure();
        let failure = create_element("p");
        failure.set_attribute("part", "failure");
        failure.set_attribute("role", "alert");
        failure.set_text(text);
        self.fields.after(&failure);
        self.failure = Some(failure);
    }

    fn clear_failure(&mut self) {
        if let Some(failure) = self.failure.take() {
            failure.remove();
        }
    }

    fn disable_buttons(&self, disabled: Option<&str>) {
        let buttons = self.form.query_all("button");
        (0..buttons.length()).for_each(|index| set(&Element::from(buttons.get(index)), "aria-disabled", disabled));
    }

    /// Name and value of each control on screen.
    pub(super) fn values(&self) -> Vec<(String, Value)> {
        self.controls.iter().map(|control| (control.name.clone(), control.value())).collect()
    }
}

/// A field that people never meet, out of sight and out of the way of keyboard and screen reader. Robots fill it.
fn trap(form: &Element, label: &str) -> Element {
    let frame = add(form, "div", "trap");
    frame.set_attribute("aria-hidden", "true");
    let input = add(&add_text(&frame, "label", "", label), "input", "");
    for (name, value) in [("name", "limen_website"), ("tabindex", "-1"), ("autocomplete", "off")] {
        input.set_attribute(name, value);
    }
    input
}

/// An element with this part name (none when empty), at the end of another.
pub(super) fn add(parent: &Element, tag: &str, part: &str) -> Element {
    let element = create_element(tag);
    set(&element, "part", (!part.is_empty()).then_some(part));
    parent.append(&element);
    element
}

/// The same with a text.
pub(super) fn add_text(parent: &Element, tag: &str, part: &str, text: &str) -> Element {
    let element = add(parent, tag, part);
    element.set_text(text);
    element
}

fn add_button(parent: &Element, part: &str, text: &str) -> Element {
    let button = add_text(parent, "button", part, text);
    button.set_attribute("type", "button");
    button
}

/// Sets an attribute, or takes it away.
pub(super) fn set(element: &Element, name: &str, value: Option<&str>) {
    match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    }
}
