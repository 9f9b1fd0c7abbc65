//! What an answer means.

use crate::{
    event::Outcome,
    text::{number, trim},
    time::{Millis, Span},
};

/// The meaning of an attempt's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The receiver has it.
    Delivered,
    /// It was sent blind: nobody will ever say more.
    Sent,
    /// Not now.
    Retry,
    /// No for good, as far as this lead and this set-up go.
    Refused,
}

/// `Retry-After` is honoured up to here; beyond it a receiver could silence a lead for ever.
const MAX_RETRY_AFTER: Span = Span::HOUR;

/// What an attempt's end means: 2xx is delivered, unless it had to name the lead and does not (a captive portal says 200 to everything); 408,
/// 425, 429, 5xx and silence are to be retried; every other answer is a no (RFC 9110 §15).
#[must_use]
pub fn classify(outcome: &Outcome) -> Answer {
    match outcome {
        Outcome::Status { status: 200..=299, echoed: Some(false), .. } => Answer::Retry,
        Outcome::Status { status: 200..=299, .. } => Answer::Delivered,
        Outcome::Status { status: 408 | 425 | 429 | 500..=599, .. } => Answer::Retry,
        Outcome::Opaque => Answer::Sent,
        Outcome::NetworkError | Outcome::TimedOut => Answer::Retry,
        Outcome::Redirected | Outcome::Status { .. } => Answer::Refused,
    }
}

/// How long an answer of [`Answer::Retry`] asks to wait at least, if it does.
pub(super) fn least_wait(outcome: &Outcome, now: Millis) -> Option<Span> {
    match outcome {
        Outcome::Status { retry_after: Some(text), .. } => read_retry_after(text, now),
        _ => None,
    }
}

/// Seconds, or a date in the preferred form, `Wed, 21 Oct 2015 07:28:00 GMT` (RFC 9110 §10.2.3, §5.6.7).
fn read_retry_after(text: &str, now: Millis) -> Option<Span> {
    let text = trim(text);
    let span = if text.bytes().all(|byte| byte.is_ascii_digit()) {
        Span::SECOND.times(number(text.get(..text.len().min(9))?, 10)?)
    } else {
        Millis::from_http_date(text)?.since(now)
    };
    Some(span.min(MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16, retry_after: Option<&str>) -> Outcome {
        Outcome::Status { status, retry_after: retry_after.map(Into::into), echoed: None }
    }

    fn least(status: u16, retry_after: &str) -> Option<Span> {
        least_wait(&self::status(status, Some(retry_after)), Millis(1_445_412_420_000))
    }

    #[test]
    fn every_status_has_its_meaning() {
        for code in 100..=599 {
            let meaning = match code {
                200..=299 => Answer::Delivered,
                408 | 425 | 429 | 500..=599 => Answer::Retry,
                _ => Answer::Refused,
            };
            assert_eq!(classify(&status(code, None)), meaning, "{code}");
        }
    }

    #[test]
    fn what_has_no_status_has_its_meaning_too() {
        let meanings = [
            (Outcome::Opaque, Answer::Sent),
            (Outcome::Redirected, Answer::Refused),
            (Outcome::NetworkError, Answer::Retry),
            (Outcome::TimedOut, Answer::Retry),
        ];
        for (outcome, meaning) in meanings {
            assert_eq!(classify(&outcome), meaning, "{outcome:?}");
        }
    }

    #[test]
    fn a_yes_that_had_to_name_the_lead_counts_only_when_it_does() {
        for (echoed, meaning) in [(None, Answer::Delivered), (Some(true), Answer::Delivered), (Some(false), Answer::Retry)] {
            assert_eq!(classify(&Outcome::Status { status: 200, retry_after: None, echoed }), meaning, "{echoed:?}");
        }
    }

    #[test]
    fn retry_after_is_read_as_seconds_or_date_and_capped_at_an_hour() {
        assert_eq!(least(429, "30"), Some(Span(30_000)));
        assert_eq!(least(503, "Wed, 21 Oct 2015 07:28:00 GMT"), Some(Span(60_000)));
        assert_eq!(least(503, "Wed, 21 Oct 2014 07:28:00 GMT"), Some(Span(0)));
        assert_eq!(least(503, "99999999999999"), Some(Span::HOUR));
        for bad in ["", "soon", "-5", "Wed, 41 Oct 2015 07:28:00 GMT", "é"] {
            assert_eq!(least(429, bad), None, "{bad:?}");
        }
    }
}
