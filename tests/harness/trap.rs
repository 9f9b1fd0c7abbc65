//! What the trap in the page has caught.

use serde::Deserialize;
use std::fmt;

/// The script itself, first in every page.
pub(crate) const SCRIPT: &str = include_str!("trap.js");

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An exception nobody caught.
    Error,
    /// A promise rejected, and nobody listened.
    Rejection,
    /// A content security policy was violated.
    Policy,
    /// A script, style sheet or image could not be loaded.
    Load,
    /// A line on the console, whatever its level: the text begins with the level.
    Console,
}

/// One thing that went wrong in a page.
#[derive(Clone, Debug, Deserialize)]
pub struct Caught {
    /// What kind.
    pub kind: Kind,
    /// In the browser's words.
    pub text: String,
    /// The page's path.
    pub page: String,
}

impl fmt::Display for Caught {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} on {}: {}", self.kind, self.page, self.text)
    }
}

/// Something a test says will be caught.
#[derive(Clone, Debug)]
pub struct Expected {
    /// Of this kind.
    pub kind: Kind,
    /// With these words in it.
    pub words: Vec<String>,
    /// How often.
    pub times: Times,
}

/// How often something is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Exactly once.
    Once,
    /// Any number of times, none included: engines differ.
    Any,
}

impl Expected {
    fn is(&self, caught: &Caught) -> bool {
        self.kind == caught.kind && self.words.iter().all(|word| caught.text.contains(word.as_str()))
    }
}

/// Compares what was caught with what was expected: nothing else may have happened.
///
/// # Errors
/// A sentence that lists what is too much and what is missing.
pub fn judge(caught: &[Caught], expected: &[Expected]) -> anyhow::Result<()> {
    let (mut missing, allowed): (Vec<_>, Vec<_>) = expected.iter().cloned().partition(|expected| expected.times == Times::Once);
    let surprises: Vec<_> = caught
        .iter()
        .filter(|caught| match missing.iter().position(|expected| expected.is(caught)) {
            Some(at) => {
                missing.remove(at);
                false
            }
            None => !allowed.iter().any(|expected| expected.is(caught)),
        })
        .collect();
    let lines = surprises.iter().map(|caught| format!("the page saw: {caught}"));
    let lines: Vec<_> = lines.chain(missing.iter().map(|missing| format!("the page did not see: {missing:?}"))).collect();
    anyhow::ensure!(lines.is_empty(), "{}", lines.join("\n"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caught(text: &str) -> Caught {
        Caught { kind: Kind::Console, text: text.to_owned(), page: "/".to_owned() }
    }

    fn expected(word: &str, times: Times) -> Expected {
        Expected { kind: Kind::Console, words: vec![word.to_owned()], times }
    }

    #[test]
    fn a_quiet_page_passes_and_a_surprise_does_not() {
        assert!(judge(&[], &[]).is_ok());
        assert!(judge(&[caught("warn: a")], &[]).is_err());
    }

    #[test]
    fn what_is_expected_once_has_to_come_once() {
        let once = [expected("a", Times::Once)];
        assert!(judge(&[caught("warn: a")], &once).is_ok());
        assert!(judge(&[], &once).is_err());
        assert!(judge(&[caught("warn: a"), caught("warn: a")], &once).is_err());
    }

    #[test]
    fn what_is_allowed_may_come_or_stay_away() {
        let any = [expected("a", Times::Any)];
        assert!(judge(&[], &any).is_ok());
        assert!(judge(&[caught("warn: a"), caught("warn: a")], &any).is_ok());
        assert!(judge(&[caught("log: b")], &any).is_err());
    }
}
