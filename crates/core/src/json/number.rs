//! Numbers without floats: an integer and a power of ten. Exact, small (std's float parser alone is 10 kB of wasm), and the same everywhere.

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
        let power = 10i64.checked_pow(u32::from(self.scale))?;
        (self.units % power == 0).then(|| self.units / power)
    }

    /// Reads a number of JSON's grammar (RFC 8259 §6). `None` when the text is not one or has more digits than fit.
    pub(super) fn parse(text: &str) -> Option<Number> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix('+').unwrap_or(exponent).parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (digits, ""),
        };
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        if whole.is_empty() || leading_zero {
            return None;
        }
        let mut units: i64 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
            units = units.checked_mul(10)?.checked_add(digit)?;
        }
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        if scale < 0 {
            units = units.checked_mul(10i64.checked_pow(scale.unsigned_abs())?)?;
        }
        let scale = u8::try_from(scale.max(0)).ok().filter(|&scale| scale <= 18)?;
        Some(Number { units: if negative { -units } else { units }, scale })
    }
}
