//! The one hash: it names a config in every lead.

use alloc::string::String;
use alloc::vec::Vec;
use sha2::{compress256, digest::generic_array::GenericArray};

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

/// SHA-256 (FIPS 180-4 §5, §6.2) around the crate's compression: the whole text is here, so its buffering of pieces would be dead weight.
fn sha256(bytes: &[u8]) -> Vec<u8> {
    let mut padded = bytes.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend_from_slice(&(bytes.len() as u64 * 8).to_be_bytes());
    let mut state = [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];
    for block in padded.chunks(64) {
        compress256(&mut state, &[*GenericArray::from_slice(block)]);
    }
    let mut digest = Vec::new();
    for word in state {
        digest.extend_from_slice(&word.to_be_bytes());
    }
    digest
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
