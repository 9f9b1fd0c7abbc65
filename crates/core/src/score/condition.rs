//! Whether a condition holds for a value.

use super::address::{self, Lists};
use crate::{
    config::scoring::{Condition, Wanted},
    event::Scalar,
    json::{AnyOf, push_integer},
    popup::Value,
    text::{number, trim},
};
use alloc::string::String;

/// Whether it holds for a field of the form; no value when it was left empty.
pub(super) fn holds_for_field(condition: &Condition, value: Option<&Value>, lists: &Lists) -> bool {
    match value {
        None => holds(condition, None, lists),
        Some(Value::Text(text)) => holds(condition, Some(text), lists),
        Some(Value::Flag(flag)) => holds(condition, Some(flag_text(*flag)), lists),
        Some(Value::Many(values)) => values.iter().any(|text| holds(condition, Some(text), lists)),
    }
}

/// Whether they all hold for traits or properties.
pub(super) fn all_hold(conditions: &[(String, Condition)], values: &[(String, Scalar)], lists: &Lists) -> bool {
    conditions.iter().all(|(name, condition)| {
        let value = values.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        match value {
            None => holds(condition, None, lists),
            Some(Scalar::Text(text)) => holds(condition, Some(text), lists),
            Some(Scalar::Flag(flag)) => holds(condition, Some(flag_text(*flag)), lists),
            Some(Scalar::Integer(whole)) => {
                let mut digits = String::new();
                push_integer(&mut digits, *whole);
                holds(condition, Some(&digits), lists)
            }
        }
    })
}

/// Whether it holds for a text.
#[cfg(feature = "diagnose")]
pub(crate) fn holds_for_text(condition: &Condition, text: &str) -> bool {
    holds(condition, Some(text), &Lists::default())
}

fn flag_text(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

fn holds(condition: &Condition, value: Option<&str>, lists: &Lists) -> bool {
    let Some(text) = value else { return condition.present == Some(false) };
    let equals = |wanted: &Wanted| wanted.0.eq_ignore_ascii_case(text);
    let range = || range(text);
    condition.present != Some(false)
        && condition.equals.as_ref().is_none_or(equals)
        && condition.one_of.as_ref().is_none_or(|AnyOf(wanted)| wanted.iter().any(equals))
        && condition.contains.as_ref().is_none_or(|wanted| contains(text, wanted))
        && condition.at_least.is_none_or(|least| range().is_some_and(|(low, _)| low >= least))
        && condition.at_most.is_none_or(|most| range().is_some_and(|(_, high)| high <= most))
        && condition.is.is_none_or(|kind| address::is(kind, text, lists))
}

/// Whether a text occurs in another, without regard to the case of ASCII letters. By bytes: a match of whole UTF-8 sequences is one of
/// characters.
pub(super) fn contains(text: &str, wanted: &str) -> bool {
    wanted.is_empty() || text.as_bytes().windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted.as_bytes()))
}

/// The least and the most that a text says as a number: `40`, `50-249`, `250+`, `<10`, `> 1,000`, `1.5` (from 1 to 2), `20 people`, `-3`.
/// `None` when it does not begin with a number.
fn range(text: &str) -> Option<(i64, i64)> {
    let mut rest = trim(text);
    let sign = rest.bytes().next().filter(|byte| matches!(byte, b'<' | b'>' | b'-'));
    if sign.is_some() {
        rest = rest.get(1..)?;
    }
    let (low, rest) = leading_number(rest)?;
    Some(match (sign, rest.bytes().next()) {
        (Some(b'<'), _) => (i64::MIN, low - 1),
        (Some(b'>'), _) => (low + 1, i64::MAX),
        (Some(_), _) => (-low, -low),
        (None, Some(b'+')) => (low, i64::MAX),
        (None, Some(b'.')) => (low, low + 1),
        (None, _) => {
            let dash = trim(rest);
            let high = dash.strip_prefix('-').or_else(|| dash.strip_prefix('–')).and_then(leading_number);
            let high = high.map_or(low, |(high, _)| high);
            (low.min(high), low.max(high))
        }
    })
}

/// A whole number at the start of a text, with what follows; separators of thousands (`,`, `'`) count as nothing.
fn leading_number(text: &str) -> Option<(i64, &str)> {
    let text = trim(text);
    let mut digits = String::new();
    let mut end = 0;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => digits.push(char::from(byte)),
            b',' | b'\'' => {}
            _ => break,
        }
        end += 1;
    }
    Some((number(&digits, 10)?, text.get(end..)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::decode;
    use proptest::prelude::*;

    fn holds_json(condition: &str, value: Option<&str>) -> bool {
        holds(&decode(condition).expect("a condition"), value, &Lists::default())
    }

    #[test]
    fn numbers_and_ranges_are_read_as_people_write_them() {
        for (text, expected) in [
            ("40", (40, 40)),
            ("50-249", (50, 249)),
            ("50 – 249 employees", (50, 249)),
            ("250+", (250, i64::MAX)),
            ("249-50", (50, 249)),
            ("1,000", (1000, 1000)),
            ("<10", (i64::MIN, 9)),
            ("> 500", (501, i64::MAX)),
            ("1.5", (1, 2)),
            ("-3", (-3, -3)),
            ("20 people", (20, 20)),
        ] {
            assert_eq!(range(text), Some(expected), "{text}");
        }
        for text in ["", "many", "+", "<", "-", "99999999999999999999"] {
            assert_eq!(range(text), None, "{text}");
        }
    }

    #[test]
    fn a_range_holds_only_when_all_of_it_does() {
        assert!(holds_json(r#"{"atLeast":50}"#, Some("50-249")));
        assert!(!holds_json(r#"{"atLeast":51}"#, Some("50-249")));
        assert!(holds_json(r#"{"atLeast":50,"atMost":249}"#, Some("50-249")));
        assert!(!holds_json(r#"{"atMost":1000000}"#, Some("250+")));
        assert!(!holds_json(r#"{"atLeast":1}"#, Some("many")));
    }

    #[test]
    fn several_tests_must_all_hold_and_absence_can_be_asked_for() {
        assert!(holds_json(r#"{"contains":"head","in":["Head of Sales","CEO"]}"#, Some("head of sales")));
        assert!(!holds_json(r#"{"contains":"head","equals":"CEO"}"#, Some("head of sales")));
        assert!(holds_json(r#"{"present":false}"#, None) && !holds_json(r#"{"present":false}"#, Some("x")));
        assert!(holds_json(r#"{"present":true}"#, Some("x")) && !holds_json(r#"{"present":true}"#, None));
        assert!(!holds_json(r#"{"equals":"x"}"#, None));
        assert!(holds_json(r#"{"equals":3}"#, Some("3")) && holds_json(r#"{"equals":true}"#, Some("true")));
    }

    #[test]
    fn a_condition_without_a_test_is_refused() {
        assert!(decode::<Condition>("{}").is_err());
    }

    proptest! {
        #[test]
        fn any_text_has_a_range_or_none(text in "\\PC{0,30}|[-<>+,.'0-9 ]{0,20}") {
            if let Some((low, high)) = range(&text) {
                prop_assert!(low != i64::MAX && high != i64::MIN);
            }
        }
    }
}
