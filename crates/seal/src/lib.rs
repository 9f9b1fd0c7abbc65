//! Sealed leads. A lead's text becomes a JWE in compact form (RFC 7516: direct ECDH-ES agreement, A256GCM) for the owner's public key, P-256 or
//! X25519 (RFC 8037), before it is stored or sent; `limen open` opens it with the private key.
//!
//! The same code seals in the page (an add-on wasm with the function `ask`) and natively. It reads no random source: whoever seals brings
//! fresh bytes. What this protects from, and what not: docs/sealed-leads.md.

mod agreement;
pub mod config;
mod jwe;
mod key;
mod lead;
pub mod page;

pub use agreement::RANDOM_BYTES;
pub use jwe::{Header, OpenError, decrypt, encrypt};
pub use key::{Curve, KeyError, PrivateKey, PublicKey};
pub use lead::{open, seal};

/// The add-on's functions, as src/perform/add_ons.js asks them.
#[cfg(target_arch = "wasm32")]
mod exports {
    use crate::page::{Sealer, boot as start};
    use limen_border::Kept;

    static SEALER: Kept<Option<Sealer>> = Kept::new(None);

    /// [`page::boot`](crate::page::boot).
    #[unsafe(no_mangle)]
    extern "C" fn boot(_: f64) -> *const u8 {
        limen_border::answer(|question| {
            let (sealer, answer) = start(question);
            SEALER.set(sealer);
            answer
        })
    }

    /// [`Sealer::ask`]; nothing before [`boot`].
    #[unsafe(no_mangle)]
    extern "C" fn ask(_: f64) -> *const u8 {
        limen_border::answer(|question| {
            let sealer = SEALER.take();
            let answer = sealer.as_ref().map(|sealer| sealer.ask(question)).unwrap_or_default();
            SEALER.set(sealer);
            answer
        })
    }
}

#[cfg(test)]
mod tests;
