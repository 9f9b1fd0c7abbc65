use limen_core::sealed::Sealed;
use limen_seal::{PrivateKey, PublicKey, config, open, page};
use std::sync::LazyLock;

/// A key whose leads strangers can only guess at.
static KEY: LazyLock<PrivateKey> = LazyLock::new(|| {
    let jwk = include_str!("../../tests/fixtures/seal/x25519.jwk");
    PrivateKey::from_jwk(jwk).expect("the key of the tests")
});

/// What claims to be a sealed lead, a key or a config with one: read or refused without a panic. An envelope that was read is written and read
/// again as the same; what opens is a lead.
pub fn sealed(text: &str) {
    if let Ok(envelope) = Sealed::from_json(text) {
        assert_eq!(Sealed::from_json(&envelope.to_json()), Ok(envelope));
    }
    if let Ok(lead) = open(text, &KEY) {
        assert!(lead.contains("\"id\""), "opened {lead}");
    }
    if let Ok(key) = PublicKey::from_jwk(text) {
        assert_eq!(PublicKey::from_jwk(&key.to_jwk()), Ok(key));
    }
    if let (Some(sealer), _) = page::boot(text) {
        assert!(config::read(text.split_once('\n').map_or("", |(_, config)| config)).is_ok());
        // Whatever it answers.
        let _ = sealer.ask(text);
    }
}
