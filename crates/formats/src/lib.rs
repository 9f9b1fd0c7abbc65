//! Leads as other people's endpoints take them.
//!
//! A webhook with a preset, or of the format `form`, does not get the lead's JSON as it is. This crate makes the request that it does get, from the
//! lead's text and the webhook's JSON. The page loads it as wasm, on demand; the command line links it: what `limen check --dry-run` and the
//! webhook tester print is what is sent.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

extern crate alloc;

mod flat;
mod lead;
mod names;
mod pairs;
mod presets;
mod text;

use alloc::{string::String, vec::Vec};
use lead::LeadView;
use limen_core::{
    config::webhook::{Shape, Webhook},
    json::{decode, encode},
    object,
    outbox::Request,
};

/// The request for a lead, as its JSON text, to a webhook of whatever format.
#[must_use]
pub fn request(webhook: &Webhook, lead: &str) -> Request {
    match &webhook.shaped {
        Some(shape) => shaped(&Asked { url: webhook.url.0.clone(), ack: webhook.ack, webhook: shape.clone() }, lead),
        None => webhook.request(lead.into()),
    }
}

object! {
    /// What the add-on is asked at a submit.
    record Question {
        /// The lead, as its JSON text.
        lead: String = "lead",
        /// The webhooks that get it.
        webhooks: Vec<Asked> = "webhooks",
    }
}

object! {
    /// One of them.
    record Asked {
        /// Where to, absolute.
        url: String = "url",
        /// Whether an answer must hold the lead's id.
        ack: bool = "ack",
        /// Its JSON, as the owner wrote it.
        webhook: String = "webhook",
    }
}

/// The add-on's one question: `{"lead": "…", "webhooks": [{"url", "ack", "webhook"}]}`, answered with a list of requests in the same order. A question
/// that is none of ours has no answer: an empty list.
#[must_use]
pub fn answer(question: &str) -> String {
    let question: Question = decode(question).unwrap_or_default();
    let requests: Vec<Request> = question.webhooks.iter().map(|asked| shaped(asked, &question.lead)).collect();
    encode(&requests)
}

/// A shape that cannot be read (the config has a mistake there, which `limen check` names) is a form: the lead is in it all the same.
fn shaped(asked: &Asked, lead: &str) -> Request {
    let shape = Shape::from_json(&asked.webhook).unwrap_or_default();
    presets::request(asked.url.clone(), asked.ack, &shape, &LeadView::new(lead))
}
