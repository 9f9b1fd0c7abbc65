//! The page under way, as rules see it.

use crate::{
    config::Config,
    event::Scalar,
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
}

impl Location {
    /// Looks an address up.
    #[must_use]
    pub fn new(config: &Config, address: &str) -> Location {
        let url = Url::new(address);
        let page = config.pages.0.iter().find(|(_, page)| page.matches(&url)).map(|(_, page)| page);
        Location { path: url.path().into(), role: page.map(|page| page.role.clone()), topic: page.and_then(|page| page.topic.clone()), url }
    }

    /// A moment here.
    #[must_use]
    pub fn moment<'a>(&'a self, now: Millis, day: i64, traits: &'a [(String, Scalar)], lists: &'a Lists) -> Moment<'a> {
        Moment { now, day, url: &self.url, path: &self.path, role: self.role.as_deref(), topic: self.topic.as_deref(), traits, lists }
    }
}
