//! From two keys to the one that encrypts: ECDH-ES in direct mode (RFC 7518 §4.6).

use crate::{Curve, PrivateKey, PublicKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// How many random bytes a seal takes: two tries at a key of 32, and an IV (src/perform/add_ons.js brings them).
pub const RANDOM_BYTES: usize = 2 * 32 + IV_BYTES;

/// Bytes of A256GCM's initialisation vector (RFC 7518 §5.3).
pub(crate) const IV_BYTES: usize = 12;

/// The name of the encryption in the derivation (RFC 7518 §4.6.2: AlgorithmID is `enc` in direct mode).
pub(crate) const ENCRYPTION: &str = "A256GCM";

/// Bits of the derived key.
const KEY_BITS: u32 = 256;

/// A key that lives for one lead, and an IV. None when the bytes are of no use: not as many as it takes, or all the same, as a broken source
/// gives.
pub(crate) fn ephemeral(curve: Curve, random: &[u8]) -> Option<(PrivateKey, [u8; IV_BYTES])> {
    if random.len() != RANDOM_BYTES || random.iter().all(|byte| random.first() == Some(byte)) {
        return None;
    }
    let (tries, iv) = random.as_chunks::<32>();
    Some((tries.iter().find_map(|bytes| PrivateKey::new(curve, bytes))?, iv.try_into().ok()?))
}

/// What both sides agree on (Z). None when the keys are on two curves, or the other side's point has low order.
pub(crate) fn agree(mine: &PrivateKey, theirs: &PublicKey) -> Option<Zeroizing<[u8; 32]>> {
    match (mine, theirs) {
        (PrivateKey::P256(mine), PublicKey::P256(theirs)) => {
            let agreed = p256::ecdh::diffie_hellman(mine.to_nonzero_scalar(), theirs.as_affine());
            Some(Zeroizing::new((*agreed.raw_secret_bytes()).into()))
        }
        (PrivateKey::X25519(mine), PublicKey::X25519(theirs)) => {
            let agreed = mine.diffie_hellman(theirs);
            agreed.was_contributory().then(|| Zeroizing::new(agreed.to_bytes()))
        }
        _ => None,
    }
}

/// The content encryption key: one round of Concat KDF (NIST SP 800-56A §5.8.1, as RFC 7518 §4.6.2 fills it in).
pub(crate) fn derive(agreed: &[u8; 32], encryption: &str, party_u: &[u8], party_v: &[u8], bits: u32) -> Zeroizing<[u8; 32]> {
    let mut hash = Sha256::new();
    hash.update(1u32.to_be_bytes());
    hash.update(agreed);
    for part in [encryption.as_bytes(), party_u, party_v] {
        hash.update((part.len() as u32).to_be_bytes());
        hash.update(part);
    }
    hash.update(bits.to_be_bytes());
    Zeroizing::new(hash.finalize().into())
}

/// The key for a lead.
pub(crate) fn content_key(mine: &PrivateKey, theirs: &PublicKey, party_u: &[u8], party_v: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    Some(derive(&*agree(mine, theirs)?, ENCRYPTION, party_u, party_v, KEY_BITS))
}
