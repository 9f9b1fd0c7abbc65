//! A lead into its envelope, and out of it.

use crate::{OpenError, PrivateKey, PublicKey, decrypt, encrypt};
use limen_core::{json, object, sealed::Sealed};

object! {
    /// What of a lead stands on its envelope.
    record Outside {
        /// Its id.
        id: String = "id",
        /// The site's name.
        site: String = "site",
    }
}

/// Seals a lead (its JSON): the envelope's JSON. None when the text is no lead, or the random bytes are of no use ([`RANDOM_BYTES`] fresh ones
/// are needed).
///
/// [`RANDOM_BYTES`]: crate::RANDOM_BYTES
#[must_use]
pub fn seal(lead: &str, key: &PublicKey, random: &[u8]) -> Option<String> {
    let Outside { id, site } = json::decode(lead).ok()?;
    let jwe = encrypt(lead.as_bytes(), &id, key, random)?;
    Some(Sealed::new(id, site, jwe).to_json())
}

/// Opens a sealed lead, an envelope or its bare JWE: the lead's JSON, as it was sealed.
///
/// # Errors
/// Why it does not open.
pub fn open(text: &str, key: &PrivateKey) -> Result<String, OpenError> {
    let text = text.trim();
    let (outside, jwe) = if text.starts_with('{') {
        let sealed = Sealed::from_json(text).map_err(|issues| {
            let first = issues
                .into_iter()
                .next()
                .map(|issue| if issue.path.is_empty() { issue.message } else { format!("{}: {}", issue.path, issue.message) });
            OpenError::Malformed(first.unwrap_or_default())
        })?;
        (Some(sealed.id), sealed.jwe)
    } else {
        (None, text.to_owned())
    };
    let (header, lead) = decrypt(&jwe, key)?;
    let lead = String::from_utf8(lead).map_err(|_| OpenError::Malformed("what it holds is no text".into()))?;
    let Outside { id, .. } = json::decode(&lead).map_err(|_| OpenError::Malformed("what it holds is no lead".into()))?;
    // The header's is the one that the seal protects from those who have the key of no lead; the lead's own protects from who has sealed.
    if header.id.as_ref() != Some(&id) || outside.is_some_and(|outside| outside != id) {
        return Err(OpenError::Id);
    }
    Ok(lead)
}
