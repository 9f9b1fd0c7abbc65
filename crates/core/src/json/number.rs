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
        let (whole, fraction) = match split(digits, b'.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (digits, ""),
        };
        let leading_zero = whole.len() > 1 && whole.starts_with("0");
        if whole.is_empty() || leading_zero {
            return None;
        }
        let mut units: i64 = 0;
        for part in [whole, fraction] {
            for byte in part.bytes() {
                let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
                units = units.checked_mul(10)?.checked_add(digit)?;
            }
        }
        let scale = fraction.len() as i64 - exponent;
        if !(-18..=18).contains(&scale) {
            return None;
        }
        for _ in scale..0 {
            units = units.checked_mul(10)?;
        }
        Some(Number { units: if negative { -units } else { units }, scale: scale.max(0) as u8 })
    }
}

/// Reads an exponent.
fn whole(text: &str) -> Option<i64> {
    match text.strip_prefix("-") {
        Some(digits) => number(digits, 10).map(|number| -number),
        None => number(text.strip_prefix("+").unwrap_or(text), 10),
    }
}
