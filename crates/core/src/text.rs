//! Small work on texts. What the standard library has for it is made for long ones: its searchers, `join` and `parse` are 4 kB of wasm.

use alloc::string::String;

/// Pieces joined into one text.
#[must_use]
pub fn concat(pieces: &[&str]) -> String {
    let mut out = String::new();
    for piece in pieces {
        out.push_str(piece);
    }
    out
}

/// What stands before and after the first `sign`, an ASCII character; none when it does not occur.
#[must_use]
pub fn split(text: &str, sign: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == sign)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What stands before the first `sign`; everything when it does not occur.
#[must_use]
pub fn before(text: &str, sign: u8) -> &str {
    split(text, sign).map_or(text, |(before, _)| before)
}

/// What stands before and after the last `sign`.
#[must_use]
pub fn split_last(text: &str, sign: u8) -> Option<(&str, &str)> {
    let at = text.bytes().rposition(|byte| byte == sign)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The number that digits make (radix 2 to 16). `None` when there is none, anything else among them, or more than 15, which always fit.
#[must_use]
pub fn number(digits: &str, radix: u32) -> Option<i64> {
    if digits.is_empty() || digits.len() > 15 {
        return None;
    }
    let mut number = 0;
    for byte in digits.bytes() {
        number = number * i64::from(radix) + i64::from(char::from(byte).to_digit(radix)?);
    }
    Some(number)
}

/// The text without white space at its ends.
#[must_use]
pub fn trim(text: &str) -> &str {
    let mut chars = text.chars();
    let mut trimmed = text;
    while chars.next().is_some_and(char::is_whitespace) {
        trimmed = chars.as_str();
    }
    let mut chars = trimmed.chars();
    while chars.next_back().is_some_and(char::is_whitespace) {
        trimmed = chars.as_str();
    }
    trimmed
}

/// The first `most` characters.
#[must_use]
pub fn first_chars(text: &str, most: usize) -> &str {
    let mut rest = text.chars();
    for _ in 0..most {
        rest.next();
    }
    text.get(..text.len() - rest.as_str().len()).unwrap_or_default()
}

/// The text that bytes make as UTF-8; `None` when they are none.
#[must_use]
pub fn from_utf8(bytes: &[u8]) -> Option<String> {
    let mut out = String::new();
    let mut rest = bytes.iter();
    while let Some(&first) = rest.next() {
        let (following, least) = match first {
            0..0x80 => (0, 0),
            0xc0..0xe0 => (1, 0x80),
            0xe0..0xf0 => (2, 0x800),
            0xf0..0xf8 => (3, 0x1_0000),
            _ => return None,
        };
        let mut code = u32::from(first & 0x7f >> following);
        for _ in 0..following {
            let next = rest.next().filter(|&&byte| byte & 0xc0 == 0x80)?;
            code = code << 6 | u32::from(next & 0x3f);
        }
        if code < least {
            return None;
        }
        out.push(char::from_u32(code)?);
    }
    Some(out)
}

/// Writes the last `digits` hexadecimal digits of a number.
pub(crate) fn push_hex(out: &mut String, number: u64, digits: u32) {
    for place in (0..digits).rev() {
        out.push(char::from_digit((number >> (4 * place) & 15) as u32, 16).unwrap_or('0'));
    }
}

/// The words of a text that spaces part. A table of texts costs 8 bytes of wasm a word and hardly compresses.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a>(pub &'a str);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.0.is_empty() {
            return None;
        }
        let (word, rest) = split(self.0, b' ').unwrap_or((self.0, ""));
        self.0 = rest;
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_falls_into_two_at_a_sign() {
        assert_eq!(split("a=é=c", b'='), Some(("a", "é=c")));
        assert_eq!(split_last("a=é=c", b'='), Some(("a=é", "c")));
        assert_eq!((split("é", b'='), before("é", b'='), before("é=", b'=')), (None, "é", "é"));
    }

    proptest! {
        #[test]
        fn texts_are_read_trimmed_and_cut_as_the_standard_library_does(
            bytes in prop::collection::vec(prop_oneof![0u8..=255, Just(0xc3), Just(0xe2), Just(0x80), Just(0xed), Just(0xf4)], 0..8),
            text in "[ \t\u{a0}\u{3000}]{0,3}\\PC{0,20}[ \n\u{2029}]{0,3}",
            most in 0usize..30,
        ) {
            prop_assert_eq!(from_utf8(&bytes), String::from_utf8(bytes).ok());
            prop_assert_eq!(from_utf8(text.as_bytes()), Some(text.clone()));
            prop_assert_eq!(trim(&text), text.trim());
            prop_assert_eq!(first_chars(&text, most), text.chars().take(most).collect::<String>());
        }
    }

    #[test]
    fn digits_make_a_number_and_nothing_else_does() {
        assert_eq!((number("0042", 10), number("fF", 16)), (Some(42), Some(255)));
        for bad in ["", "+1", "-1", "1 ", "é", "1234567890123456", "99999999999999999999999999"] {
            assert_eq!(number(bad, 10), None, "{bad}");
        }
    }
}
