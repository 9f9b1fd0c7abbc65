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
    /// Not now; with how long to wait at least, when the receiver said so.
    Retry(Option<Span>),
    /// No for good, as far as this lead and this set-up go.
    Refused,
}

/// `Retry-After` is honoured up to here; beyond it a receiver could silence a lead for ever.
const MAX_RETRY_AFTER: Span = Span::HOUR;

/// What an attempt's end means: 2xx is delivered, unless it had to name the lead and does not (a captive portal says 200 to everything); 408,
/// 425, 429, 5xx and silence are to be retried; every other answer is a no (RFC 9110 §15).
#[must_use]
pub fn classify(outcome: &Outcome, now: Millis) -> Answer {
    match outcome {
        Outcome::Status { status: 200..=299, echoed: Some(false), .. } => Answer::Retry(None),
        Outcome::Status { status: 200..=299, .. } => Answer::Delivered,
        Outcome::Status { status: 408 | 425 | 429 | 500..=599, retry_after, .. } => {
            Answer::Retry(retry_after.as_deref().and_then(|text| read_retry_after(text, now)))
        }
        Outcome::Opaque => Answer::Sent,
        Outcome::NetworkError | Outcome::TimedOut => Answer::Retry(None),
        Outcome::Redirected | Outcome::Status { .. } => Answer::Refused,
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

    fn status(status: u16, retry_after: Option<&str>) -> Answer {
        let outcome = Outcome::Status { status, retry_after: retry_after.map(Into::into), echoed: None };
        classify(&outcome, Millis(1_445_412_420_000))
    }

    #[test]
    fn every_status_has_its_meaning() {
        for code in 100..=599 {
            let meaning = match code {
                200..=299 => Answer::Delivered,
                408 | 425 | 429 | 500..=599 => Answer::Retry(None),
                _ => Answer::Refused,
            };
            assert_eq!(status(code, None), meaning, "{code}");
        }
    }

    #[test]
    fn what_has_no_status_has_its_meaning_too() {
        let meanings = [
            (Outcome::Opaque, Answer::Sent),
            (Outcome::Redirected, Answer::Refused),
            (Outcome::NetworkError, Answer::Retry(None)),
            (Outcome::TimedOut, Answer::Retry(None)),
        ];
        for (outcome, meaning) in meanings {
            assert_eq!(classify(&outcome, Millis(0)), meaning, "{outcome:?}");
        }
    }

    #[test]
    fn a_yes_that_had_to_name_the_lead_counts_only_when_it_does() {
        for (echoed, meaning) in [(None, Answer::Delivered), (Some(true), Answer::Delivered), (Some(false), Answer::Retry(None))] {
            assert_eq!(classify(&Outcome::Status { status: 200, retry_after: None, echoed }, Millis(0)), meaning, "{echoed:?}");
        }
    }

    #[test]
    fn retry_after_is_read_as_seconds_or_date_and_capped_at_an_hour() {
        assert_eq!(status(429, Some("30")), Answer::Retry(Some(Span(30_000))));
        assert_eq!(status(503, Some("Wed, 21 Oct 2015 07:28:00 GMT")), Answer::Retry(Some(Span(60_000))));
        assert_eq!(status(503, Some("Wed, 21 Oct 2014 07:28:00 GMT")), Answer::Retry(Some(Span(0))));
        assert_eq!(status(503, Some("99999999999999")), Answer::Retry(Some(Span::HOUR)));
        for bad in ["", "soon", "-5", "Wed, 41 Oct 2015 07:28:00 GMT", "é"] {
            let answer = status(429, Some(bad));
            assert!(matches!(answer, Answer::Retry(None)), "{bad:?} {answer:?}");
        }
    }
}
