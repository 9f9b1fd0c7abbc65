//! The page under way, as rules see it.

use crate::{
    config::Config,
    event::Scalar,
    glob::Glob,
    json::AnyOf,
    score::{Moment, address::Lists},
    time::Millis,
    url::Url,
};
use alloc::string::String;

/// An address and what the config says of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Location {
    /// The address.
    pub url: Url,
    /// Its path.
    pub path: String,
    /// Its role.
    pub role: Option<String>,
    /// What it is about.
    pub topic: Option<String>,
    /// Whether a pattern of the config matches on its query.
    asked_for_query: bool,
}

impl Location {
    /// Looks an address up.
    #[must_use]
    pub fn new(config: &Config, address: &str) -> Location {
        let url = Url::new(address);
        let page = config.pages.0.iter().find(|(_, page)| page.matches(&url)).map(|(_, page)| page);
        let mut asked_for_query = false;
        let mut ask = |AnyOf(globs): &AnyOf<Glob>| asked_for_query |= globs.iter().any(|glob| glob.asks_for_query() && glob.matches(&url));
        for (_, page) in &config.pages.0 {
            ask(&page.patterns);
        }
        for (_, rule) in &config.scoring.rules.0 {
            if let Some(globs) = &rule.url {
                ask(globs);
            }
        }
        Location {
            path: url.path().into(),
            role: page.map(|page| page.role.clone()),
            topic: page.and_then(|page| page.topic.clone()),
            asked_for_query,
            url,
        }
    }

    /// The address as the visit log tells it. Its query may hold anything, so it is left out unless scores depend on it.
    #[must_use]
    pub fn logged(&self) -> &str {
        if self.asked_for_query { self.url.without_fragment() } else { self.url.without_query() }
    }

    /// A moment here.
    #[must_use]
    pub fn moment<'a>(&'a self, now: Millis, day: i64, traits: &'a [(String, Scalar)], lists: &'a Lists) -> Moment<'a> {
        Moment { now, day, url: &self.url, path: &self.path, role: self.role.as_deref(), topic: self.topic.as_deref(), traits, lists }
    }
}
