//! Points in time and spans, as integers of milliseconds. The core never reads a clock: every `Millis` came in with an event.

use crate::{
    json::{self, Cursor, Decode, Encode, Node, Writer},
    text::{self, Words},
};
use alloc::string::String;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z. Any `i64`; real clocks stay within ±8.64e15 (ECMA-262 §21.4.1.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub i64);

/// A span of time in milliseconds, never negative. Written in configs as `"20s"`, `"30m"`, `"12h"`, `"7d"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub i64);

impl Span {
    /// One second.
    pub const SECOND: Span = Span(1_000);
    /// One minute.
    pub const MINUTE: Span = Span(60_000);
    /// One hour.
    pub const HOUR: Span = Span(3_600_000);
    /// One day of 24 hours.
    pub const DAY: Span = Span(86_400_000);
    /// The longest span a config may name: ten years.
    pub const MAX: Span = Span(3_650 * 86_400_000);

    /// `count` times this span, at most [`Span::MAX`].
    #[must_use]
    pub fn times(self, count: i64) -> Span {
        let one = self.0.max(0);
        // Not by a checked product: in the wasm that is one of 128 bits.
        let most = Self::MAX.0 / one.max(1) + 1;
        Span((one * count.clamp(0, most)).min(Self::MAX.0))
    }

    /// Reads `"500ms"`, `"20s"`, `"30m"`, `"12h"`, `"7d"` or `"2w"`: a whole number and a unit. `None` for anything else or beyond [`Span::MAX`].
    #[must_use]
    pub fn parse(written: &str) -> Option<Span> {
        let digits = written.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = written.split_at_checked(digits)?;
        let count = text::number(number, 10).filter(|_| digits <= 12)?;
        let unit = match unit {
            "ms" => 1,
            "s" => Self::SECOND.0,
            "m" => Self::MINUTE.0,
            "h" => Self::HOUR.0,
            "d" => Self::DAY.0,
            "w" => 7 * Self::DAY.0,
            _ => return None,
        };
        (count <= Self::MAX.0 / unit).then(|| Span(count * unit))
    }
}

impl Millis {
    /// The beginning of the year 0, the first that RFC 3339 can write.
    pub const EARLIEST: Millis = Millis(-62_167_219_200_000);
    /// The end of the year 9999, the last.
    pub const LATEST: Millis = Millis(253_402_300_799_999);

    /// The span from `earlier` to here; zero when `earlier` is later (a clock set back never gives a negative age).
    #[must_use]
    pub fn since(self, earlier: Millis) -> Span {
        Span(self.0.saturating_sub(earlier.0).max(0))
    }

    /// This point plus a span.
    #[must_use]
    pub fn plus(self, span: Span) -> Millis {
        Millis(self.0.saturating_add(span.0))
    }

    /// The number of the calendar day at an offset from UTC in minutes (east positive); the visitor's own day, not UTC's.
    #[must_use]
    pub fn day(self, utc_offset_minutes: i32) -> i64 {
        self.0.saturating_add(i64::from(utc_offset_minutes) * Span::MINUTE.0).div_euclid(Span::DAY.0)
    }

    /// The nearest time that can be written.
    fn written(self) -> Millis {
        self.clamp(Self::EARLIEST, Self::LATEST)
    }

    /// RFC 3339 in UTC with milliseconds, `2026-11-22T12:04:31.120Z`. Years outside 0000–9999 are clamped to the nearest of them.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        let clamped = self.written().0;
        let (days, ms) = (clamped.div_euclid(Span::DAY.0), clamped.rem_euclid(Span::DAY.0));
        let (year, month, day) = civil_from_days(days);
        let mut out = String::with_capacity(24);
        push_part(&mut out, year, 1_000, '-');
        push_part(&mut out, month, 10, '-');
        push_part(&mut out, day, 10, 'T');
        push_part(&mut out, ms / Span::HOUR.0, 10, ':');
        push_part(&mut out, ms / Span::MINUTE.0 % 60, 10, ':');
        push_part(&mut out, ms / Span::SECOND.0 % 60, 10, '.');
        push_part(&mut out, ms % 1_000, 100, 'Z');
        out
    }

    /// Reads what [`Millis::to_rfc3339`] writes: UTC only, seconds with or without a fraction. `None` for anything else.
    #[must_use]
    pub fn from_rfc3339(text: &str) -> Option<Millis> {
        let whole = point(read_numbers(text.get(..19)?, "0000-11-22T33:44:55")?)?;
        let fraction = match text.get(19..)?.strip_suffix("Z")? {
            "" => 0,
            fraction => {
                let digits = fraction.strip_prefix(".").filter(|digits| digits.len() <= 9)?;
                let mut nanoseconds = text::number(digits, 10)?;
                for _ in digits.len()..9 {
                    nanoseconds *= 10;
                }
                nanoseconds / 1_000_000
            }
        };
        Some(whole.plus(Span(fraction)))
    }

    /// Reads an HTTP date in the preferred form, `Wed, 21 Oct 2015 07:28:00 GMT` (RFC 9110 §5.6.7). `None` for anything else.
    #[must_use]
    pub fn from_http_date(text: &str) -> Option<Millis> {
        const MONTHS: &str = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
        let name = text.get(8..11)?;
        let month = Words(MONTHS).position(|month| month == name)? as i64 + 1;
        let [year, _, day, hour, minute, second] = read_numbers(text.get(..29)?, "???, 22?????0000?33:44:55 GMT")?;
        point([year, month, day, hour, minute, second])
    }
}

/// Writes a part of a time from its highest decimal place down, and the sign behind it.
fn push_part(out: &mut String, number: i64, mut place: i64, end: char) {
    while place > 0 {
        out.push(char::from(b'0' + (number / place % 10) as u8));
        place /= 10;
    }
    out.push(end);
}

/// The numbers in a text of a form, in which a digit says which number the text's digit belongs to, `?` takes any sign and everything else
/// stands for itself.
fn read_numbers(text: &str, form: &str) -> Option<[i64; 6]> {
    let mut numbers = [0; 6];
    for (byte, place) in text.bytes().zip(form.bytes()) {
        match numbers.get_mut(usize::from(place.wrapping_sub(b'0'))) {
            Some(number) => *number = *number * 10 + i64::from(char::from(byte).to_digit(10)?),
            None if byte == place || place == b'?' => {}
            None => return None,
        }
    }
    Some(numbers)
}

/// Year, month, day, hour, minute, second. `None` when there is no such date or time.
fn point([year, month, day, hour, minute, second]: [i64; 6]) -> Option<Millis> {
    let days = days_from_civil(year, month, day);
    // A month or day that does not exist (30 February) comes back as another date.
    let exists = civil_from_days(days) == (year, month, day) && hour < 24 && minute < 60 && second < 60;
    exists.then(|| Millis(days * Span::DAY.0 + hour * Span::HOUR.0 + minute * Span::MINUTE.0 + second * 1_000))
}

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`]; same source.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted_month + 2) / 5 + 1)
}

/// The earlier of two points, as far as there are any.
pub(crate) fn earlier(a: Option<Millis>, b: Option<Millis>) -> Option<Millis> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        _ => a.or(b),
    }
}

/// RFC 3339 in all that people read, milliseconds in what only the widget reads ([`Writer::in_milliseconds`]). Either is read, but in the
/// widget, which reads nothing else than the latter, milliseconds alone (feature `rfc3339`): 0.6 kB.
impl Decode for Millis {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        let time = match &node.value {
            #[cfg(feature = "rfc3339")]
            json::Value::String(text) => Millis::from_rfc3339(text),
            json::Value::Number(number) => number.as_integer().map(Millis).filter(|time| *time == time.written()),
            _ => None,
        };
        if time.is_none() {
            cursor.issue(node.at, "expected a time in UTC such as \"2026-11-22T12:04:31.120Z\"");
        }
        json::set(self, time)
    }
}

impl Encode for Millis {
    fn encode(&self, out: &mut Writer) {
        if out.in_milliseconds {
            self.written().0.encode(out);
        } else {
            out.string(&self.to_rfc3339());
        }
    }
}

impl Decode for Span {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        let text = match &node.value {
            json::Value::String(text) => text.as_str(),
            _ => "",
        };
        let span = Span::parse(text).filter(|span| span.0 > 0);
        if span.is_none() {
            cursor.issue(
                node.at,
                "expected a duration in quotes, a whole number and ms, s, m, h, d or w, such as \"20s\", \"30m\" or \"7d\"",
            );
        }
        json::set(self, span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_lead_time_reads_and_writes() {
        let text = "2026-11-22T12:04:31.120Z";
        assert_eq!(Millis::from_rfc3339(text).map(Millis::to_rfc3339).as_deref(), Some(text));
        assert_eq!(Millis::from_rfc3339("1970-01-01T00:00:01Z"), Some(Millis(1_000)));
        assert_eq!(Millis::from_rfc3339("1970-01-01T00:00:00.123456Z"), Some(Millis(123)));
        assert_eq!(Millis::from_rfc3339("1970-01-01T00:00:00.5Z"), Some(Millis(500)));
    }

    #[test]
    fn a_date_that_does_not_exist_is_refused() {
        for text in [
            "2026-02-30T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01",
            "",
            "2026-01-01T00:00:00+01:00",
            "20é6-01-01T00:00:00Z",
        ] {
            assert_eq!(Millis::from_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn spans_read_a_number_and_a_unit_and_nothing_else() {
        assert_eq!(Span::parse("20s"), Some(Span(20_000)));
        assert_eq!(Span::parse("7d"), Some(Span(7 * 86_400_000)));
        for text in ["", "20", "s", "1.5h", "-3d", "7 d", "9999999999999d", "99999999d", "1é"] {
            assert_eq!(Span::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_day_changes_at_the_visitors_own_midnight() {
        let before_midnight_utc = Millis(86_400_000 - 1);
        assert_eq!(before_midnight_utc.day(0), 0);
        assert_eq!(before_midnight_utc.day(60), 1);
        assert_eq!(before_midnight_utc.day(-600), 0);
    }

    proptest! {
        #[test]
        fn every_time_of_four_digit_years_round_trips(ms in -62_167_219_200_000i64..=253_402_300_799_999) {
            prop_assert_eq!(Millis::from_rfc3339(&Millis(ms).to_rfc3339()), Some(Millis(ms)));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,40}") {
            let _ = (Millis::from_rfc3339(&text), Span::parse(&text));
        }
    }
}
