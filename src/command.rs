//! `limen(verb, first, second)`: what the owner's own scripts ask for.

use crate::{ffi, runtime};
use limen_core::{Event, event::Scalar};
use wasm_bindgen::JsValue;

/// Does it; false when there is no such verb or it takes other arguments.
pub(crate) fn run(verb: &str, first: &JsValue, second: &JsValue) -> bool {
    let event = match (verb, first.as_string()) {
        ("track", Some(name)) => Event::Tracked { name, properties: scalars(second) },
        ("identify", None) => Event::Identified(scalars(first)),
        ("consent", None) => match first.as_bool() {
            Some(given) => Event::ConsentGiven(given),
            None => return false,
        },
        ("show", Some(campaign)) => Event::ShowRequested(campaign),
        ("hide", _) => Event::HideRequested,
        ("forget", _) => Event::ForgetRequested,
        ("debug", _) => {
            ffi::debug(first.as_bool() != Some(false));
            return true;
        }
        _ => return false,
    };
    runtime::dispatch(event);
    true
}

/// The own properties of an object that are text, numbers or flags; others are left out. Numbers with a fraction pass as text.
fn scalars(object: &JsValue) -> Vec<(String, Scalar)> {
    let mut found = Vec::new();
    // Throws for null, undefined and getters that throw: then there are none.
    let Ok(entries) = ffi::entries(object) else { return found };
    for index in 0..entries.length() {
        let entry: ffi::List = entries.get(index).into();
        if let (Some(name), Some(scalar)) = (entry.get(0).as_string(), scalar(&entry.get(1))) {
            found.push((name, scalar));
        }
    }
    found
}

fn scalar(value: &JsValue) -> Option<Scalar> {
    if let Some(text) = value.as_string() {
        return Some(Scalar::Text(text));
    }
    if let Some(flag) = value.as_bool() {
        return Some(Scalar::Flag(flag));
    }
    let number = value.as_f64()?;
    let whole = number as i64;
    // 2^53: beyond it a double no longer names one integer.
    let exact = whole as f64 == number && whole.unsigned_abs() <= 1 << 53;
    Some(if exact { Scalar::Integer(whole) } else { Scalar::Text(ffi::number_text(number)) })
}
