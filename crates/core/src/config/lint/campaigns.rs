//! Campaigns that can never show by themselves. (`limen('show', id)` shows any.)

use super::{Warnings, reach::Reach};
use crate::{
    config::{
        Config,
        campaign::{Campaign, Range, Trigger, When},
        page::Role,
    },
    json::AnyOf,
};
use alloc::{format, string::String, vec::Vec};

pub(super) fn warn(config: &Config, reach: &Reach<'_>, warnings: &mut Warnings) {
    if config.attention.max_per_session == Some(0) && !config.campaigns.0.is_empty() {
        warnings.add("attention.maxPerSession".into(), "it is 0, so no campaign shows by itself; write 1 or more".into());
    }
    for (place, (index, campaign)) in config.campaigns.0.iter().enumerate() {
        let when = format!("campaigns[{index}].when");
        let id = &campaign.id;
        if let Some((key, why)) = why_not(config, reach, &campaign.when) {
            warnings.add(when + key, format!("\"{id}\" can never show by itself: {why}"));
        } else if let Some(first) = in_front(config, place) {
            let message = format!(
                "\"{id}\" stands behind \"{first}\", which is for all of its visitors and goes off no later; it shows only where the page refuses \
                 \"{first}\". Raise its \"priority\", or narrow \"{first}\""
            );
            warnings.add(when, message);
        } else if campaign.when.trigger.immediate == Some(true) && !is_only_immediate(&campaign.when.trigger) {
            warnings
                .add(when + ".trigger", "\"immediate\" comes first, so the triggers beside it have no effect; remove them or it".into());
        }
    }
}

/// Why targeting never holds, and where.
fn why_not(config: &Config, reach: &Reach<'_>, when: &When) -> Option<(&'static str, String)> {
    if let Some(Range { at_least: Some(least), at_most }) = when.interest {
        if let Some(most) = at_most.filter(|most| least > *most) {
            return Some((".interest", format!("no interest is at least {least} and at most {most}")));
        }
        if least > reach.interest {
            let why = format!("{}; the threshold is {least}. Lower it, or let rules give more", reach.most(&config.scoring));
            return Some((".interest.atLeast", why));
        }
    }
    let is_possible = |Role(role): &Role| reach.roles.contains(&role.as_str());
    when.pages
        .as_ref()
        .is_some_and(|pages| !pages.0.iter().any(is_possible))
        .then(|| (".pages", "no page has this role; see what is said of it under \"pages\"".into()))
}

fn is_only_immediate(trigger: &Trigger) -> bool {
    trigger.delay.is_none() && trigger.scroll.is_none() && trigger.exit_intent != Some(true)
}

/// A campaign that wins whenever this one could show.
fn in_front(config: &Config, place: usize) -> Option<&str> {
    let campaigns = &config.campaigns.0;
    let (_, campaign) = campaigns.get(place)?;
    let priority = |campaign: &Campaign| campaign.priority.unwrap_or(0);
    let is_first =
        |other: usize, first: &Campaign| priority(first) > priority(campaign) || priority(first) == priority(campaign) && other < place;
    let wins = |(other, (_, first)): &(usize, &(usize, Campaign))| {
        *other != place
            && is_first(*other, first)
            && takes_in(&first.when, &campaign.when)
            && goes_off_first(&first.when.trigger, &campaign.when.trigger)
    };
    campaigns.iter().enumerate().find(wins).map(|(_, (_, first))| first.id.as_str())
}

/// Whether one targeting holds wherever another does.
fn takes_in(wide: &When, narrow: &When) -> bool {
    let bounds = |when: &When| {
        let range = when.interest.clone().unwrap_or_default();
        (range.at_least.unwrap_or(0), range.at_most.unwrap_or(u32::MAX))
    };
    let ((wide_least, wide_most), (least, most)) = (bounds(wide), bounds(narrow));
    let roles = |when: &When| -> Option<Vec<String>> {
        when.pages.as_ref().map(|AnyOf(roles)| roles.iter().map(|Role(role)| role.clone()).collect())
    };
    let pages = match (roles(wide), roles(narrow)) {
        (None, _) => true,
        (Some(wide), Some(narrow)) => narrow.iter().all(|role| wide.contains(role)),
        (Some(_), None) => false,
    };
    let converted = |when: &When| when.visitor.as_ref().and_then(|visitor| visitor.converted);
    wide_least <= least && wide_most >= most && pages && (converted(wide).is_none() || converted(wide) == converted(narrow))
}

/// Whether one trigger has gone off whenever another has.
fn goes_off_first(first: &Trigger, second: &Trigger) -> bool {
    let exit_intent = second.exit_intent != Some(true) || first.exit_intent == Some(true);
    let scroll = second.scroll.is_none_or(|percent| first.scroll.is_some_and(|first| first.0 <= percent.0));
    let delay = second.delay.is_none_or(|delay| first.delay.is_some_and(|first| first <= delay));
    first.immediate == Some(true) || second.immediate != Some(true) && exit_intent && scroll && delay
}
