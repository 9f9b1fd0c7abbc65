//! Rules that can never count, or to no effect.

use super::{Warnings, condition, pattern, reach::Reach};
use crate::{
    config::{
        Config,
        scoring::{After, Rule, SignalKind},
    },
    json::AnyOf,
    score::Signal,
};
use alloc::format;

pub(super) fn warn(config: &Config, reach: &Reach<'_>, warnings: &mut Warnings) {
    let scoring = &config.scoring;
    for ((index, rule), why) in scoring.rules.0.iter().zip(&reach.why_not) {
        let path = |key: &str| format!("scoring.rules[{index}]{key}");
        if let Some(why) = why {
            warnings.add(path(&why.path), format!("\"{}\" can never count: {}", rule.id, why.message));
        }
        if let Some(After { page: None, rule: None, .. }) = rule.after {
            warnings.add(path(".after"), "it names neither \"page\" nor \"rule\", so it has no effect; name what must come before".into());
        }
        let is_awaited = |other: &Rule| other.after.as_ref().and_then(|after| after.rule.as_ref()).is_some_and(|id| id.0 == rule.id);
        if rule.points == 0 && !scoring.rules.0.iter().any(|(_, other)| is_awaited(other)) {
            warnings.add(
                path(".points"),
                format!("\"{}\" is worth nothing, and no rule comes \"after\" it; give it points or remove it", rule.id),
            );
        }
        if let (SignalKind::Custom, Some(AnyOf(names))) = (rule.on, &rule.name) {
            for name in names.iter().filter(|name| is_reported(name)) {
                let message = format!(
                    "limen('track', '{name}') reports the signal \"{name}\", which no rule on \"custom\" hears; write \"on\": \"{name}\""
                );
                warnings.add(path(".name"), message);
            }
        }
        for (item, glob) in rule.url.iter().flat_map(|globs| &globs.0).enumerate() {
            let path = path(&format!(".url[{item}]"));
            if let Some(why) = pattern::impossible(glob) {
                warnings.add(path, format!("\"{}\" matches no page: {why}", glob.0));
            } else if let Some(encoded) = pattern::encoded(glob) {
                warnings.add(path, format!("browsers write this address with percent signs; write \"{encoded}\""));
            }
        }
        for (key, conditions) in [("traits", &rule.traits), ("where", &rule.properties)] {
            for (name, condition) in conditions {
                if let Some(message) = condition::idle(condition) {
                    warnings.add(path(&format!(".{key}.{name}")), message.into());
                }
            }
        }
    }
    for (index, group) in &scoring.groups.0 {
        if !scoring.rules.0.iter().any(|(_, rule)| rule.group.as_ref().is_some_and(|wanted| wanted.0 == group.id)) {
            let message = format!("no rule is in the group \"{0}\"; write \"group\": \"{0}\" into those that share its cap", group.id);
            warnings.add(format!("scoring.groups[{index}]"), message);
        }
    }
}

/// Whether `limen('track', name)` reports a signal of its own instead of a custom one.
pub(super) fn is_reported(name: &str) -> bool {
    SignalKind::from_name(name).and_then(|kind| Signal::of(kind, &|_| "", &|_| 0)).is_some()
}
