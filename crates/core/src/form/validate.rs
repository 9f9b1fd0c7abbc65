//! Whether a value is fit, and its tidied form.

use super::{max_length, messages};
use crate::{
    config::form::Field,
    popup::{FieldKind, Value},
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
            let known: Vec<String> = ticked.iter().filter(|value| is_option(field, value)).cloned().collect();
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
    let text = text.trim();
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
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let local_is_fit = !local.is_empty() && local.len() <= 64 && local.chars().all(|c| is_word(c) || is_one_of(c, ".!#$%&'*+/=?^_`{|}~-"));
    let label_is_fit = |label: &str| {
        (1..=63).contains(&label.chars().count())
            && label.chars().all(|c| is_word(c) || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    local_is_fit && domain.bytes().any(|byte| byte == b'.') && domain.split('.').all(label_is_fit)
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
