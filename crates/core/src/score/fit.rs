//! Fit: points from what the visitor told us.

use super::{
    add,
    address::{is_business, is_free},
};
use crate::{
    config::scoring::{AddressKind, Fit, FitRule},
    json::AnyOf,
    lead::{Axis, Factor},
    popup::Value,
};
use alloc::{string::String, vec::Vec};

/// Adds each fit rule that holds for these fields, the heaviest first.
pub fn add_factors(factors: &mut Vec<Factor>, fit: &Fit, fields: &[(String, Value)]) {
    for (_, rule) in &fit.rules.0 {
        if fields.iter().any(|(name, value)| *name == rule.field && holds(rule, value)) {
            add(factors, Factor { rule: rule.id.clone(), axis: Axis::Fit, points: rule.points, count: 1, last_at: None, last_page: None });
        }
    }
}

/// Fit: the sum of the factors' points; may be negative.
#[must_use]
pub fn points(factors: &[Factor]) -> i32 {
    let mut sum: i64 = 0;
    for factor in factors {
        if factor.axis == Axis::Fit {
            sum += i64::from(factor.points);
        }
    }
    sum.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}

fn holds(rule: &FitRule, value: &Value) -> bool {
    match value {
        Value::Text(text) => text_holds(rule, text),
        Value::Flag(flag) => text_holds(rule, if *flag { "true" } else { "false" }),
        Value::Many(values) => values.iter().any(|text| text_holds(rule, text)),
    }
}

fn text_holds(rule: &FitRule, text: &str) -> bool {
    let equals = |wanted: &String| wanted.eq_ignore_ascii_case(text);
    // By bytes: a match of whole UTF-8 sequences is a match of characters.
    let contains = |wanted: &String| {
        wanted.is_empty() || text.as_bytes().windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted.as_bytes()))
    };
    rule.equals.as_ref().is_some_and(equals)
        || rule.one_of.as_ref().is_some_and(|AnyOf(wanted)| wanted.iter().any(equals))
        || rule.contains.as_ref().is_some_and(contains)
        || match rule.is {
            Some(AddressKind::Business) => is_business(text),
            Some(AddressKind::Free) => is_free(text),
            None => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::check;

    fn fit_of(fields: &[(&str, Value)]) -> (i32, Vec<String>) {
        let (config, issues) = check(include_str!("../../../../www/limen.json"));
        assert_eq!(issues, []);
        let fields: Vec<(String, Value)> = fields.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
        let mut factors = Vec::new();
        add_factors(&mut factors, &config.expect("a config").scoring.fit, &fields);
        (points(&factors), factors.into_iter().map(|factor| factor.rule).collect())
    }

    #[test]
    fn what_the_visitor_told_us_adds_up() {
        let text = |text: &str| Value::Text(text.into());
        assert_eq!(
            fit_of(&[("email", text("ada@example.com")), ("company_size", text("50-249"))]),
            (60, vec!["company-size".into(), "business-email".into()])
        );
        assert_eq!(fit_of(&[("email", text("ada@gmail.com")), ("job_title", text("PhD Student"))]), (-40, vec!["student".into()]));
        assert_eq!(fit_of(&[]), (0, vec![]));
    }
}
