//! The request that brings a lead to one endpoint.

use crate::{object, words};
use alloc::string::String;

object! {
    /// Everything that an attempt needs to know. It never changes: every attempt is the same request, to the byte.
    pub record Request {
        /// The endpoint, absolute.
        url: String = "url",
        /// `Content-Type`
        content_type: String = "type",
        /// Whether the answer can be read.
        mode: Mode = "mode",
        /// Whether `webhook-id`, `webhook-timestamp` and `Idempotency-Key` go along. They make the browser ask the endpoint first (a
        /// preflight). Not with `blind`, which may send no such header.
        identified: bool = "identified",
        /// Whether redirects are followed; else one means that the endpoint has moved. With `blind` they always are.
        follow: bool = "follow",
        /// Whether a yes counts only when its body holds the lead's id: else it may be a captive portal's.
        ack: bool = "ack",
        /// The exact text, at most 16 KiB of UTF-8.
        body: String = "body",
    }
}

words! {
    /// Whether the browser lets us read the answer.
    pub enum Mode {
        /// It does when the endpoint allows it (CORS).
        Cors = "cors",
        /// It never does (`no-cors`): what was sent stays unconfirmed.
        Blind = "blind",
    }
}

words! {
    /// How a lead travels, in the config's words.
    pub enum Format {
        /// JSON as `text/plain;charset=UTF-8`, no preflight, no custom header.
        Simple = "simple",
        /// `application/json` with `webhook-id`, `webhook-timestamp` and `Idempotency-Key`.
        Json = "json",
        /// As `simple`, to an endpoint whose answers cannot be read.
        Blind = "blind",
    }
}

impl Format {
    /// The request of this format.
    #[must_use]
    pub fn request(self, url: String, ack: bool, body: String) -> Request {
        let (content_type, identified) = match self {
            Format::Simple | Format::Blind => ("text/plain;charset=UTF-8", false),
            Format::Json => ("application/json", true),
        };
        let mode = if self == Format::Blind { Mode::Blind } else { Mode::Cors };
        Request { url, content_type: content_type.into(), mode, identified, follow: false, ack, body }
    }
}

impl Request {
    /// What the browser is to do about a redirect, in the words of `fetch`: say that there was one, or follow it. A blind request has no choice:
    /// any other is refused unsent (Fetch §4.1), and nobody learns that its body stayed behind.
    #[must_use]
    pub fn redirect(&self) -> &'static str {
        if self.follow || self.mode == Mode::Blind { "follow" } else { "manual" }
    }
}
