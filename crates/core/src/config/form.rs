//! `form`: steps and fields.

use crate::{
    json::{Cursor, FromNode, Node, Value},
    object,
    popup::{Choice, FieldKind},
};
use alloc::{string::String, vec::Vec};

/// Bounds that keep a lead under 16 KiB and a form sane.
const MAX_STEPS: usize = 10;
const MAX_FIELDS: usize = 20;
const MAX_OPTIONS: usize = 250;

/// What a campaign asks, in steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// 1–10 steps.
    pub steps: Vec<Step>,
    /// Label of the submit button.
    pub submit: Option<String>,
}

object! {
    thing FormParts {
        steps: Vec<Step> = "steps",
        submit: Option<String> = "submit",
    }
}

impl FromNode for Form {
    fn from_node(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        let FormParts { steps, submit } = crate::json::read::<FormParts>(node, cursor)?;
        let fields = steps.iter().flat_map(|step| &step.fields);
        let names: Vec<&str> = fields.map(|field| field.name.as_str()).collect();
        let doubled = names.iter().enumerate().find(|(index, name)| names.iter().take(*index).any(|earlier| earlier == *name));
        let message = if let Some((_, name)) = doubled {
            cursor.issue_with(node.at, || crate::json::concat(&["two fields are called \"", name, "\"; a lead holds one value a name"]));
            return None;
        } else if cursor.partial {
            return Some(Form { steps, submit });
        } else if steps.is_empty() || steps.len() > MAX_STEPS {
            "a form has 1 to 10 steps"
        } else if names.is_empty() || names.len() > MAX_FIELDS {
            "a form has 1 to 20 fields"
        } else {
            return Some(Form { steps, submit });
        };
        cursor.issue(node.at, message);
        None
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

/// One control.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// Its name in the lead: letters, digits, `_`, `-`, `.`; `bant.*` and `consent.*` have meaning of their own.
    pub name: String,
    /// Which control.
    pub kind: FieldKind,
    /// Visible label.
    pub label: String,
    /// A hint.
    pub help: Option<String>,
    /// `placeholder`
    pub placeholder: Option<String>,
    /// `autocomplete`
    pub autocomplete: Option<String>,
    /// Whether the form goes on without it.
    pub required: bool,
    /// Choices of select, radio and checkbox.
    pub options: Vec<Choice>,
    /// Version of a consent's text.
    pub version: Option<String>,
}

object! {
    thing FieldParts {
        name: String = "name",
        kind: FieldKind = "type",
        label: String = "label",
        help: Option<String> = "help",
        placeholder: Option<String> = "placeholder",
        autocomplete: Option<Autocomplete> = "autocomplete",
        required: Option<bool> = "required",
        options: Vec<Choice> = "options",
        version: Option<String> = "version",
    }
}

impl FromNode for Field {
    fn from_node(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        let parts = crate::json::read::<FieldParts>(node, cursor)?;
        let name_is_fit = !parts.name.is_empty()
            && parts.name.len() <= 64
            && parts.name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
        let chooses = matches!(parts.kind, FieldKind::Select | FieldKind::Radio);
        let may_choose = chooses || parts.kind == FieldKind::Checkbox;
        let message = if !name_is_fit {
            "a field's name is 1 to 64 letters, digits, _, - or ."
        } else if chooses && parts.options.is_empty() {
            "a select or radio field needs \"options\""
        } else if !may_choose && !parts.options.is_empty() {
            "\"options\" belongs to select, radio and checkbox fields"
        } else if parts.options.len() > MAX_OPTIONS {
            "a field has at most 250 options"
        } else if parts.version.is_some() && parts.kind != FieldKind::Consent {
            "\"version\" belongs to consent fields"
        } else {
            return Some(Field {
                name: parts.name,
                kind: parts.kind,
                label: parts.label,
                help: parts.help,
                placeholder: parts.placeholder,
                autocomplete: parts.autocomplete.map(|Autocomplete(token)| token),
                required: parts.required.unwrap_or(false),
                options: parts.options,
                version: parts.version,
            });
        };
        cursor.issue(node.at, message);
        None
    }
}

/// A choice is a text, or an object with a value and a label of its own.
impl FromNode for Choice {
    fn from_node(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        object! {
            thing Pair {
                value: String = "value",
                label: String = "label",
            }
        }
        if let Value::String(text) = &node.value {
            return Some(Choice { value: text.clone(), label: text.clone() });
        }
        crate::json::read::<Pair>(node, cursor).map(|Pair { value, label }| Choice { value, label })
    }
}

/// An autofill name of HTML §4.10.18.7.1; section and contact-kind prefixes are not needed in a form of one person.
#[derive(Clone, Debug, Default, PartialEq)]
struct Autocomplete(String);

impl FromNode for Autocomplete {
    fn from_node(node: &Node, cursor: &mut Cursor) -> Option<Self> {
        const NAMES: &[&str] = &[
            "on",
            "off",
            "name",
            "honorific-prefix",
            "given-name",
            "additional-name",
            "family-name",
            "nickname",
            "organization-title",
            "organization",
            "email",
            "tel",
            "tel-national",
            "url",
            "street-address",
            "address-line1",
            "address-line2",
            "address-level1",
            "address-level2",
            "postal-code",
            "country",
            "country-name",
            "language",
            "username",
            "bday",
            "sex",
        ];
        let index = crate::json::word(node, cursor, NAMES)?;
        NAMES.get(index).map(|&name| Autocomplete(name.into()))
    }
}
