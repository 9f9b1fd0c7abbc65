//! Warnings: what is right, and yet cannot do what its owner hopes for. Native only (feature `diagnose`): the widget holds none of it.
//!
//! A warning is never false. Where something may or may not be, nothing is said: what is computed are bounds from above, over everything that
//! a visitor could do who begins with this config. (Whoever comes with points from an earlier config may have more.)

mod campaigns;
mod condition;
mod pattern;
mod qualification;
mod reach;
mod roles;
mod rules;
mod webhooks;

pub use reach::most_interest;

use super::Config;
use crate::{
    json::{Issue, Node, Value, parse},
    order,
};
use alloc::{string::String, vec::Vec};
use reach::Reach;

/// What to warn of in a config, in the order of its text; each with the reason and what to do.
#[must_use]
pub fn lint(text: &str, config: &Config) -> Vec<Issue> {
    let mut warnings = Warnings { root: parse(text).ok(), found: Vec::new() };
    let reach = Reach::of(config);
    roles::warn(config, &mut warnings);
    rules::warn(config, &reach, &mut warnings);
    qualification::warn(config, &reach, &mut warnings);
    campaigns::warn(config, &reach, &mut warnings);
    webhooks::warn(config, &mut warnings);
    warnings.found
}

/// The warnings so far.
struct Warnings {
    root: Option<Node>,
    found: Vec<Issue>,
}

impl Warnings {
    /// Whether a list is written under a key of the config.
    fn is_list(&self, key: &str) -> bool {
        let node = self.root.as_ref().and_then(|root| root.member(key));
        node.is_some_and(|node| matches!(node.value, Value::Array(_)))
    }

    /// Notes a warning. A path that is not written out in the text (a default) stands where the nearest part above it stands.
    fn add(&mut self, path: String, message: String) {
        let at = self.root.as_ref().map(|root| place(root, &path));
        order::insert(&mut self.found, Issue { path, at, message }, |a, b| a.at < b.at);
    }
}

/// Where a path leads to, as far as it goes.
fn place(root: &Node, path: &str) -> u32 {
    let mut node = root;
    for step in path.split(['.', '[']) {
        let next = match (&node.value, step.strip_suffix(']')) {
            (Value::Array(items), Some(index)) => index.parse().ok().and_then(|index: usize| items.get(index)),
            _ => node.member(step),
        };
        let Some(next) = next else { break };
        node = next;
    }
    node.at
}

#[cfg(test)]
mod tests;
