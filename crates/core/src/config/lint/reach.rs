//! What a visitor can reach at most: which rules can count, and how much interest they can give together.

use super::{condition, pattern, roles};
use crate::config::{
    Config,
    page::Role,
    scoring::{After, Per, Rule, Scoring},
};
use alloc::{format, string::String, vec::Vec};

/// The most interest that a visitor can have who begins with this config. Limits per page, session and day are no bound here: there may be
/// any number of them before points have faded.
#[must_use]
pub fn most_interest(config: &Config) -> u32 {
    Reach::of(config).interest
}

/// What can be reached.
pub(super) struct Reach<'a> {
    /// Roles that some page can have.
    pub(super) roles: Vec<&'a str>,
    /// For each rule, why it can never count.
    pub(super) why_not: Vec<Option<WhyNot>>,
    /// The most interest.
    pub(super) interest: u32,
}

/// The reason that a rule can never count.
pub(super) struct WhyNot {
    /// Where, within the rule.
    pub(super) path: String,
    /// The reason and what to do.
    pub(super) message: String,
}

impl<'a> Reach<'a> {
    pub(super) fn of(config: &'a Config) -> Reach<'a> {
        let roles = roles::possible(config);
        let why_not = why_not(config, &roles);
        let interest = interest(&config.scoring, &why_not);
        Reach { roles, why_not, interest }
    }

    /// "the most a visitor can have is 85", and by what.
    pub(super) fn most(&self, scoring: &Scoring) -> String {
        let by = match scoring.max_points {
            Some(most) if most == self.interest => " (by \"maxPoints\")",
            _ if scoring.rules.0.is_empty() => " (there are no rules)",
            _ => " (all rules that can count together, within their limits and groups)",
        };
        format!("the most a visitor can have is {}{by}", self.interest)
    }
}

/// A rule counts only after another has: those that wait for one that never does, or for each other, never do.
fn why_not(config: &Config, roles: &[&str]) -> Vec<Option<WhyNot>> {
    let rules = &config.scoring.rules.0;
    let by_itself: Vec<Option<WhyNot>> = rules.iter().map(|(_, rule)| by_itself(config, rule, roles)).collect();
    let mut counts: Vec<bool> = rules.iter().map(|_| false).collect();
    for _ in rules {
        let ready = |(rule, why): (&(usize, Rule), &Option<WhyNot>)| {
            why.is_none() && earlier(&rule.1).is_none_or(|id| rules.iter().zip(&counts).any(|((_, rule), counts)| *counts && rule.id == id))
        };
        counts = rules.iter().zip(&by_itself).map(ready).collect();
    }
    let explain = |(why, (counts, (_, rule))): (Option<WhyNot>, (bool, &(usize, Rule)))| match why {
        None if !counts => {
            let id = earlier(rule).unwrap_or_default();
            let why = if id == rule.id { "it waits for itself" } else { "it waits for a rule that can never count before it" };
            Some(WhyNot { path: ".after.rule".into(), message: format!("{why} (\"{id}\"); name one that can") })
        }
        why => why,
    };
    by_itself.into_iter().zip(counts.into_iter().zip(rules)).map(explain).collect()
}

/// The rule that must have counted before this one.
fn earlier(rule: &Rule) -> Option<&str> {
    rule.after.as_ref().and_then(|after| after.rule.as_ref()).map(|id| id.0.as_str())
}

/// Why a rule can never count, whatever the others do.
fn by_itself(config: &Config, rule: &Rule, roles: &[&str]) -> Option<WhyNot> {
    let because = |path: &str, message: &str| Some(WhyNot { path: path.into(), message: message.into() });
    let is_possible = |Role(role): &Role| roles.contains(&role.as_str());
    if rule.limit.as_ref().is_some_and(|limit| limit.max == 0) {
        return because(".limit.max", "its limit is 0; write 1 or more, or remove the rule");
    }
    if rule.page.as_ref().is_some_and(|wanted| !wanted.0.iter().any(is_possible)) {
        return because(".page", "no page has this role; see what is said of it under \"pages\"");
    }
    if let Some(After { page: Some(role), .. }) = &rule.after
        && !is_possible(role)
    {
        return because(".after.page", "no page has this role; see what is said of it under \"pages\"");
    }
    if let Some(urls) = &rule.url {
        if urls.0.iter().all(|glob| pattern::impossible(glob).is_some()) {
            return because(".url", "no page matches; see the reason below");
        }
        let meets = |role: &Role| {
            let pages = config.pages.0.iter().filter(|(_, page)| page.role == role.0);
            pages.flat_map(|(_, page)| &page.patterns.0).any(|of_role| urls.0.iter().any(|url| !pattern::exclude_each_other(of_role, url)))
        };
        if rule.page.as_ref().is_some_and(|wanted| !wanted.0.iter().any(meets)) {
            return because(".url", "no page has both this address and the role in \"page\"; keep one of them");
        }
    }
    // An extension is what follows the last dot of a file's path, which ends before its query.
    if rule.extension.as_ref().is_some_and(|wanted| wanted.0.iter().all(|extension| extension.contains(['.', '?']))) {
        return because(".extension", "an extension is what follows the last dot of a file's name: write \"pdf\", \"gz\"");
    }
    for (key, conditions) in [("traits", &rule.traits), ("where", &rule.properties)] {
        for (name, condition) in conditions {
            if let Some(why) = condition::impossible(condition) {
                return Some(WhyNot { path: format!(".{key}.{name}"), message: why });
            }
        }
    }
    None
}

/// The most interest: every rule at its most at the same time, groups up to their caps.
fn interest(scoring: &Scoring, why_not: &[Option<WhyNot>]) -> u32 {
    let mut alone = 0;
    let mut of_groups: Vec<i64> = scoring.groups.0.iter().map(|_| 0).collect();
    for ((_, rule), why) in scoring.rules.0.iter().zip(why_not) {
        let most = if why.is_none() { most_points(rule) } else { 0 };
        let place = scoring.groups.0.iter().position(|(_, group)| rule.group.as_ref().is_some_and(|wanted| wanted.0 == group.id));
        match place.and_then(|place| of_groups.get_mut(place)) {
            Some(of_group) => *of_group += most,
            None => alone += most,
        }
    }
    let grouped: i64 = scoring.groups.0.iter().zip(of_groups).map(|((_, group), points)| points.min(i64::from(group.max_points))).sum();
    let most = (alone + grouped).min(scoring.max_points.map_or(i64::MAX, i64::from));
    u32::try_from(most).unwrap_or(u32::MAX)
}

/// The most points that a rule can have: what it gives as often as it may, and never more than one rule can hold.
fn most_points(rule: &Rule) -> i64 {
    let most = i64::from(i32::MAX);
    match &rule.limit {
        _ if rule.points <= 0 => 0,
        Some(limit) if limit.per == Per::Visitor => (i64::from(rule.points) * i64::from(limit.max)).min(most),
        _ => most,
    }
}
