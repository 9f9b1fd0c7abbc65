//! The vectors of the standards, and what must hold for any lead.

use crate::{
    Curve, KeyError, OpenError, PrivateKey, PublicKey, RANDOM_BYTES,
    agreement::{agree, derive},
    decrypt, encrypt,
    key::base64url,
    open,
    page::{Sealer, boot},
    seal,
};
use limen_core::sealed::Sealed;
use proptest::prelude::*;

const P256: &str = include_str!("../../../tests/fixtures/seal/p256.jwk");
const X25519: &str = include_str!("../../../tests/fixtures/seal/x25519.jwk");
const LEAD: &str = include_str!("../../core/tests/fixtures/lead.json");
const ID: &str = "0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5e";

fn private(jwk: &str) -> PrivateKey {
    PrivateKey::from_jwk(jwk).expect("a private key")
}

/// Bytes that look random, and differ with the seed.
fn random(seed: u8) -> Vec<u8> {
    (0..RANDOM_BYTES).map(|place| (place as u8).wrapping_mul(31).wrapping_add(seed) ^ 0x5a).collect()
}

fn sealed(jwk: &str) -> Sealed {
    let envelope = seal(LEAD, &private(jwk).public(), &random(1)).expect("sealed");
    Sealed::from_json(&envelope).expect("an envelope")
}

fn hex(text: &str) -> [u8; 32] {
    let bytes: Vec<u8> = (0..32).map(|place| u8::from_str_radix(&text[2 * place..2 * place + 2], 16).expect("hex")).collect();
    bytes.try_into().expect("32 bytes")
}

#[test]
fn rfc_7518_appendix_c_is_agreed_on_from_both_sides() {
    let alice = private(
        r#"{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps","d":"0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"}"#,
    );
    let bob = private(P256);
    let agreed = agree(&alice, &bob.public()).expect("agreed");
    let z = [
        158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128, 106, 72, 246, 218, 167,
        121, 140, 254, 144, 196,
    ];
    assert_eq!(*agreed, z);
    assert_eq!(agree(&bob, &alice.public()), Some(agreed.clone()));
    // The vector's key has 128 bits: the first half of what is derived.
    assert_eq!(base64url(&derive(&agreed, "A128GCM", b"Alice", b"Bob", 128)[..16]), "VqqN6vgjbSBcIijNcacQGg");
}

#[test]
fn rfc_7748_section_6_1_is_agreed_on_from_both_sides() {
    let alice = PrivateKey::new(Curve::X25519, &hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")).expect("a key");
    let bob = private(X25519);
    let PublicKey::X25519(public) = alice.public() else { panic!("of X25519") };
    assert_eq!(public.to_bytes(), hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
    let agreed = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    assert_eq!(agree(&alice, &bob.public()).as_deref(), Some(&agreed));
    assert_eq!(agree(&bob, &alice.public()).as_deref(), Some(&agreed));
}

#[test]
fn a_thumbprint_is_that_of_rfc_7638() {
    // RFC 8037, appendix A.3, has the form of the hash's input; of X25519 it differs by the curve's name. Worked out with Python's hashlib.
    assert_eq!(private(X25519).public().to_jwk(), r#"{"crv":"X25519","kty":"OKP","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#);
    assert_eq!(private(X25519).public().thumbprint(), "giQqigT_IKcuzHl0FVJ3k5ts3_TWNAxvsC08UZsfcM8");
    assert_eq!(private(P256).public().thumbprint(), "Vy57XrArUrW0NbpI12tEzDHABxMwrTh6HHXRenSpnCo");
}

#[test]
fn a_key_reads_back_as_it_was_written() {
    for (curve, jwk) in [(Curve::P256, P256), (Curve::X25519, X25519)] {
        let key = private(jwk);
        assert_eq!(key.public().curve(), curve);
        let again = private(&key.to_jwk());
        assert_eq!((again.to_jwk(), again.public()), (key.to_jwk(), key.public()));
        assert_eq!(PublicKey::from_jwk(&key.public().to_jwk()), Ok(key.public()));
    }
}

#[test]
fn every_key_that_is_of_no_use_is_refused_for_its_reason() {
    let public = |jwk: &str| PublicKey::from_jwk(jwk);
    assert_eq!(public(P256), Err(KeyError::Published));
    assert_eq!(public(X25519), Err(KeyError::Published));
    for text in ["", "null", "[]", "\"key\"", r#"{"kty":"EC"}"#, r#"{"kty":"OKP","crv":"X25519","x":7}"#] {
        assert_eq!(public(text), Err(KeyError::NoJwk), "{text}");
    }
    let ok = private(P256).public().to_jwk();
    for (right, wrong, why) in [
        ("P-256", "P-384", KeyError::Curve),
        ("\"EC\"", "\"OKP\"", KeyError::Curve),
        ("P-256", "Ed25519", KeyError::Curve),
        ("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ=", KeyError::Coordinate),
        ("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF/PxMQ", KeyError::Coordinate),
        ("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "weNJ", KeyError::Coordinate),
        ("weNJy2Hs", "veNJy2Hs", KeyError::Point),
        // Beyond the field's prime.
        ("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "__________________________________________8", KeyError::Point),
    ] {
        assert_eq!(public(&ok.replace(right, wrong)), Err(why), "{wrong}");
    }
    // Points of low order (RFC 7748 §6.1): 0, 1, and -1 of Curve25519.
    for x in [
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "7P_______________________________________38",
    ] {
        assert_eq!(public(&format!(r#"{{"kty":"OKP","crv":"X25519","x":"{x}"}}"#)), Err(KeyError::Point), "{x}");
    }
    assert_eq!(PrivateKey::from_jwk(&ok).err(), Some(KeyError::NotPrivate));
    let swapped = P256.replace("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw", "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo");
    assert_eq!(PrivateKey::from_jwk(&swapped).err(), Some(KeyError::Mismatch));
    let zero = P256.replace("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert_eq!(PrivateKey::from_jwk(&zero).err(), Some(KeyError::Mismatch));
}

#[test]
fn a_sealed_lead_opens_as_it_was_and_shows_nothing_before() {
    for jwk in [P256, X25519] {
        let envelope = sealed(jwk);
        assert_eq!((envelope.id.as_str(), envelope.site.as_str()), (ID, "acme"));
        assert_eq!(open(&envelope.to_json(), &private(jwk)).as_deref(), Ok(LEAD));
        assert_eq!(open(&format!(" {}\n", envelope.jwe), &private(jwk)).as_deref(), Ok(LEAD));
        let (header, _) = decrypt(&envelope.jwe, &private(jwk)).expect("opens");
        assert_eq!((header.alg.as_str(), header.enc.as_str(), header.id.as_deref()), ("ECDH-ES", "A256GCM", Some(ID)));
        assert_eq!(header.kid, Some(private(jwk).public().thumbprint()));
    }
}

#[test]
fn each_lead_has_a_key_of_its_own() {
    let key = private(X25519).public();
    let parts = |seed| encrypt(b"the same", ID, &key, &random(seed)).expect("sealed");
    let (one, other) = (parts(1), parts(2));
    for place in [0, 2, 3, 4] {
        assert_ne!(one.split('.').nth(place), other.split('.').nth(place), "part {place}");
    }
    assert_eq!(one, parts(1), "nothing but the given bytes is random");
}

#[test]
fn bytes_that_are_not_random_seal_nothing() {
    let key = private(P256).public();
    for bytes in [vec![], vec![0; RANDOM_BYTES], vec![7; RANDOM_BYTES], random(1)[1..].to_vec(), [random(1), vec![1]].concat()] {
        assert_eq!(seal(LEAD, &key, &bytes), None, "{bytes:?}");
    }
    // No number that can be a key of P-256 is as large as this; the second try is.
    let second = [vec![0xff; 32], random(3)[32..].to_vec()].concat();
    assert!(seal(LEAD, &key, &second).is_some());
    let none = [vec![0xff; 32], vec![0xff; 32], random(3)[64..].to_vec()].concat();
    assert_eq!(seal(LEAD, &key, &none), None);
}

#[test]
fn what_was_put_into_another_envelope_is_refused() {
    let mut envelope = sealed(P256);
    envelope.id = ID.replace('3', "4");
    assert_eq!(open(&envelope.to_json(), &private(P256)), Err(OpenError::Id));
    // A header that says another id than the lead does, which only somebody can make who has sealed it so.
    let jwe = encrypt(LEAD.as_bytes(), "another", &private(P256).public(), &random(1)).expect("sealed");
    assert_eq!(open(&jwe, &private(P256)), Err(OpenError::Id));
}

#[test]
fn every_reason_not_to_open_is_told() {
    let (key, jwe) = (private(P256), sealed(P256).jwe);
    let other = open(&jwe, &private(X25519)).expect_err("another key");
    assert_eq!(other, OpenError::OtherKey(key.public().thumbprint(), private(X25519).public().thumbprint()));
    let with_header = |header: &str| {
        let (_, rest) = jwe.split_once('.').expect("five parts");
        decrypt(&format!("{}.{rest}", base64url(header.as_bytes())), &key).map(drop).expect_err("changed").to_string()
    };
    let epk = private(P256).public().to_jwk();
    for (header, told) in [
        (format!(r#"{{"alg":"ECDH-ES+A256KW","enc":"A256GCM","epk":{epk}}}"#), "\"alg\": \"ECDH-ES+A256KW\" is not supported"),
        (format!(r#"{{"alg":"dir","enc":"A256GCM","epk":{epk}}}"#), "\"alg\": \"dir\" is not supported"),
        (format!(r#"{{"alg":"ECDH-ES","enc":"A128GCM","epk":{epk}}}"#), "\"enc\": \"A128GCM\" is not supported"),
        (format!(r#"{{"alg":"ECDH-ES","enc":"A256GCM","epk":{epk},"crit":["exp"]}}"#), "\"crit\" is not supported"),
        (format!(r#"{{"alg":"ECDH-ES","enc":"A256GCM","epk":{epk},"zip":"DEF"}}"#), "\"zip\" is not supported"),
        (format!(r#"{{"alg":"ECDH-ES","enc":"A256GCM","epk":{}}}"#, P256.trim()), "epk: this is a private key"),
        (format!(r#"{{"alg":"ECDH-ES","enc":"A256GCM","epk":{}}}"#, private(X25519).public().to_jwk()), "epk is on another curve"),
        (r#"{"alg":"ECDH-ES","enc":"A256GCM"}"#.to_owned(), "\"epk\" is missing"),
        (format!(r#"{{"alg":"ECDH-ES","enc":"A256GCM","epk":{epk}}}"#), "does not open"),
        ("no JSON".to_owned(), "not as RFC 7516"),
    ] {
        assert!(with_header(&header).contains(told), "{told}: {}", with_header(&header));
    }
    for (text, told) in [
        ("", "five parts"),
        ("a.b.c.d", "five parts"),
        ("{}", "\"type\" is missing"),
        ("{", "no sealed lead"),
        (&*jwe.replace("..", ".a2V5."), "second part"),
        (&*format!("{jwe}A"), "tag"),
    ] {
        let error = open(text, &key).expect_err(text).to_string();
        assert!(error.contains(told), "{told}: {error}");
    }
}

#[test]
fn the_page_is_told_what_is_wrong_or_what_is_given_up() {
    let config = |seal: &str| format!("{{ \"version\": 1,\n \"seal\": {seal} }}");
    let key = private(P256).public().to_jwk();
    let start = |secure: bool, seal: &str| boot(&format!("{{\"secure\":{secure}}}\n{}", config(seal)));
    assert_eq!(start(true, &format!("{{ \"key\": {key} }}")), (Some(Sealer::Seal(private(P256).public())), "{}".to_owned()));
    let (sealer, answer) = start(false, &format!("{{ \"key\": {key} }}"));
    assert!(sealer.is_none() && answer.contains("\"error\":\"this page is not served over https"), "{answer}");
    let (sealer, answer) = start(false, &format!("{{ \"key\": {key}, \"onHttp\": \"unsealed\" }}"));
    assert!(sealer == Some(Sealer::Unsealed) && answer.contains("\"notice\":\"this page"), "{answer}");
    for (seal, told) in [
        ("true", "seal: expected an object"),
        ("null", "seal: expected an object"),
        ("{}", "seal.key: \\\"key\\\" is missing"),
        (&*format!("{{ \"key\": {} }}", P256.trim()), "seal.key: this is a private key"),
        (&*format!("{{ \"key\": {key}, \"onHttp\": \"sent\" }}"), "seal.onHttp: unknown value"),
        (&*format!("{{ \"key\": {key}, \"onhttp\": \"refuse\" }}"), "did you mean \\\"onHttp\\\"?"),
    ] {
        for secure in [true, false] {
            let (sealer, answer) = start(secure, seal);
            assert!(sealer.is_none() && answer.contains("\"error\":") && answer.contains(told), "{told}: {answer}");
        }
    }
}

#[test]
fn the_page_gets_the_envelope_or_nothing() {
    let lead = LEAD.replace('\n', "");
    let bytes: Vec<String> = random(9).iter().map(u8::to_string).collect();
    let question = |bytes: &str, lead: &str| format!("[{bytes}]\n{lead}\n");
    let sealer = Sealer::Seal(private(X25519).public());
    let envelope = sealer.ask(&question(&bytes.join(","), &lead));
    assert_eq!(open(&envelope, &private(X25519)), Ok(lead.clone()));
    assert_eq!(Sealer::Unsealed.ask(&question("", &lead)), lead);
    for (bytes, lead) in [("", lead.as_str()), ("300", &lead), (&bytes.join(","), "{}"), (&bytes.join(","), "")] {
        assert_eq!(sealer.ask(&question(bytes, lead)), "");
    }
    assert_eq!(sealer.ask(""), "");
}

fn curve() -> impl Strategy<Value = Curve> {
    prop_oneof![Just(Curve::P256), Just(Curve::X25519)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text_for_any_key_opens_as_it_was(curve in curve(), secret: [u8; 32], text: Vec<u8>, id in ".*", bytes in prop::collection::vec(any::<u8>(), RANDOM_BYTES)) {
        prop_assume!(bytes.iter().any(|byte| *byte != bytes[0]));
        let key = PrivateKey::new(curve, &secret).expect("one in 2^32 is none");
        let jwe = encrypt(&text, &id, &key.public(), &bytes).expect("sealed");
        let (header, opened) = decrypt(&jwe, &key).expect("opens");
        prop_assert_eq!((header.id, opened), (Some(id), text));
    }

    #[test]
    fn any_other_key_opens_nothing(curve in curve(), secret: [u8; 32]) {
        let key = PrivateKey::new(curve, &secret).expect("one in 2^32 is none");
        for jwk in [P256, X25519] {
            prop_assert!(decrypt(&sealed(jwk).jwe, &key).is_err());
        }
    }

    #[test]
    fn a_character_changed_anywhere_is_refused(p256: bool, place: prop::sample::Index, other in "[A-Za-z0-9_.=+/ -]") {
        let jwk = if p256 { P256 } else { X25519 };
        let jwe = sealed(jwk).jwe;
        let at = place.index(jwe.len());
        prop_assume!(jwe[at..=at] != other);
        let changed = [&jwe[..at], &other, &jwe[at + 1..]].concat();
        prop_assert!(decrypt(&changed, &private(jwk)).is_err(), "{}", changed);
    }

    #[test]
    fn no_text_makes_the_opener_panic(text in ".{0,200}", parts in prop::collection::vec("[A-Za-z0-9_-]{0,80}", 5)) {
        let key = private(P256);
        prop_assert!(open(&text, &key).is_err());
        prop_assert!(open(&parts.join("."), &key).is_err());
        prop_assert!(PublicKey::from_jwk(&text).is_err());
    }
}
