//! The form in the visitor's hands: what was entered, which step is on screen, what is wrong with it.

mod messages;
pub mod template;
mod validate;

pub use messages::{CLOSE, FAILED, HONEYPOT, SENDING, THANKS, TOO_LONG};
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
                self.values.retain(|(key, _)| *key != name);
                self.values.push((name, value));
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
        let wrong = |field: &Field| validate(field, &self.value(field)).err().map(|message| (field.name.clone(), message));
        let errors: Vec<(String, String)> = step.fields.iter().filter_map(wrong).collect();
        self.flagged = errors.iter().map(|(name, _)| name.clone()).collect();
        errors
    }

    /// Looks at one field again, after an edit or when it is left. The new state of its message, when that has changed. While typing
    /// (`leaving` false) a message only goes, never comes: nobody is told that "a" is no address.
    pub fn review(&mut self, form: &Form, name: &str, leaving: bool) -> Option<Option<String>> {
        let field = form.steps.get(self.step)?.fields.iter().find(|field| field.name == name)?;
        let value = self.value(field);
        let flagged = self.flagged.iter().any(|flagged| flagged == name);
        match validate(field, &value) {
            Ok(_) if flagged => {
                self.flagged.retain(|flagged| flagged != name);
                Some(None)
            }
            // An empty required field is no mistake until the visitor wants to go on.
            Err(message) if leaving && !flagged && value != empty(field) => {
                self.flagged.push(name.into());
                Some(Some(message))
            }
            _ => None,
        }
    }

    /// The submitted fields in the form's order, tidied; fields left empty are left out, flags always stand.
    #[must_use]
    pub fn submitted(&self, form: &Form) -> Vec<(String, Value)> {
        let tidy = |field: &Field| match validate(field, &self.value(field)) {
            Ok(value) => value,
            Err(_) => self.value(field),
        };
        let filled = form.fields().map(|field| (field.name.clone(), tidy(field)));
        filled
            .filter(|(_, value)| {
                !matches!(value, Value::Text(text) if text.is_empty()) && !matches!(value, Value::Many(many) if many.is_empty())
            })
            .collect()
    }

    /// The consents that the form asks for, and whether each was given.
    #[must_use]
    pub fn consents(&self, form: &Form) -> Vec<Consent> {
        form.fields()
            .filter(|field| field.kind == FieldKind::Consent)
            .map(|field| Consent {
                name: field.name.clone(),
                given: self.value(field) == Value::Flag(true),
                text: field.label.clone(),
                version: field.version.clone(),
            })
            .collect()
    }

    /// The step on screen, ready to draw.
    #[must_use]
    pub fn view(&self, form: &Form) -> popup::Step {
        let of = form.steps.len();
        let last = self.step + 1 >= of;
        let step = form.steps.get(self.step);
        popup::Step {
            index: self.step as u32,
            of: of as u32,
            progress: if of > 1 { messages::progress(self.step + 1, of) } else { String::new() },
            title: step.map(|step| step.title.clone()).unwrap_or_default(),
            body: step.and_then(|step| step.body.clone()),
            fields: step.map(|step| step.fields.iter().map(|field| self.field_view(field)).collect()).unwrap_or_default(),
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

fn max_length(field: &Field) -> u32 {
    if field.kind == FieldKind::Textarea { MAX_TEXT } else { MAX_LINE }
}

#[cfg(test)]
mod tests;
