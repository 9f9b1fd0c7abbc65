//! The form in the visitor's hands: what was entered, which step is on screen, what is wrong with it.

mod messages;
pub mod template;
mod validate;

pub use messages::{CLOSE, FAILED, HONEYPOT, SENDING, THANKS, TOO_LONG};
pub(crate) use validate::is_email;
pub use validate::validate;

use crate::{
    config::form::{Autocomplete, Field, Form},
    lead::Consent,
    popup::{self, FieldKind, Value},
};
use alloc::{string::String, vec::Vec};

/// The longest value of a one-line control, in UTF-16 units; HTML's `maxlength` counts those.
const MAX_LINE: u32 = 254;
/// The longest text of a textarea.
const MAX_TEXT: u32 = 2_000;

/// What the visitor has entered into one form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filling {
    /// The step on screen, from 0.
    pub step: usize,
    values: Vec<(String, Value)>,
    /// Fields whose message is on screen.
    flagged: Vec<String>,
}

impl Filling {
    /// Takes in what the controls on screen hold. Names that are not on screen are passed over: other steps have been checked already.
    pub fn enter(&mut self, form: &Form, values: Vec<(String, Value)>) {
        let Some(step) = form.steps.get(self.step) else { return };
        for (name, value) in values {
            if step.fields.iter().any(|field| field.name == name) {
                match self.values.iter_mut().find(|(key, _)| *key == name) {
                    Some((_, before)) => *before = value,
                    None => self.values.push((name, value)),
                }
            }
        }
    }

    /// What a field holds.
    fn value(&self, field: &Field) -> Value {
        self.values.iter().find(|(name, _)| *name == field.name).map_or_else(|| empty(field), |(_, value)| value.clone())
    }

    /// What is wrong on the step on screen: name and message of each field, in order. Remembered, so that each message can go as soon as it is mended.
    pub fn flag_errors(&mut self, form: &Form) -> Vec<(String, String)> {
        let Some(step) = form.steps.get(self.step) else { return Vec::new() };
        let mut errors = Vec::new();
        self.flagged.clear();
        for field in &step.fields {
            if let Err(message) = validate(field, &self.value(field)) {
                self.flagged.push(field.name.clone());
                errors.push((field.name.clone(), message));
            }
        }
        errors
    }

    /// Looks at one field again, after an edit or when it is left. The new state of its message, when that has changed. While typing
    /// (`leaving` false) a message only goes, never comes: nobody is told that "a" is no address.
    pub fn review(&mut self, form: &Form, name: &str, leaving: bool) -> Option<Option<String>> {
        let field = form.steps.get(self.step)?.fields.iter().find(|field| field.name == name)?;
        let value = self.value(field);
        let flagged = self.flagged.iter().position(|flagged| flagged == name);
        match (validate(field, &value), flagged) {
            (Ok(_), Some(at)) => {
                self.flagged.remove(at);
                Some(None)
            }
            // An empty required field is no mistake until the visitor wants to go on.
            (Err(message), None) if leaving && !is_empty(&value) => {
                self.flagged.push(name.into());
                Some(Some(message))
            }
            _ => None,
        }
    }

    /// The submitted fields in the form's order, tidied; fields left empty are left out, flags always stand.
    #[must_use]
    pub fn submitted(&self, form: &Form) -> Vec<(String, Value)> {
        let mut submitted = Vec::new();
        for step in &form.steps {
            for field in &step.fields {
                let value = self.value(field);
                let value = validate(field, &value).unwrap_or(value);
                if matches!(value, Value::Flag(_)) || !is_empty(&value) {
                    submitted.push((field.name.clone(), value));
                }
            }
        }
        submitted
    }

    /// The consents that the form asks for, and whether each was given.
    #[must_use]
    pub fn consents(&self, form: &Form) -> Vec<Consent> {
        let mut consents = Vec::new();
        for step in &form.steps {
            for field in &step.fields {
                if field.kind == FieldKind::Consent {
                    consents.push(Consent {
                        name: field.name.clone(),
                        given: self.value(field) == Value::Flag(true),
                        text: field.label.clone(),
                        version: field.version.clone(),
                    });
                }
            }
        }
        consents
    }

    /// The step on screen, ready to draw.
    #[must_use]
    pub fn view(&self, form: &Form) -> popup::Step {
        let of = form.steps.len();
        let last = self.step + 1 >= of;
        let step = form.steps.get(self.step);
        let mut fields = Vec::new();
        for field in step.map_or(&[][..], |step| &step.fields) {
            fields.push(self.field_view(field));
        }
        popup::Step {
            index: self.step as u32,
            of: of as u32,
            progress: if of > 1 { messages::progress(self.step + 1, of) } else { String::new() },
            title: step.map(|step| step.title.clone()).unwrap_or_default(),
            body: step.and_then(|step| step.body.clone()),
            fields,
            back: (self.step > 0).then_some(messages::BACK),
            action: match step {
                Some(step) if !last => step.next.clone().unwrap_or_else(|| messages::NEXT.into()),
                _ => form.submit.clone().unwrap_or_else(|| messages::SUBMIT.into()),
            },
            submits: last,
        }
    }

    fn field_view(&self, field: &Field) -> popup::Field {
        popup::Field {
            name: field.name.clone(),
            kind: field.kind,
            label: field.label.clone(),
            help: field.help.clone(),
            placeholder: field.placeholder.clone(),
            autocomplete: field.autocomplete.as_ref().map(|Autocomplete(name)| name.clone()),
            required: field.is_required(),
            max_length: max_length(field),
            options: field.options.clone(),
            value: self.value(field),
            error: None,
        }
    }
}

fn empty(field: &Field) -> Value {
    match field.kind {
        FieldKind::Consent => Value::Flag(false),
        FieldKind::Checkbox if field.options.is_empty() => Value::Flag(false),
        FieldKind::Checkbox => Value::Many(Vec::new()),
        _ => Value::Text(String::new()),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Flag(given) => !given,
        Value::Many(values) => values.is_empty(),
        Value::Text(text) => text.is_empty(),
    }
}

fn max_length(field: &Field) -> u32 {
    if field.kind == FieldKind::Textarea { MAX_TEXT } else { MAX_LINE }
}

#[cfg(test)]
mod tests;
