//! Keys as JWK (RFC 7517, RFC 7518 §6.2, RFC 8037 §2).

use base64ct::{Base64UrlUnpadded, Encoding};
use limen_core::{encode_object, json, object};
use p256::elliptic_curve::sec1::{FromEncodedPoint, ToEncodedPoint};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// The curves that keys may be on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// NIST's P-256 (`"kty": "EC"`): what hardware modules and cloud key stores have.
    P256,
    /// X25519 (`"kty": "OKP"`, RFC 7748).
    X25519,
}

/// The key that leads are sealed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// A point on P-256.
    P256(p256::PublicKey),
    /// A coordinate on Curve25519.
    X25519(x25519_dalek::PublicKey),
}

/// The key that opens them. It is wiped from memory when it goes.
#[derive(Clone)]
pub enum PrivateKey {
    /// Of P-256.
    P256(p256::SecretKey),
    /// Of X25519.
    X25519(x25519_dalek::StaticSecret),
}

/// Why a JWK is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// It is no JSON object of texts.
    NoJwk,
    /// A private key stands where the world can read it.
    Published,
    /// It is on another curve.
    Curve,
    /// A coordinate is not 32 bytes.
    Coordinate,
    /// Its coordinates are no point that can be agreed with.
    Point,
    /// It is a public key.
    NotPrivate,
    /// Its private part belongs to another public key.
    Mismatch,
}

impl fmt::Display for KeyError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.advice())
    }
}

impl std::error::Error for KeyError {}

impl KeyError {
    /// What is wrong, and what to do.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::NoJwk => {
                "this is no JWK; expected { \"kty\": \"EC\", \"crv\": \"P-256\", \"x\": \"…\", \"y\": \"…\" } or { \"kty\": \"OKP\", \"crv\": \"X25519\", \"x\": \"…\" }; `limen keygen` makes one"
            }
            Self::Published => {
                "this is a private key (it has \"d\"), and whoever has read it can open all leads: make a new pair with `limen keygen`, put the public key that it prints here, and never use this one again"
            }
            Self::Curve => {
                "accepted are \"kty\": \"EC\" with \"crv\": \"P-256\", and \"kty\": \"OKP\" with \"crv\": \"X25519\"; `limen keygen` makes one"
            }
            Self::Coordinate => "x, and of P-256 also y, are 32 bytes in base64url without padding (43 characters): copy the key anew",
            Self::Point => "x and y are no point of the curve that a key can be: copy the key anew",
            Self::NotPrivate => {
                "this is a public key: leads are opened with the private one, the file that `limen keygen` wrote (it has \"d\")"
            }
            Self::Mismatch => "d does not belong to this public key: the file is damaged, take its copy",
        }
    }
}

object! {
    /// A JWK as it is written. What else it says (`kid`, `use`, `alg`) changes nothing here.
    record Jwk {
        /// `EC` or `OKP`.
        kty: String = "kty",
        /// `P-256` or `X25519`.
        crv: String = "crv",
        /// First coordinate.
        x: String = "x",
        /// Second coordinate, of EC.
        y: Option<String> = "y",
        /// The private part.
        d: Option<String> = "d",
    }
}

/// The 32 bytes of a member.
fn bytes(text: Option<&str>) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let mut bytes = Zeroizing::new([0; 32]);
    match Base64UrlUnpadded::decode(text.unwrap_or_default(), &mut *bytes).map(<[u8]>::len) {
        Ok(32) => Ok(bytes),
        _ => Err(KeyError::Coordinate),
    }
}

/// base64url without padding (RFC 7515 §2).
pub(crate) fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

impl Jwk {
    fn public(&self) -> Result<PublicKey, KeyError> {
        match (self.kty.as_str(), self.crv.as_str()) {
            ("EC", "P-256") => {
                let (x, y) = (bytes(Some(&self.x))?, bytes(self.y.as_deref())?);
                let point = p256::EncodedPoint::from_affine_coordinates(&(*x).into(), &(*y).into(), false);
                let point: Option<p256::PublicKey> = p256::PublicKey::from_encoded_point(&point).into();
                point.map(PublicKey::P256).ok_or(KeyError::Point)
            }
            ("OKP", "X25519") => {
                let point = x25519_dalek::PublicKey::from(*bytes(Some(&self.x))?);
                // What every secret agrees on with a point of low order is zero (RFC 7748 §6.1). Any secret tells.
                let agreed = x25519_dalek::StaticSecret::from([1; 32]).diffie_hellman(&point);
                if agreed.was_contributory() { Ok(PublicKey::X25519(point)) } else { Err(KeyError::Point) }
            }
            _ => Err(KeyError::Curve),
        }
    }
}

impl PublicKey {
    /// Reads a public key.
    ///
    /// # Errors
    /// Why it is of no use; above all when it has a private part.
    pub fn from_jwk(text: &str) -> Result<Self, KeyError> {
        let jwk: Jwk = json::decode(text).map_err(|_| KeyError::NoJwk)?;
        if jwk.d.is_some() {
            return Err(KeyError::Published);
        }
        jwk.public()
    }

    /// Its JWK: the members that it must have, in order of their names and without white space.
    #[must_use]
    pub fn to_jwk(&self) -> String {
        self.jwk(None)
    }

    fn jwk(&self, d: Option<&str>) -> String {
        match self {
            Self::P256(point) => {
                let point = point.to_encoded_point(false);
                // Never the identity, which has no coordinates: `p256::PublicKey` cannot be that.
                let [x, y] = [point.x(), point.y()].map(|coordinate| base64url(coordinate.map_or(&[], |bytes| bytes.as_slice())));
                encode_object!("crv d kty x y", *"P-256", d, *"EC", x, y)
            }
            Self::X25519(point) => encode_object!("crv d kty x", *"X25519", d, *"OKP", base64url(point.as_bytes())),
        }
    }

    /// Its name, the same for the same key: the thumbprint of RFC 7638, which is over just what [`PublicKey::to_jwk`] writes.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        base64url(&Sha256::digest(self.to_jwk()))
    }
}

impl PrivateKey {
    /// Makes a key of random bytes. None when they are no number that can be one: once in 2^32, then take others.
    #[must_use]
    pub fn new(curve: Curve, random: &[u8; 32]) -> Option<Self> {
        match curve {
            Curve::P256 => p256::SecretKey::from_slice(random).ok().map(Self::P256),
            Curve::X25519 => Some(Self::X25519(x25519_dalek::StaticSecret::from(*random))),
        }
    }

    /// Reads a private key.
    ///
    /// # Errors
    /// Why it is of no use.
    pub fn from_jwk(text: &str) -> Result<Self, KeyError> {
        let jwk: Jwk = json::decode(text).map_err(|_| KeyError::NoJwk)?;
        let public = jwk.public()?;
        let d = Zeroizing::new(jwk.d.ok_or(KeyError::NotPrivate)?);
        let key = Self::new(public.curve(), &*bytes(Some(&d))?).ok_or(KeyError::Mismatch)?;
        if key.public() == public { Ok(key) } else { Err(KeyError::Mismatch) }
    }

    /// Its JWK, private part included.
    #[must_use]
    pub fn to_jwk(&self) -> Zeroizing<String> {
        let d = Zeroizing::new(match self {
            Self::P256(key) => base64url(&Zeroizing::new(key.to_bytes())),
            Self::X25519(key) => base64url(key.as_bytes()),
        });
        Zeroizing::new(self.public().jwk(Some(&d)))
    }

    /// The key to give away.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        match self {
            Self::P256(key) => PublicKey::P256(key.public_key()),
            Self::X25519(key) => PublicKey::X25519(key.into()),
        }
    }
}

impl PublicKey {
    /// The curve it is on.
    #[must_use]
    pub fn curve(&self) -> Curve {
        match self {
            Self::P256(_) => Curve::P256,
            Self::X25519(_) => Curve::X25519,
        }
    }
}

/// Says nothing of the key.
impl fmt::Debug for PrivateKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PrivateKey")
    }
}
