//! JWE in compact form (RFC 7516 §7.1): header, no encrypted key, IV, text, tag.

use crate::{
    PrivateKey, PublicKey,
    agreement::{ENCRYPTION, IV_BYTES, content_key, ephemeral},
    key::base64url,
};
use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce, Tag, aead::AeadInPlace};
use base64ct::{Base64UrlUnpadded, Encoding};
use limen_core::{
    json::{self, Raw},
    object,
};
use std::fmt;

/// Direct agreement.
const AGREEMENT: &str = "ECDH-ES";

/// Bytes of A256GCM's tag (RFC 7518 §5.3).
const TAG_BYTES: usize = 16;

object! {
    /// The protected header: what is not secret, and cannot be changed.
    pub record Header {
        /// How the key is agreed on.
        alg: String = "alg",
        /// How the text is encrypted.
        enc: String = "enc",
        /// The thumbprint of the key that opens it.
        kid: Option<String> = "kid",
        /// The key of the side that has sealed, for this text alone.
        epk: Raw = "epk",
        /// The lead's id, the same as in the envelope and in the lead.
        id: Option<String> = "id",
        /// Information on the side that has sealed: a part of the derivation. We write none.
        apu: Option<String> = "apu",
        /// The same on the side that opens.
        apv: Option<String> = "apv",
        /// Extensions that must be understood. None is.
        crit: Option<Raw> = "crit",
        /// Compression. None is accepted: what it saves tells of the text.
        zip: Option<Raw> = "zip",
    }
}

/// Why a sealed lead does not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// It is no sealed lead at all: why.
    Malformed(String),
    /// The header asks for something else than what we seal with: what.
    Unsupported(String),
    /// It is sealed for another key: thumbprints of that one and of ours.
    OtherKey(String, String),
    /// Decryption failed.
    Broken,
    /// Envelope, header and lead do not agree on the id.
    Id,
}

impl fmt::Display for OpenError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(why) => write!(out, "this is no sealed lead: {why}"),
            Self::Unsupported(what) => {
                write!(out, "{what} is not supported: leads are sealed with \"alg\": \"ECDH-ES\", \"enc\": \"A256GCM\"")
            }
            Self::OtherKey(theirs, ours) => {
                write!(out, "it is sealed for the key {theirs}, and this is the key {ours}: open it with the private key of that one")
            }
            Self::Broken => write!(out, "it does not open: it was changed on its way, or sealed for another key"),
            Self::Id => write!(out, "its id is not the one that was sealed: somebody has put a lead into another one's envelope"),
        }
    }
}

impl std::error::Error for OpenError {}

/// Encrypts a text for a key, with an id in the protected header. None when the random bytes are of no use.
#[must_use]
pub fn encrypt(text: &[u8], id: &str, key: &PublicKey, random: &[u8]) -> Option<String> {
    let (once, iv) = ephemeral(key.curve(), random)?;
    let content_key = content_key(&once, key, &[], &[])?;
    let header = Header {
        alg: AGREEMENT.into(),
        enc: ENCRYPTION.into(),
        kid: Some(key.thumbprint()),
        epk: Raw(once.public().to_jwk()),
        id: Some(id.into()),
        ..Header::default()
    };
    let header = base64url(json::encode(&header).as_bytes());
    let mut text = text.to_vec();
    let cipher = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&*content_key));
    let tag = cipher.encrypt_in_place_detached(&iv.into(), header.as_bytes(), &mut text).ok()?;
    let mut jwe = header;
    for part in [&[], iv.as_slice(), &text, &tag] {
        jwe.push('.');
        jwe.push_str(&base64url(part));
    }
    Some(jwe)
}

/// Opens a JWE: its header, and its text.
///
/// # Errors
/// Why it does not open.
pub fn decrypt(jwe: &str, key: &PrivateKey) -> Result<(Header, Vec<u8>), OpenError> {
    let malformed = |why: &str| OpenError::Malformed(why.to_owned());
    let parts: Vec<&str> = jwe.split('.').collect();
    let [protected, encrypted_key, iv, text, tag] = parts[..] else {
        return Err(malformed("a JWE in compact form has five parts with points between them"));
    };
    let decode = |part: &str, name: &str| {
        Base64UrlUnpadded::decode_vec(part).map_err(|_| OpenError::Malformed(format!("the {name} is not base64url without padding")))
    };
    let header = Header::from_json(&decode(protected, "header")?)?;
    header.require_support()?;
    if !encrypted_key.is_empty() {
        return Err(malformed("the second part, an encrypted key, has to be empty with ECDH-ES"));
    }
    let ours = key.public().thumbprint();
    if let Some(theirs) = header.kid.as_ref().filter(|theirs| **theirs != ours) {
        return Err(OpenError::OtherKey(theirs.clone(), ours));
    }
    let epk = PublicKey::from_jwk(&header.epk.0).map_err(|error| OpenError::Malformed(format!("the header's epk: {error}")))?;
    let party = |part: &Option<String>, name: &str| decode(part.as_deref().unwrap_or_default(), name);
    let content_key = content_key(key, &epk, &party(&header.apu, "apu")?, &party(&header.apv, "apv")?);
    let content_key = content_key.ok_or_else(|| malformed("the header's epk is on another curve than the key"))?;
    let (iv, mut text, tag) = (decode(iv, "IV")?, decode(text, "text")?, decode(tag, "tag")?);
    if iv.len() != IV_BYTES || tag.len() != TAG_BYTES {
        return Err(malformed("an IV of A256GCM has 12 bytes, its tag 16"));
    }
    let cipher = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&*content_key));
    cipher
        .decrypt_in_place_detached(Nonce::from_slice(&iv), protected.as_bytes(), &mut text, Tag::from_slice(&tag))
        .map_err(|_| OpenError::Broken)?;
    Ok((header, text))
}

impl Header {
    fn from_json(bytes: &[u8]) -> Result<Self, OpenError> {
        let text = std::str::from_utf8(bytes).map_err(|_| OpenError::Malformed("the header is no UTF-8".into()))?;
        json::decode(text).map_err(|issues| {
            let first = issues.into_iter().next().map(|issue| format!(" ({} {})", issue.path, issue.message)).unwrap_or_default();
            OpenError::Malformed(format!("the header is not as RFC 7516 has it{first}"))
        })
    }

    fn require_support(&self) -> Result<(), OpenError> {
        let asked = match (self.alg.as_str(), self.enc.as_str(), &self.crit, &self.zip) {
            (AGREEMENT, ENCRYPTION, None, None) => return Ok(()),
            (AGREEMENT, ENCRYPTION, Some(_), _) => "\"crit\"".to_owned(),
            (AGREEMENT, ENCRYPTION, ..) => "\"zip\"".to_owned(),
            (AGREEMENT, other, ..) => format!("\"enc\": \"{other}\""),
            (other, ..) => format!("\"alg\": \"{other}\""),
        };
        Err(OpenError::Unsupported(asked))
    }
}
