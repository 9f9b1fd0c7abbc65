//! Which rules listen to what, worked out once: a signal costs what its own rules cost, however many others there are.

use super::Signal;
use crate::{
    config::{
        page::Role,
        scoring::{Scoring, SignalKind},
    },
    json::AnyOf,
};
use alloc::{string::String, vec::Vec};

/// The index of a config's rules.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    /// Sorted by kind, then by length of the key and key: most comparisons are of numbers.
    listeners: Vec<Listeners>,
    /// For each rule, the place of the rule that must have counted before it.
    pub(super) after: Vec<Option<usize>>,
    /// For each rule, the place of its group.
    pub(super) groups: Vec<Option<usize>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Listeners {
    kind: SignalKind,
    /// The page role, or a custom signal's name, that these rules want; empty for those that want none.
    key: String,
    /// Places of the rules.
    rules: Vec<usize>,
}

impl Plan {
    pub(super) fn new(scoring: &Scoring) -> Plan {
        let mut plan = Plan { listeners: Vec::new(), after: Vec::new(), groups: Vec::new() };
        let rules = &scoring.rules.0;
        for (place, (_, rule)) in rules.iter().enumerate() {
            match (&rule.page, &rule.name) {
                (_, Some(AnyOf(names))) if rule.on == SignalKind::Custom => {
                    for name in names {
                        plan.listen(rule.on, name, place);
                    }
                }
                (Some(AnyOf(roles)), _) => {
                    for Role(role) in roles {
                        plan.listen(rule.on, role, place);
                    }
                }
                _ => plan.listen(rule.on, "", place),
            }
            let after = rule.after.as_ref().and_then(|after| after.rule.as_ref());
            plan.after.push(after.and_then(|wanted| rules.iter().position(|(_, rule)| rule.id == wanted.0)));
            let group = rule.group.as_ref();
            plan.groups.push(group.and_then(|wanted| scoring.groups.0.iter().position(|(_, group)| group.id == wanted.0)));
        }
        plan
    }

    fn listen(&mut self, kind: SignalKind, key: &str, rule: usize) {
        match self.find(kind, key) {
            Ok(at) => {
                if let Some(listeners) = self.listeners.get_mut(at)
                    && listeners.rules.last() != Some(&rule)
                {
                    listeners.rules.push(rule);
                }
            }
            Err(at) => self.listeners.insert(at, Listeners { kind, key: key.into(), rules: alloc::vec![rule] }),
        }
    }

    fn find(&self, kind: SignalKind, key: &str) -> Result<usize, usize> {
        let wanted = (kind as u8, key.len(), key);
        self.listeners.binary_search_by(|listeners| (listeners.kind as u8, listeners.key.len(), listeners.key.as_str()).cmp(&wanted))
    }

    /// The rules that listen to a signal on a page of this role: those that want any, and those that want just this. Those on custom signals
    /// all want a name.
    pub(super) fn listeners(&self, signal: &Signal<'_>, role: Option<&str>) -> [&[usize]; 2] {
        let rules = |key: &str| match self.find(signal.kind(), key) {
            Ok(at) => self.listeners.get(at).map_or(&[][..], |listeners| &listeners.rules),
            Err(_) => &[],
        };
        match (signal, role.unwrap_or_default()) {
            (Signal::Custom { name, .. }, _) => [rules(name), &[]],
            (_, "") => [rules(""), &[]],
            (_, role) => [rules(""), rules(role)],
        }
    }
}
