//! Fit: points from what the visitor told us.

use super::{add, address::Lists, condition::holds_for_field};
use crate::{
    config::scoring::Fit,
    lead::{Axis, Factor},
    popup::Value,
};
use alloc::{string::String, vec::Vec};

/// Adds each fit rule that holds for these fields, the heaviest first. Of a visitor who has told nothing, nothing is judged.
pub fn add_factors(factors: &mut Vec<Factor>, fit: &Fit, fields: &[(String, Value)], lists: &Lists) {
    for (_, rule) in &fit.rules.0 {
        let value = fields.iter().find(|(name, _)| *name == rule.field).map(|(_, value)| value);
        if !fields.is_empty() && holds_for_field(&rule.condition, value, lists) {
            add(factors, Factor { rule: rule.id.clone(), axis: Axis::Fit, points: rule.points, count: 1, ..Factor::default() });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::check;

    fn fit_of(fields: &[(&str, Value)]) -> (i32, Vec<String>) {
        let (config, issues) = check(include_str!("../../../../www/limen.json"));
        assert_eq!(issues, []);
        let fields: Vec<(String, Value)> = fields.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
        let mut factors = Vec::new();
        add_factors(&mut factors, &config.expect("a config").scoring.fit, &fields, &Lists::default());
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
