//! `form`: steps and fields.

use super::{
    is_plain_name,
    place::{Object, Place, Placed},
};
use crate::{
    json::{Cursor, Decode, Manner, Node, OneOf, Value, word_at},
    object,
    popup::{Choice, FieldKind},
};
use alloc::{string::String, vec::Vec};

/// Bounds that keep a lead under 16 KiB and a form sane.
const MAX_STEPS: usize = 10;
const MAX_FIELDS: usize = 20;
const MAX_OPTIONS: usize = 250;

object! {
    /// What a campaign asks, in steps.
    pub thing Form checked by wrong {
        /// 1–10 steps.
        steps: Vec<Step> = "steps",
        /// Label of the submit button.
        submit: Option<String> = "submit",
    }
}

impl Form {
    /// Whether it has a field of this name.
    #[must_use]
    pub fn has_field(&self, name: &str) -> bool {
        self.steps.iter().any(|step| step.fields.iter().any(|field| field.name == name))
    }

    #[inline(always)]
    fn wrong(&self) -> Option<&'static str> {
        let mut names: Vec<&str> = Vec::new();
        for step in &self.steps {
            for field in &step.fields {
                if names.contains(&field.name.as_str()) {
                    return Some("two fields have the same name; a lead holds one value a name");
                }
                names.push(&field.name);
            }
        }
        if self.steps.is_empty() || self.steps.len() > MAX_STEPS {
            return Some("a form has 1 to 10 steps");
        }
        (names.is_empty() || names.len() > MAX_FIELDS).then_some("a form has 1 to 20 fields")
    }
}

object! {
    /// One step.
    pub thing Step {
        /// Heading.
        title: String = "title",
        /// A sentence below.
        body: Option<String> = "body",
        /// Its controls.
        fields: Vec<Field> = "fields",
        /// Label of the button that opens the next step.
        next: Option<String> = "next",
    }
}

object! {
    /// One control.
    pub thing Field checked by wrong {
        /// Its name in the lead: letters, digits, `_`, `-`, `.`; `bant.*` and `consent.*` have meaning of their own.
        name: String = "name",
        /// Which control.
        kind: FieldKind = "type",
        /// Visible label.
        label: String = "label",
        /// A hint.
        help: Option<String> = "help",
        /// `placeholder`
        placeholder: Option<String> = "placeholder",
        /// `autocomplete`
        autocomplete: Option<Autocomplete> = "autocomplete",
        /// Whether the form goes on without it; default true.
        required: Option<bool> = "required",
        /// Choices of select, radio and checkbox.
        options: Vec<Choice> = "options",
        /// Version of a consent's text.
        version: Option<String> = "version",
    }
}

impl Field {
    /// Whether the form goes on only with it.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.required == Some(true)
    }

    #[inline(always)]
    fn wrong(&self) -> Option<&'static str> {
        let chooses = matches!(self.kind, FieldKind::Select | FieldKind::Radio);
        let may_choose = chooses || self.kind == FieldKind::Checkbox;
        match self.options.len() {
            _ if !is_plain_name(&self.name) => Some("a field's name is 1 to 64 letters, digits, _, - or ."),
            0 if chooses => Some("a select or radio field needs \"options\""),
            1.. if !may_choose => Some("\"options\" belongs to select, radio and checkbox fields"),
            count if count > MAX_OPTIONS => Some("a field has at most 250 options"),
            _ if self.version.is_some() && self.kind != FieldKind::Consent => Some("\"version\" belongs to consent fields"),
            _ => None,
        }
    }
}

/// A choice is a text, or an object with a value and a label of its own.
impl Decode for Choice {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        if let Value::String(text) = &node.value {
            *self = Choice { value: text.clone(), label: text.clone() };
            return true;
        }
        Place::ValueAndLabel(self).fill(node, cursor)
    }
}

impl Object for Choice {
    #[inline(always)]
    fn shape() -> (Manner, &'static str, u32) {
        (Manner::Thing, "value label", 0b11)
    }

    #[inline(always)]
    fn member(&mut self, index: usize) -> Place<'_> {
        match index {
            0 => self.value.place(),
            _ => self.label.place(),
        }
    }
}

/// An autofill name of HTML §4.10.18.7.1; section and contact-kind prefixes are not needed in a form of one person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Autocomplete(pub String);

impl OneOf for Autocomplete {
    const WORDS: &'static str = "on off name honorific-prefix given-name additional-name family-name nickname organization-title organization \
                                 email tel tel-national url street-address address-line1 address-line2 address-level1 address-level2 \
                                 postal-code country country-name language username bday sex";

    fn at(place: usize) -> Option<Self> {
        Some(Autocomplete(word_at(Self::WORDS, place).into()))
    }
}
