//! Whether a condition on one value can hold.

use crate::{
    config::scoring::{Condition, Wanted},
    score::holds_for_text,
};
use alloc::{format, string::String, vec::Vec};

/// Why a condition never holds; none when it may.
pub(super) fn impossible(condition: &Condition) -> Option<String> {
    if condition.present == Some(false) {
        return None;
    }
    let listed = condition.one_of.as_ref().map(|list| &list.0[..]).unwrap_or_default();
    let wanted: Vec<&Wanted> = match &condition.equals {
        Some(wanted) => [wanted].into(),
        None => listed.iter().collect(),
    };
    // The lists of e-mail domains change; what they say is no ground for a warning.
    let others = Condition { is: None, ..condition.clone() };
    if !wanted.is_empty() && !wanted.iter().any(|Wanted(text)| holds_for_text(&others, text)) {
        return Some("its tests contradict each other: no value passes all of them".into());
    }
    match (condition.at_least, condition.at_most) {
        (Some(least), Some(most)) if least > most => Some(format!("no number is at least {least} and at most {most}")),
        _ => None,
    }
}

/// What to say of a condition that asks for absence and for something else.
pub(super) fn idle(condition: &Condition) -> Option<&'static str> {
    let alone = Condition { present: Some(false), ..Condition::default() };
    (condition.present == Some(false) && *condition != alone)
        .then_some("\"present\": false holds only where there is no value, so the tests beside it have no effect; remove them or it")
}
