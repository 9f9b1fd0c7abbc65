//! What a config says of sealing: its member `seal`.

use crate::PublicKey;
use limen_core::{
    json::{Cursor, Decode, Issue, Node, Raw, parse},
    object, words,
};

object! {
    /// Whom leads are sealed for, and where they are not.
    pub extension Seal {
        /// The owner's public key, a JWK.
        key: Key = "key",
        /// What happens on pages that are no secure context; default `refuse`.
        on_http: Option<OnHttp> = "onHttp",
    }
}

words! {
    /// What happens on a page of plain http. Anybody on the way may have changed the page, this widget or the key, so a seal would promise what it
    /// cannot keep. The default keeps the promise at the price of the form: what an owner has asked to be sealed never leaves unsealed unasked.
    pub enum OnHttp {
        /// No form shows.
        Refuse = "refuse",
        /// Leads are sent as if there were no key.
        Unsealed = "unsealed",
    }
}

/// A public key as a JWK; none before it is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Key(pub Option<PublicKey>);

impl Decode for Key {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        let mut text = Raw::default();
        text.decode(node, cursor);
        self.0 = PublicKey::from_jwk(&text.0).map_err(|error| cursor.issue(node.at, error.advice())).ok();
        self.0.is_some()
    }
}

/// Reads a config's `seal`. None when it has none.
///
/// # Errors
/// Everything that is wrong with it. What else is wrong with the config is the core's to say.
pub fn read(config: &str) -> Result<Option<Seal>, Vec<Issue>> {
    let Ok(node) = parse(config) else { return Ok(None) };
    let Some(node) = node.member("seal") else { return Ok(None) };
    let (mut seal, mut cursor) = (Seal::default(), Cursor::default());
    cursor.enter("seal");
    if seal.decode(node, &mut cursor) { Ok(Some(seal)) } else { Err(cursor.issues) }
}
