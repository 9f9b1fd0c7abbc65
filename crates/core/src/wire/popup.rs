//! The pop-up as data, written.

use crate::{
    json::{Encode, Writer},
    popup::{Choice, Field, Offer, Popup, Step, Thanks, Update},
    write_object,
};
use alloc::{string::String, vec::Vec};

/// Defines the writer of a struct: `field = "key"` a line.
macro_rules! written {
    ($type:ident { $($field:ident = $key:literal,)* }) => {
        impl Encode for $type {
            fn encode(&self, out: &mut Writer) {
                write_object!(out, concat!($($key, " "),*), $(self.$field),*);
            }
        }
    };
}

written!(Popup {
    campaign = "campaign",
    variant = "variant",
    format = "format",
    language = "language",
    properties = "properties",
    scheme = "scheme",
    close = "close",
    honeypot = "honeypot",
    step = "step",
});

written!(Step {
    index = "index",
    of = "of",
    progress = "progress",
    title = "title",
    body = "body",
    fields = "fields",
    back = "back",
    action = "action",
    submits = "submits",
});

written!(Field {
    name = "name",
    kind = "kind",
    label = "label",
    help = "help",
    placeholder = "placeholder",
    autocomplete = "autocomplete",
    required = "required",
    max_length = "maxLength",
    options = "options",
    value = "value",
    error = "error",
});

written!(Choice {
    value = "value",
    label = "label",
});

written!(Thanks {
    title = "title",
    body = "body",
    offer = "offer",
    close = "close",
});

written!(Offer {
    kind = "kind",
    label = "label",
    url = "url",
});

/// The host's custom properties: an object.
impl Encode for Vec<(&'static str, String)> {
    fn encode(&self, out: &mut Writer) {
        out.open('{');
        for (name, value) in self {
            out.key(name);
            out.string(value);
        }
        out.close('}');
    }
}

impl Encode for Update {
    fn encode(&self, out: &mut Writer) {
        match self {
            Update::Step(step) => {
                write_object!(out, "step", step);
            }
            Update::Errors(errors) => {
                write_object!(out, "errors", errors);
            }
            Update::FieldError(name, error) => {
                write_object!(out, "field error", name, error);
            }
            Update::Busy(text) => {
                write_object!(out, "busy", text);
            }
            Update::Failed(text) => {
                write_object!(out, "failed", text);
            }
            Update::Thanks(thanks) => {
                write_object!(out, "thanks", thanks);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::encode;

    #[test]
    fn an_update_is_told_by_its_one_member() {
        assert_eq!(encode(&Update::Busy("Sending")), r#"{"busy":"Sending"}"#);
        assert_eq!(encode(&Update::FieldError("email".into(), None)), r#"{"field":"email"}"#);
        assert_eq!(encode(&Update::Errors(vec![("email".into(), "no".into())])), r#"{"errors":{"email":"no"}}"#);
    }
}
