//! The sealed lead, as it travels: a lead that only its owner can read. How it is sealed and opened: the crate `limen-seal`.

use crate::{
    id::is_uuid,
    json::{self, Issue},
    object,
};
use alloc::{string::String, vec::Vec};

/// `type` of every sealed lead.
const KIND: &str = "lead.sealed";
/// `version` of this format.
const VERSION: u32 = 1;

object! {
    /// One sealed lead. What is outside of the seal is what a receiver needs to keep it, once, under its site.
    pub record Sealed {
        /// Always `lead.sealed`.
        kind: String = "type",
        /// Always 1.
        version: u32 = "version",
        /// The lead's id, the idempotency key; the same as inside.
        id: String = "id",
        /// The site's name.
        site: String = "site",
        /// The lead's text as JWE in compact form (RFC 7516 §7.1).
        jwe: String = "sealed",
    }
}

impl Sealed {
    /// The envelope of a JWE.
    #[must_use]
    pub fn new(id: String, site: String, jwe: String) -> Sealed {
        Sealed { kind: KIND.into(), version: VERSION, id, site, jwe }
    }

    /// Whether a text says of itself that it is a sealed lead.
    #[must_use]
    pub fn is_named_in(text: &str) -> bool {
        let node = json::parse(text).ok();
        let kind = node.as_ref().and_then(|node| node.member("type")).map(|kind| &kind.value);
        matches!(kind, Some(json::Value::String(kind)) if kind == KIND)
    }

    /// Reads an envelope. Whether the seal holds shows when it is opened.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_json(text: &str) -> Result<Sealed, Vec<Issue>> {
        let sealed: Sealed = json::decode(text)?;
        let mut issues = Vec::new();
        let mut check = |fit: bool, path: &str, message: &str| {
            if !fit {
                issues.push(Issue { path: path.into(), at: None, message: message.into() });
            }
        };
        check(sealed.kind == KIND, "type", "expected \"lead.sealed\"");
        check(sealed.version == VERSION, "version", "expected 1");
        check(is_uuid(&sealed.id), "id", "expected a UUID such as 0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5e");
        check(is_compact_jwe(&sealed.jwe), "sealed", "expected a JWE in compact form: header..iv.text.tag, each in base64url");
        if issues.is_empty() { Ok(sealed) } else { Err(issues) }
    }

    /// The body to send: compact JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        json::encode(self)
    }
}

/// Five parts of base64url; the second, an encrypted key, is empty with direct agreement (RFC 7518 §4.6), and no other is.
fn is_compact_jwe(text: &str) -> bool {
    let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let mut parts = 0;
    for (place, part) in text.split('.').enumerate() {
        parts += 1;
        if part.is_empty() != (place == 1) || !part.bytes().all(is_base64url) {
            return false;
        }
    }
    parts == 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> Sealed {
        Sealed::new("0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5e".into(), "acme".into(), "eyJ9..aXY.dGV4dA.dGFn".into())
    }

    #[test]
    fn an_envelope_reads_back_as_it_was_written() {
        let text = sealed().to_json();
        assert!(text.starts_with(r#"{"type":"lead.sealed","version":1,"id":"0193"#), "{text}");
        assert_eq!(Sealed::from_json(&text), Ok(sealed()));
        assert!(Sealed::is_named_in(&text) && !Sealed::is_named_in("{}") && !Sealed::is_named_in("["));
    }

    #[test]
    fn everything_wrong_with_an_envelope_is_named() {
        for (right, wrong, path) in [
            ("lead.sealed", "lead.captured", "type"),
            ("\"version\":1", "\"version\":2", "version"),
            ("0193f5c2", "zzzzzzzz", "id"),
            ("eyJ9..aXY", "eyJ9.a2V5.aXY", "sealed"),
            ("eyJ9..aXY", "..aXY", "sealed"),
            (".dGFn", "", "sealed"),
            (".dGFn", ".dGFn.", "sealed"),
            ("dGV4dA", "dGV4dA==", "sealed"),
        ] {
            let issues = Sealed::from_json(&sealed().to_json().replace(right, wrong)).expect_err(wrong);
            assert_eq!(issues.iter().map(|issue| issue.path.as_str()).collect::<Vec<_>>(), [path], "{wrong}");
        }
    }
}
