//! Page roles: the owner's names for sets of URLs.

use super::value::Reference;
use crate::{glob::Glob, json::AnyOf, object, url::Url};
use alloc::string::String;

object! {
    /// A role and the URLs that have it. Of several that match a page, the first counts.
    pub thing Page {
        /// The role: home, pricing, docs.
        role: String = "role",
        /// Patterns; any of them.
        patterns: AnyOf<Glob> = "match",
        /// What such pages are about.
        topic: Option<String> = "topic",
    }
}

impl Page {
    /// Whether a page has this role.
    #[must_use]
    pub fn matches(&self, url: &Url) -> bool {
        self.patterns.0.iter().any(|pattern| pattern.matches(url))
    }
}

/// A reference to a role that `pages` defines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Role(pub String);

impl Reference for Role {
    const KIND: &'static str = "page role";

    #[inline(always)]
    fn name(&mut self) -> &mut String {
        &mut self.0
    }
}
