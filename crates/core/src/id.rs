//! Ids and randomness, grown from the random bytes that came in with the first event.

use crate::{text::push_hex, time::Millis};
use alloc::string::String;

/// A source of random numbers: xoshiro256++ (Blackman and Vigna, 2019), seeded with 256 bits of the browser's own randomness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random([u64; 4]);

impl Random {
    /// Starts from random bytes. All zero (no randomness to be had) still gives a usable row, not a unique one.
    #[must_use]
    pub fn new(seed: &[u8; 32]) -> Random {
        let mut state = [0x9e37_79b9_7f4a_7c15; 4];
        for (word, bytes) in state.iter_mut().zip(seed.chunks(8)) {
            *word ^= bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte));
        }
        Random(state)
    }

    /// The next 64 bits. One piece of code for all that ask.
    #[inline(never)]
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// A UUIDv7 (RFC 9562 §5.7): the time in milliseconds and 74 random bits.
    pub fn uuid(&mut self, now: Millis) -> String {
        let time = (now.0.max(0) as u64) << 16;
        let high = time | 0x7000 | (self.bits() & 0x0fff);
        let low = self.bits() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000;
        let mut out = String::with_capacity(36);
        for (word, digits) in [(high >> 32, 8), (high >> 16, 4), (high, 4), (low >> 48, 4), (low, 12)] {
            if !out.is_empty() {
                out.push('-');
            }
            push_hex(&mut out, word, digits);
        }
        out
    }
}

/// Whether a text is a UUID of any version: 8-4-4-4-12 hexadecimal digits.
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(place, byte)| if matches!(place, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_of_version_7_that_carry_their_time_and_differ() {
        let mut random = Random::new(&[7; 32]);
        let ids: Vec<String> = (0..1_000).map(|_| random.uuid(Millis(0x0193_f5c2_7d1e))).collect();
        assert!(
            ids.iter().all(|id| is_uuid(id) && id.starts_with("0193f5c2-7d1e-7") && matches!(id.as_bytes()[19], b'8' | b'9' | b'a' | b'b'))
        );
        let distinct: std::collections::BTreeSet<&String> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len());
    }

    #[test]
    fn garbage_is_no_uuid() {
        for text in [
            "",
            "0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5",
            "0193f5c2_7d1e_7c40_9a51_3f0a1c2b4d5e",
            "g193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5e",
            "é93f5c2-7d1e-7c40-9a51-3f0a1c2b4d5e",
        ] {
            assert!(!is_uuid(text), "{text}");
        }
    }
}
