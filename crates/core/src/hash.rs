//! The one hash: it names a config in every lead.

use alloc::{string::String, vec::Vec};

/// `sha256-` and the digest in base64 (RFC 4648 §4), the form of Subresource Integrity.
#[must_use]
pub fn sha256_text(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::from("sha256-");
    for group in sha256(bytes).chunks(3) {
        let bits = (0..3).fold(0u32, |bits, at| bits << 8 | u32::from(group.get(at).copied().unwrap_or(0)));
        for place in 0..4 {
            let letter = ALPHABET.get((bits >> (18 - 6 * place) & 63) as usize).filter(|_| place <= group.len());
            out.push(letter.map_or('=', |&letter| char::from(letter)));
        }
    }
    out
}

/// SHA-256 (FIPS 180-4 §5, §6.2). Of our own, for its 72 constants are worked out here, where a crate has them as a table: 150 B less for
/// visitors (docs/adr/0005).
fn sha256(bytes: &[u8]) -> Vec<u8> {
    let mut padded = bytes.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend_from_slice(&(bytes.len() as u64 * 8).to_be_bytes());
    let mut state = roots(8, 2.0);
    let constants = roots(64, 3.0);
    for block in padded.chunks(64) {
        compress(&mut state, &constants, block);
    }
    let mut digest = Vec::new();
    for word in state {
        digest.extend_from_slice(&word.to_be_bytes());
    }
    digest
}

/// The first 32 bits behind the point of the square or cube roots of the first primes (FIPS 180-4 §4.2.2, §5.3.3).
fn roots(count: usize, degree: f64) -> Vec<u32> {
    let mut roots = Vec::new();
    let mut number = 2u32;
    while roots.len() < count {
        if (2..number).all(|divisor| !number.is_multiple_of(divisor)) {
            let number = f64::from(number);
            // Newton's method. From the largest number (311) it takes 16 steps to the last bit.
            let mut root = number;
            for _ in 0..24 {
                let slope = if degree > 2.0 { root * root } else { root };
                root -= (root - number / slope) / degree;
            }
            roots.push((root * 4_294_967_296.0) as u64 as u32);
        }
        number += 1;
    }
    roots
}

fn compress(state: &mut [u32], constants: &[u32], block: &[u8]) {
    let mut words = Vec::new();
    let mut word = 0u32;
    for (place, byte) in block.iter().enumerate() {
        word = word << 8 | u32::from(*byte);
        if place % 4 == 3 {
            words.push(word);
        }
    }
    let mut turned = [0u32; 8];
    turned.copy_from_slice(state);
    for (round, constant) in constants.iter().enumerate() {
        let [a, b, c, d, e, f, g, h] = turned;
        let Some(&[word, second, _, _, _, _, _, _, _, tenth, _, _, _, _, fifteenth, _]) = words.get(round..) else { return };
        let mixed = (e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25))
            .wrapping_add((e & f) ^ (!e & g))
            .wrapping_add(h)
            .wrapping_add(*constant)
            .wrapping_add(word);
        let sum = (a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22)).wrapping_add((a & b) ^ (a & c) ^ (b & c));
        turned = [mixed.wrapping_add(sum), a, b, c, d.wrapping_add(mixed), e, f, g];
        words.push(
            word.wrapping_add(second.rotate_right(7) ^ second.rotate_right(18) ^ second >> 3)
                .wrapping_add(tenth)
                .wrapping_add(fifteenth.rotate_right(17) ^ fifteenth.rotate_right(19) ^ fifteenth >> 10),
        );
    }
    for (word, turned) in state.iter_mut().zip(turned) {
        *word = word.wrapping_add(turned);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_empty_text_has_its_known_digest() {
        // FIPS 180-4 test vector, in base64.
        assert_eq!(super::sha256_text(b""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn texts_of_any_length_have_the_digest_of_the_crate() {
        use sha2::{Digest, Sha256};
        for length in 0..200 {
            let text = vec![b'x'; length];
            assert_eq!(super::sha256(&text), Sha256::digest(&text).to_vec(), "{length}");
        }
    }
}
