//! Whether a value is fit, and its tidied form.

use super::{max_length, messages};
use crate::{
    config::form::Field,
    popup::{FieldKind, Value},
    text::{split, split_last, trim},
};
use alloc::{borrow::ToOwned, string::String, vec::Vec};

/// The value as the lead is to carry it: trimmed, one Unicode line or text.
///
/// # Errors
/// What the visitor is to do, in words.
pub fn validate(field: &Field, value: &Value) -> Result<Value, String> {
    match (field.kind, value) {
        (FieldKind::Consent | FieldKind::Checkbox, Value::Flag(given)) => {
            if field.is_required() && !given {
                return Err(messages::TICK.to_owned());
            }
            Ok(Value::Flag(*given))
        }
        (FieldKind::Checkbox, Value::Many(ticked)) => {
            let mut known = Vec::new();
            for value in ticked {
                if is_option(field, value) {
                    known.push(value.clone());
                }
            }
            if field.is_required() && known.is_empty() {
                return Err(messages::TICK_ANY.to_owned());
            }
            Ok(Value::Many(known))
        }
        (_, Value::Text(text)) => validate_text(field, text).map(Value::Text),
        // A control cannot hold another kind of value; a page script that says so is not believed.
        _ => Err(messages::required(&field.label)),
    }
}

fn validate_text(field: &Field, text: &str) -> Result<String, String> {
    let text = trim(text);
    let chooses = matches!(field.kind, FieldKind::Select | FieldKind::Radio);
    if text.is_empty() {
        return match (field.is_required(), chooses) {
            (false, _) => Ok(String::new()),
            (true, true) => Err(messages::CHOOSE.to_owned()),
            (true, false) => Err(messages::required(&field.label)),
        };
    }
    let fit = match field.kind {
        _ if text.encode_utf16().count() > max_length(field) as usize => return Err(messages::too_long(max_length(field))),
        FieldKind::Email if !is_email(text) => messages::EMAIL,
        FieldKind::Tel if !is_tel(text) => messages::TEL,
        _ if chooses && !is_option(field, text) => messages::CHOOSE,
        _ => return Ok(text.to_owned()),
    };
    Err(fit.to_owned())
}

fn is_option(field: &Field, text: &str) -> bool {
    field.options.iter().any(|option| option.value == text)
}

/// HTML's valid e-mail address (§4.10.5.1.5), and a dot in the domain: `ada@localhost` is never a lead. Domains may be internationalised,
/// as browsers accept them.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, mut domain)) = split_last(text, b'@') else { return false };
    let local_is_fit = (1..=64).contains(&local.len()) && local.chars().all(|c| is_word(c) || is_one_of(c, ".!#$%&'*+/=?^_`{|}~-"));
    if !local_is_fit || split(domain, b'.').is_none() {
        return false;
    }
    while let Some((label, rest)) = split(domain, b'.') {
        if !is_label(label) {
            return false;
        }
        domain = rest;
    }
    is_label(domain)
}

/// Whether a text can be a part of a domain.
fn is_label(text: &str) -> bool {
    let edges = [text.as_bytes().first(), text.as_bytes().last()];
    (1..=63).contains(&text.chars().count()) && text.chars().all(|c| is_word(c) || c == '-') && !edges.contains(&Some(&b'-'))
}

/// `str::contains` would bring the standard library's search of texts in texts along, 2 kB.
fn is_one_of(c: char, signs: &str) -> bool {
    signs.chars().any(|sign| sign == c)
}

/// A letter or digit. Whatever is not ASCII counts as one (the tables that would tell cost visitors 3 kB), but for spaces.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && !c.is_whitespace())
}

/// Digits with the usual signs between them, at least 5 (the shortest subscriber numbers), at most 15 (ITU-T E.164) and an extension.
fn is_tel(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest_is_fit = text.chars().all(|c| c.is_ascii_digit() || is_one_of(c, " +-./()#*,;extEXT") || c == '\u{a0}');
    (5..=20).contains(&digits) && rest_is_fit
}
