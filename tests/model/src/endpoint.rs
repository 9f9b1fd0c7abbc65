//! Endpoints, and what each does to a request that reaches it.

use limen_core::{
    event::Outcome,
    outbox::{Attempt, Mode},
};

/// Where leads go to.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Its address.
    pub url: &'static str,
    /// What it does at present.
    pub mood: Mood,
}

/// All endpoints: the address, and what a config says of it beside.
pub const ENDPOINTS: [(&str, &str); 3] = [
    ("https://hooks.example/simple", r#""format":"simple""#),
    ("https://hooks.example/json", r#""format":"json","ack":"id""#),
    ("https://hooks.example/blind", r#""format":"blind""#),
];

/// What an endpoint does to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Stores the lead and says so, with its id.
    Well,
    /// Refuses the connection, or resets it before it has read anything.
    Refusing,
    /// Stores the lead and resets: the answer is lost.
    LosingAnswers,
    /// Answers with this status and somebody else's text.
    Saying(u16),
    /// 429 or 503 with this `Retry-After`.
    Busy(u16, &'static str),
    /// Never answers.
    Hanging,
    /// Redirects elsewhere.
    Moved,
}

/// What becomes of a request that reaches an endpoint.
pub struct Reply {
    /// Whether the lead is the endpoint's own now, by what the widget can know: it has said yes, or nobody could have heard a no.
    pub accepted: bool,
    /// What the browser sees; none when it waits for ever.
    pub outcome: Option<Outcome>,
}

impl Mood {
    /// All statuses with a meaning of their own, and some without. A captive portal says 200.
    pub const STATUSES: [u16; 18] = [200, 202, 204, 304, 400, 401, 403, 404, 408, 410, 413, 422, 425, 429, 500, 502, 503, 504];

    /// `Retry-After` in its forms, right and wrong.
    pub const WAITS: [&str; 6] = ["0", "7", "120", "999999", "soon", "Wed, 21 Oct 2099 07:28:00 GMT"];

    /// What a request comes to.
    #[must_use]
    pub fn reply(self, attempt: &Attempt) -> Reply {
        let outcome = match self {
            Mood::Well => said(attempt, 201, None, true),
            // When the answer is lost, the endpoint has the lead, but nobody has been told: the widget must go on.
            Mood::Refusing | Mood::LosingAnswers => Outcome::NetworkError,
            Mood::Saying(status) => said(attempt, status, None, false),
            Mood::Busy(status, wait) => said(attempt, status, Some(wait), false),
            Mood::Moved if attempt.request.redirect() == "manual" => Outcome::Redirected,
            Mood::Moved => Outcome::NetworkError,
            Mood::Hanging => return Reply { accepted: false, outcome: None },
        };
        let accepted = match &outcome {
            Outcome::Status { status: 200..=299, echoed, .. } => *echoed != Some(false),
            Outcome::Opaque => true,
            _ => false,
        };
        Reply { accepted, outcome: Some(outcome) }
    }
}

/// A status, as a browser lets a page see it.
fn said(attempt: &Attempt, status: u16, retry_after: Option<&str>, names_the_lead: bool) -> Outcome {
    match attempt.request.mode {
        Mode::Cors => {
            let echoed = attempt.request.ack && (200..300).contains(&status);
            Outcome::Status { status, retry_after: retry_after.map(Into::into), echoed: echoed.then_some(names_the_lead) }
        }
        Mode::Blind => Outcome::Opaque,
    }
}
