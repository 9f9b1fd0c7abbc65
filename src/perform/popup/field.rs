//! One field of the form: its label, hint, control and message, joined for assistive technology.

use super::render::{add, add_text, set};
use crate::ffi::{Element, create_element, number_text};
use limen_core::popup::{Field, FieldKind, Value};

/// A field on screen.
pub(super) struct Control {
    pub(super) name: String,
    kind: FieldKind,
    /// Holds all the rest.
    frame: Element,
    /// The one control, or each box of a group.
    inputs: Vec<Element>,
    /// True for a group of boxes.
    is_group: bool,
    id: String,
    has_help: bool,
    /// The message on screen, if there is one.
    error: Option<Element>,
}

/// Draws a field at the end of a form.
pub(super) fn draw(form: &Element, index: usize, field: &Field) -> Control {
    let is_group = !field.options.is_empty() && field.kind != FieldKind::Select;
    let frame = add(form, if is_group { "fieldset" } else { "div" }, "field");
    let mut control = Control {
        name: field.name.clone(),
        kind: field.kind,
        frame,
        inputs: Vec::new(),
        is_group,
        id: ["f", &number_text(index as f64)].concat(),
        has_help: field.help.is_some(),
        error: None,
    };
    control.draw(field);
    control.fill(&field.value);
    control.show_error(field.error.as_deref());
    control
}

impl Control {
    fn draw(&mut self, field: &Field) {
        let is_box = matches!(field.kind, FieldKind::Consent | FieldKind::Checkbox | FieldKind::Radio);
        if self.is_group {
            if field.kind == FieldKind::Radio {
                self.frame.set_attribute("role", "radiogroup");
            }
            self.label("legend", field);
            for choice in &field.options {
                let input = self.choice(&choice.label, field);
                input.set_attribute("value", &choice.value);
            }
        } else if is_box {
            self.choice(&field.label, field).set_attribute("id", &self.id);
            self.help(field);
        } else {
            self.label("label", field).set_attribute("for", &self.id);
            self.text(field).set_attribute("id", &self.id);
        }
    }

    /// The label of a group or of a control that stands below it, with the hint.
    fn label(&self, tag: &str, field: &Field) -> Element {
        let label = add_text(&self.frame, tag, "label", &field.label);
        mark_required(&label, field);
        self.help(field);
        label
    }

    fn help(&self, field: &Field) {
        if let Some(help) = &field.help {
            add_text(&self.frame, "p", "help", help).set_attribute("id", &self.help_id());
        }
    }

    /// A box to tick, inside its label.
    fn choice(&mut self, text: &str, field: &Field) -> Element {
        let label = add(&self.frame, "label", "choice");
        let kind = if field.kind == FieldKind::Radio { "radio" } else { "checkbox" };
        let input = add(&label, "input", "box");
        input.set_attribute("type", kind);
        let text = add_text(&label, "span", "text", text);
        if !self.is_group {
            mark_required(&text, field);
        }
        // In a group of checkboxes "required" would mean each of them.
        let required = field.required && !(self.is_group && kind == "checkbox");
        self.register(input, required)
    }

    /// A control to type or choose in.
    fn text(&mut self, field: &Field) -> Element {
        let (tag, kind) = match field.kind {
            FieldKind::Select => ("select", None),
            FieldKind::Textarea => ("textarea", None),
            FieldKind::Email => ("input", Some("email")),
            FieldKind::Tel => ("input", Some("tel")),
            _ => ("input", Some("text")),
        };
        let input = if field.kind == FieldKind::Select {
            // The arrow is the wrapper's: an image would need the page's policy to allow it.
            let select = add(&add(&self.frame, "div", "select"), tag, "control");
            add_text(&select, "option", "", field.placeholder.as_deref().unwrap_or("")).set_attribute("value", "");
            for choice in &field.options {
                add_text(&select, "option", "", &choice.label).set_attribute("value", &choice.value);
            }
            select
        } else {
            let input = add(&self.frame, tag, "control");
            input.set_attribute("maxlength", &number_text(f64::from(field.max_length)));
            set(&input, "type", kind);
            set(&input, "placeholder", field.placeholder.as_deref());
            input
        };
        set(&input, "autocomplete", field.autocomplete.as_deref());
        self.register(input, field.required)
    }

    fn register(&mut self, input: Element, required: bool) -> Element {
        input.set_attribute("name", &self.name);
        set(&input, "required", required.then_some(""));
        self.inputs.push(input.clone());
        input
    }

    /// Enters what the visitor has entered before.
    fn fill(&self, value: &Value) {
        for input in &self.inputs {
            match value {
                Value::Text(text) if self.is_group => input.set_checked(input.value() == *text),
                Value::Text(text) => input.set_value(text),
                Value::Flag(flag) => input.set_checked(*flag),
                Value::Many(values) => input.set_checked(values.contains(&input.value())),
            }
        }
    }

    /// What the control holds.
    pub(super) fn value(&self) -> Value {
        let ticked = || self.inputs.iter().filter(|input| input.checked()).map(Element::value);
        let first = || self.inputs.first();
        match self.kind {
            FieldKind::Radio => Value::Text(ticked().next().unwrap_or_default()),
            FieldKind::Checkbox if self.is_group => Value::Many(ticked().collect()),
            FieldKind::Checkbox | FieldKind::Consent => Value::Flag(first().is_some_and(Element::checked)),
            _ => Value::Text(first().map(Element::value).unwrap_or_default()),
        }
    }

    /// Shows what is wrong with the value, or that nothing is.
    pub(super) fn show_error(&mut self, message: Option<&str>) {
        match (message, &self.error) {
            (Some(message), Some(shown)) => shown.set_text(message),
            (Some(message), None) => {
                let error = add_text(&self.frame, "p", "error", message);
                error.set_attribute("id", &self.error_id());
                self.error = Some(error);
            }
            (None, Some(_)) => {
                if let Some(error) = self.error.take() {
                    error.remove();
                }
            }
            (None, None) => {}
        }
        self.describe();
    }

    /// Joins hint and message to what they are about: the control, or the group.
    fn describe(&self) {
        let ids = [self.has_help.then(|| self.help_id()), self.error.as_ref().map(|_| self.error_id())];
        let ids = ids.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let described = if self.is_group { Some(&self.frame) } else { self.inputs.first() };
        if let Some(described) = described {
            set(described, "aria-describedby", (!ids.is_empty()).then_some(&ids));
        }
        let invalid = if self.error.is_some() { "true" } else { "false" };
        // A radio button cannot be invalid, its group can; for checkboxes it is the other way round (WAI-ARIA 1.2).
        if self.kind == FieldKind::Radio {
            self.frame.set_attribute("aria-invalid", invalid);
        } else {
            self.inputs.iter().for_each(|input| input.set_attribute("aria-invalid", invalid));
        }
    }

    /// Puts the focus into it: in a group, on what is ticked or else the first.
    pub(super) fn focus(&self) {
        let ticked = self.inputs.iter().find(|input| self.is_group && input.checked());
        if let Some(input) = ticked.or(self.inputs.first()) {
            input.focus();
        }
    }

    fn help_id(&self) -> String {
        [&self.id, "-help"].concat()
    }

    fn error_id(&self) -> String {
        [&self.id, "-error"].concat()
    }
}

/// The mark for people who see; `required` on the control tells the others.
fn mark_required(label: &Element, field: &Field) {
    if field.required {
        let mark = create_element("span");
        mark.set_attribute("part", "required");
        mark.set_attribute("aria-hidden", "true");
        mark.set_text(" *");
        label.append(&mark);
    }
}
