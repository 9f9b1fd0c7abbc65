//! `{field}` in the owner's texts.

use crate::{popup::Value, text::split};
use alloc::string::String;

/// The text with every `{name}` replaced by what the visitor entered there. A name with nothing entered vanishes together with the comma and
/// space before it: "Thank you, {name}!" becomes "Thank you!". Braces around anything that is not a field's name stay.
#[must_use]
pub fn fill(text: &str, fields: &[(String, Value)], is_field: &dyn Fn(&str) -> bool) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = split(rest, b'{') {
        out.push_str(before);
        match split(after, b'}').filter(|(name, _)| is_field(name)) {
            Some((name, behind)) => {
                match entered(fields, name) {
                    Some(value) => out.push_str(value),
                    None => {
                        while matches!(out.as_bytes().last(), Some(b' ' | b',')) {
                            out.truncate(out.len() - 1);
                        }
                    }
                }
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// What was entered into a field as text; none when that is nothing.
pub fn entered<'a>(fields: &'a [(String, Value)], name: &str) -> Option<&'a str> {
    fields.iter().find_map(|(key, value)| match value {
        Value::Text(text) if key == name && !text.is_empty() => Some(text.as_str()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> String {
        fill(text, &[("name".into(), Value::Text("Ada {email}".into()))], &|name| ["name", "email"].contains(&name))
    }

    #[test]
    fn a_name_is_put_in_and_never_read_as_a_template_again() {
        assert_eq!(filled("Thank you, {name}!"), "Thank you, Ada {email}!");
    }

    #[test]
    fn a_field_left_empty_takes_its_comma_with_it() {
        assert_eq!(filled("Thank you, {email}!"), "Thank you!");
    }

    #[test]
    fn braces_that_name_no_field_stay() {
        assert_eq!(filled("{ {nmae} {} } {"), "{ {nmae} {} } {");
    }
}
