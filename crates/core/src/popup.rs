//! What a person is to see, as plain data. The shell draws it and decides nothing; every text here has passed through the checks of
//! the config or is one of the built-in messages, and reaches the page as text only.

use crate::{
    json::{self, Cursor, Decode, Encode, Node, Writer},
    words,
};
use alloc::{string::String, vec::Vec};

words! {
    /// How a campaign stands on the page.
    pub enum Format {
        /// Covers the page: a real modal dialog, focus moves in and returns.
        Modal = "modal",
        /// Comes in at the lower corner (a bottom sheet on phones): never moves focus, never covers the page.
        SlideIn = "slide-in",
    }
}

/// A whole pop-up, ready to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Popup {
    /// The campaign's id: `data-campaign`.
    pub campaign: String,
    /// The variant's id: `data-variant`; absent when the campaign has none.
    pub variant: Option<String>,
    /// How it stands on the page: `data-format`.
    pub format: Format,
    /// Language of the texts (BCP 47), for `lang`; absent means the page's own.
    pub language: Option<String>,
    /// Custom properties to set on the host element, name (with `--`) and value, each computed by the core from the checked theme.
    pub properties: Vec<(&'static str, String)>,
    /// `auto`, `light` or `dark`: the `color-scheme` to show.
    pub scheme: Scheme,
    /// Accessible name of the close button.
    pub close: &'static str,
    /// Label of the trap field that only robots fill; people and assistive technology never meet it.
    pub honeypot: &'static str,
    /// What the form shows first.
    pub step: Step,
}

words! {
    /// Which colours to show.
    pub enum Scheme {
        /// What the visitor's system prefers.
        Auto = "auto",
        /// Always light.
        Light = "light",
        /// Always dark.
        Dark = "dark",
    }
}

/// One step of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Position, from 0.
    pub index: u32,
    /// Number of steps, at least 1. Above 1 the shell shows the progress.
    pub of: u32,
    /// "Step 1 of 2", for people who do not see the progress bar; empty when there is one step.
    pub progress: String,
    /// Heading; names the dialog.
    pub title: String,
    /// A sentence below the heading; describes the dialog.
    pub body: Option<String>,
    /// The controls, in order.
    pub fields: Vec<Field>,
    /// Label of the back button; absent on the first step.
    pub back: Option<&'static str>,
    /// Label of the button that goes on.
    pub action: String,
    /// True when that button submits the form (`part="submit"`), false when it opens the next step (`part="next"`).
    pub submits: bool,
}

words! {
    /// What kind of control a field is.
    pub enum FieldKind {
        /// `<input type="text">`
        Text = "text",
        /// `<input type="email">`
        Email = "email",
        /// `<input type="tel">`
        Tel = "tel",
        /// `<textarea>`
        Textarea = "textarea",
        /// `<select>` with an empty first choice
        Select = "select",
        /// A group of radio buttons in a `<fieldset>`
        Radio = "radio",
        /// One checkbox without options; a group of them in a `<fieldset>` with options
        Checkbox = "checkbox",
        /// One checkbox that records a consent
        Consent = "consent",
    }
}

/// One control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The control's `name`, also the key in the lead.
    pub name: String,
    /// What kind of control.
    pub kind: FieldKind,
    /// Visible label.
    pub label: String,
    /// A hint below the label; describes the control.
    pub help: Option<String>,
    /// `placeholder`
    pub placeholder: Option<String>,
    /// `autocomplete` (HTML §4.10.18.7), checked against the standard's names.
    pub autocomplete: Option<String>,
    /// True when the form cannot go on without it.
    pub required: bool,
    /// The longest value taken, in UTF-16 units, for `maxlength` (the core cuts too).
    pub max_length: u32,
    /// Choices of select, radio and checkbox groups.
    pub options: Vec<Choice>,
    /// What the visitor has entered so far.
    pub value: Value,
    /// What is wrong with it, in words; absent when nothing is.
    pub error: Option<String>,
}

/// One choice of a select, radio or checkbox group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What the lead carries.
    pub value: String,
    /// What the visitor reads.
    pub label: String,
}

/// What a control holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, select and radio; empty when nothing is entered or chosen.
    Text(String),
    /// A single checkbox, or a consent.
    Flag(bool),
    /// The ticked values of a checkbox group.
    Many(Vec<String>),
}

/// A change to the pop-up on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Update {
    /// Another step replaces the one on screen; focus moves to its heading or first control.
    Step(Step),
    /// These fields (name, message) are wrong; focus moves to the first. Fields not named are right. What was typed stays.
    Errors(Vec<(String, String)>),
    /// One field's own state changed while typing: its message, or none when it has become right. Focus stays.
    FieldError(String, Option<String>),
    /// The lead is on its way and the visitor has to wait: controls are read-only, the button busy, this text shown politely.
    Busy(&'static str),
    /// It did not work: this text is shown as an alert, controls work again, what was typed stays.
    Failed(&'static str),
    /// The lead is safe.
    Thanks(Thanks),
}

/// The last screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thanks {
    /// Heading.
    pub title: String,
    /// A sentence below it.
    pub body: Option<String>,
    /// What the visitor gets.
    pub offer: Option<Offer>,
    /// Label of the button that closes.
    pub close: &'static str,
}

/// What the visitor gets after the submit: a link, in one of three dresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which kind.
    pub kind: OfferKind,
    /// Label of the link.
    pub label: String,
    /// A checked URL: http, https, mailto, tel or a same-origin path.
    pub url: String,
}

words! {
    /// Kinds of offer that work now.
    pub enum OfferKind {
        /// A file: the link carries `download`.
        Download = "download",
        /// A page.
        Link = "link",
        /// A page to pick a time on.
        Meeting = "meeting",
    }
}

impl Default for Value {
    fn default() -> Self {
        Value::Flag(false)
    }
}

impl Decode for Value {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        *self = match &node.value {
            json::Value::String(text) => Value::Text(text.clone()),
            json::Value::Bool(flag) => Value::Flag(*flag),
            json::Value::Array(_) => return json::set(self, json::read(node, cursor).map(Value::Many)),
            _ => return cursor.expected(node, "a string, true or false, or a list of strings"),
        };
        true
    }
}

impl Encode for Value {
    fn encode(&self, out: &mut Writer) {
        match self {
            Value::Text(text) => text.encode(out),
            Value::Flag(flag) => flag.encode(out),
            Value::Many(values) => values.encode(out),
        }
    }
}
