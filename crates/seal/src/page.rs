//! The add-on's side of the border to src/perform/add_ons.js: text in, text out.

use crate::{
    PublicKey,
    config::{OnHttp, read},
    seal,
};
use limen_core::{encode_object, json, object};

/// What becomes of leads on this page.
#[derive(Debug, PartialEq)]
pub enum Sealer {
    /// They are sealed for this key.
    Seal(PublicKey),
    /// They stay as they are: the page came over http, and its owner wants them all the same.
    Unsealed,
}

object! {
    /// What the shell knows of the page, of which this matters here.
    container Place {
        /// `isSecureContext`: nobody on the way can have changed what the page loads.
        secure: bool = "secure",
    }
}

/// Starts with the text that the core is started with: what the shell knows of the page in the first line (JSON), the config after it. Gives what
/// to do with leads, and `{"notice"?, "error"?}`: a line for the console, or why no form may show.
#[must_use]
pub fn boot(start: &str) -> (Option<Sealer>, String) {
    let (place, config) = start.split_once('\n').unwrap_or((start, ""));
    let mut secure = Place::default();
    if let Ok(node) = json::parse(place) {
        json::Decode::decode(&mut secure, &node, &mut json::Cursor::default());
    }
    let (sealer, notice, error) = match read(config) {
        Ok(Some(seal)) if secure.secure => (seal.key.0.map(Sealer::Seal), None, None),
        Ok(Some(seal)) if seal.on_http == Some(OnHttp::Unsealed) => (
            Some(Sealer::Unsealed),
            Some("this page is not served over https: leads are sent unsealed, as seal.onHttp says.".to_owned()),
            None,
        ),
        Ok(_) => {
            (None, None, Some("this page is not served over https, where a seal proves nothing (seal.onHttp in the config).".to_owned()))
        }
        Err(issues) => (None, None, Some(advice(&issues))),
    };
    (sealer, encode_object!("notice error", notice, error))
}

/// What is wrong with the config, in one line.
fn advice(issues: &[json::Issue]) -> String {
    let mut line = String::from("the config has mistakes");
    for issue in issues {
        for part in ["; ", &issue.path, ": ", &issue.message] {
            line.push_str(part);
        }
    }
    line.push('.');
    line
}

impl Sealer {
    /// Makes of a lead what travels. The question's lines: random bytes as a JSON list, the lead, and what an add-on before has made of it (none is
    /// before this one). Nothing when it cannot be made.
    #[must_use]
    pub fn ask(&self, question: &str) -> String {
        let mut lines = question.split('\n');
        let (Some(random), Some(lead)) = (lines.next(), lines.next()) else { return String::new() };
        match self {
            Self::Unsealed => lead.to_owned(),
            Self::Seal(key) => {
                let random: Vec<u8> = json::decode(random).unwrap_or_default();
                seal(lead, key, &random).unwrap_or_default()
            }
        }
    }
}
