//! What one attempt sends, however it came about: made once, at the submit, and never changed.

use crate::{object, words};
use alloc::string::String;

object! {
    /// One request to one webhook.
    pub record Request {
        /// The endpoint, absolute.
        url: String = "url",
        /// `Content-Type`
        content_type: String = "type",
        /// Whether the answer can be read.
        mode: Mode = "mode",
        /// Whether the headers `webhook-id`, `webhook-timestamp` and `Idempotency-Key` go along.
        identified: bool = "identified",
        /// Whether redirects are followed.
        follow: bool = "follow",
        /// Whether an answer only counts when it holds the lead's id.
        ack: bool = "ack",
        /// The exact text.
        body: String = "body",
    }
}

words! {
    /// Whether an endpoint lets pages read its answers.
    pub enum Mode {
        /// It does: the answer decides.
        Cors = "cors",
        /// It does not: what was sent counts as sent, unconfirmed.
        Blind = "blind",
    }
}
