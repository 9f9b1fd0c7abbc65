//! Which campaign shows now, and when the next may by the passing of time alone: targeting, trigger and attention budget together. The
//! widget and a replay of its log both ask here.

use crate::{
    attention::Attention,
    config::{Config, campaign::Campaign},
    order,
    target::{self, Facts, PageFacts},
    time::{Millis, Span, earlier},
};
use alloc::vec::Vec;

/// No timer is set for a campaign further away than this: nobody looks at one page for an hour, and `setTimeout` overflows at 24 days.
const FURTHEST: Span = Span::HOUR;

/// A visitor on a page, at a point in time.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// Campaigns and limits.
    pub config: &'a Config,
    /// What targeting looks at.
    pub facts: Facts<'a>,
    /// Places of the campaigns that are turned down on this page view.
    pub vetoed: &'a [usize],
    /// What has been asked of the visitor so far.
    pub attention: &'a Attention,
    /// When the page was entered.
    pub entered: Millis,
    /// The most of it seen, in percent.
    pub seen: u8,
    /// The point in time.
    pub now: Millis,
}

impl<'a> Scene<'a> {
    /// Campaigns that are for this visitor on this page, with their places, the highest priority first, ties by order.
    #[must_use]
    pub fn targeted(&self) -> Vec<(usize, &'a Campaign)> {
        let mut targeted: Vec<(usize, &Campaign)> = Vec::new();
        for (index, (_, campaign)) in self.config.campaigns.0.iter().enumerate() {
            if !self.vetoed.contains(&index) && target::holds(&campaign.when, &self.facts) {
                order::insert(&mut targeted, (index, campaign), |(_, a), (_, b)| a.priority.unwrap_or(0) > b.priority.unwrap_or(0));
            }
        }
        targeted
    }

    /// The campaign that should show now: its place, and the trigger that has gone off. When there is none, the likeliest to show next, without
    /// a trigger. `exiting`: the pointer has just left through the top.
    #[must_use]
    pub fn chosen(&self, exiting: bool) -> Option<(usize, &'a Campaign, Option<&'static str>)> {
        if self.attention.allows_from(&self.config.attention).is_none_or(|from| from > self.now) {
            return None;
        }
        let page = PageFacts { on_page: self.now.since(self.entered), seen: self.seen, exiting };
        let targeted = self.targeted();
        for &(index, campaign) in &targeted {
            let trigger = target::fired(&campaign.when.trigger, &page);
            if trigger.is_some() {
                return Some((index, campaign, trigger));
            }
        }
        targeted.first().map(|&(index, campaign)| (index, campaign, None))
    }

    /// When the next campaign may show by the passing of time alone, within the next hour; `again` when the page is to be asked again sooner.
    #[must_use]
    pub fn due(&self, again: Option<Millis>) -> Option<Millis> {
        let allowed = self.attention.allows_from(&self.config.attention)?;
        // What has gone off already waits for the budget only, or has been asked for; a time in the past would make the timer spin.
        let soon = self.now.plus(FURTHEST);
        let is_ahead = |due: &Millis| *due > self.now && *due <= soon;
        let mut next = again.filter(is_ahead);
        for (_, campaign) in self.targeted() {
            let due = target::due(&campaign.when.trigger, self.entered).map(|due| due.max(allowed));
            next = earlier(next, due.filter(is_ahead));
        }
        next
    }
}
