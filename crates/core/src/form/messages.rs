//! The built-in words that visitors read. Plain, short, and what to do next. Other languages come with their own issue; this is their place.

use crate::{json::push_integer, text::concat};
use alloc::string::String;

pub(super) const NEXT: &str = "Continue";
pub(super) const BACK: &str = "Back";
pub(super) const SUBMIT: &str = "Send";
/// Heading of the last screen when the campaign has none of its own.
pub const THANKS: &str = "Thank you!";
/// Accessible name of the close button, and label of the last screen's button.
pub const CLOSE: &str = "Close";
/// Label of the trap field: what a robot would like to fill in.
pub const HONEYPOT: &str = "Website";
/// While a lead that could not be made durable is on its way.
pub const SENDING: &str = "Sending…";
/// When such a lead did not arrive.
pub const FAILED: &str = "That did not go through. Nothing you typed is lost: please check your connection and try again.";
/// When all fields together exceed what a lead may hold.
pub const TOO_LONG: &str = "That is more text than can be sent at once. Please shorten it a little.";

pub(super) const EMAIL: &str = "Enter an email address such as name@example.com";
pub(super) const TEL: &str = "Enter a phone number with at least 5 digits, such as +44 20 7946 0000";
pub(super) const CHOOSE: &str = "Choose one of the options";
pub(super) const TICK: &str = "Tick this box to go on";
pub(super) const TICK_ANY: &str = "Tick at least one";

/// For a field that is required and empty.
pub(super) fn required(label: &str) -> String {
    concat(&["Fill in: ", label])
}

/// For a text that is too long.
pub(super) fn too_long(most: u32) -> String {
    let mut out = String::from("Shorten this to at most ");
    push_integer(&mut out, i64::from(most));
    out.push_str(" characters");
    out
}

/// Where in the form the visitor is.
pub(super) fn progress(step: usize, of: usize) -> String {
    let mut out = String::from("Step ");
    push_integer(&mut out, step as i64);
    out.push_str(" of ");
    push_integer(&mut out, of as i64);
    out
}
