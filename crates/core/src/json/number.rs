//! Numbers without floats: an integer and a power of ten. Exact, small (std's float parser alone is 10 kB of wasm), and the same everywhere.

use crate::text::{number, split};

/// `units / 10^scale`; `12.5` is 125 and 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// All digits as one integer.
    pub units: i64,
    /// How many of them stand after the point, 0–18.
    pub scale: u8,
}

impl Number {
    /// A whole number.
    #[must_use]
    pub fn whole(units: i64) -> Number {
        Number { units, scale: 0 }
    }

    /// The number as an integer; `None` when it has a fraction (`2.0` is whole).
    #[must_use]
    pub fn as_integer(self) -> Option<i64> {
        let mut whole = self.units;
        for _ in 0..self.scale {
            if whole % 10 != 0 {
                return None;
            }
            whole /= 10;
        }
        Some(whole)
    }

    /// Reads a number of JSON's grammar (RFC 8259 §6). `None` when the text is not one or has more digits than fit.
    pub(super) fn parse(text: &str) -> Option<Number> {
        let (mantissa, exponent) = match split(text, b'e').or_else(|| split(text, b'E')) {
            Some((mantissa, exponent)) => (mantissa, whole(exponent)?),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.strip_prefix("-") {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        // Digits at both ends, and no zero before another digit.
        let (is_digit, bytes) = (|byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit), digits.as_bytes());
        if !is_digit(bytes.first()) || !is_digit(bytes.last()) || bytes.first() == Some(&b'0') && is_digit(bytes.get(1)) {
            return None;
        }
        let mut units: i64 = 0;
        let mut scale = -exponent;
        let mut behind_point = false;
        for &byte in bytes {
            if byte == b'.' && !behind_point {
                behind_point = true;
                continue;
            }
            let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
            units = appended(units, digit)?;
            scale += i64::from(behind_point);
        }
        if !(-18..=18).contains(&scale) {
            return None;
        }
        for _ in scale..0 {
            units = appended(units, 0)?;
        }
        Some(Number { units: if negative { -units } else { units }, scale: scale.max(0) as u8 })
    }
}

/// The number with one more digit; none when it does not fit. (A checked product of 64 bits is one of 128 in the wasm.)
fn appended(units: i64, digit: i64) -> Option<i64> {
    (units <= (i64::MAX - digit) / 10).then(|| units * 10 + digit)
}

/// Reads an exponent.
fn whole(text: &str) -> Option<i64> {
    match text.strip_prefix("-") {
        Some(digits) => number(digits, 10).map(|number| -number),
        None => number(text.strip_prefix("+").unwrap_or(text), 10),
    }
}
