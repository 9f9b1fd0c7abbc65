//! Whom a campaign is for, and what sets it off.

use crate::{
    config::{
        campaign::{Trigger, When},
        page::Role,
    },
    time::{Millis, Span},
};

/// What targeting looks at.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Interest now.
    pub interest: u32,
    /// The page's role.
    pub role: Option<&'a str>,
    /// Whether this visitor has left a lead before.
    pub converted: bool,
}

/// Whether all of a campaign's targeting holds.
#[must_use]
pub fn holds(when: &When, facts: &Facts<'_>) -> bool {
    let interest = when.interest.as_ref().is_none_or(|range| {
        range.at_least.is_none_or(|least| facts.interest >= least) && range.at_most.is_none_or(|most| facts.interest <= most)
    });
    let page = when.pages.as_ref().is_none_or(|roles| roles.0.iter().any(|Role(role)| Some(role.as_str()) == facts.role));
    let visitor = when.visitor.as_ref().is_none_or(|visitor| visitor.converted.is_none_or(|wanted| wanted == facts.converted));
    interest && page && visitor
}

/// What has happened on the page.
#[derive(Clone, Copy, Debug)]
pub struct PageFacts {
    /// Since the page was entered.
    pub on_page: Span,
    /// The most of it seen, in percent.
    pub seen: u8,
    /// Whether the pointer has just left through the top.
    pub exiting: bool,
}

/// The trigger that has gone off, by its name in configs and leads; `None` when none has.
#[must_use]
pub fn fired(trigger: &Trigger, page: &PageFacts) -> Option<&'static str> {
    if trigger.immediate == Some(true) {
        return Some("immediate");
    }
    if trigger.exit_intent == Some(true) && page.exiting {
        return Some("exitIntent");
    }
    if trigger.scroll.is_some_and(|percent| page.seen >= percent.0) {
        return Some("scroll");
    }
    trigger.delay.is_some_and(|delay| page.on_page >= delay).then_some("delay")
}

/// When a trigger will go off by the passing of time alone.
#[must_use]
pub fn due(trigger: &Trigger, entered: Millis) -> Option<Millis> {
    trigger.delay.map(|delay| entered.plus(delay))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, check};

    fn acme() -> Config {
        check(include_str!("../../../www/limen.json")).0.expect("the example is right")
    }

    #[test]
    fn every_condition_must_hold() {
        let config = acme();
        let (demo, guide) = (&config.campaigns.0[0].1.when, &config.campaigns.0[1].1.when);
        let facts = |interest, role, converted| Facts { interest, role, converted };
        assert!(holds(demo, &facts(35, Some("pricing"), true)));
        assert!(!holds(demo, &facts(34, Some("pricing"), false)), "interest too low");
        assert!(!holds(demo, &facts(90, Some("home"), false)), "another page");
        assert!(!holds(demo, &facts(90, None, false)), "a page of no role");
        assert!(!holds(guide, &facts(90, Some("pricing"), true)), "has left a lead");
    }

    #[test]
    fn whichever_trigger_comes_first_goes_off_and_is_named() {
        let config = acme();
        let (demo, guide) = (&config.campaigns.0[0].1.when.trigger, &config.campaigns.0[1].1.when.trigger);
        let page = |ms, seen, exiting| PageFacts { on_page: Span(ms), seen, exiting };
        assert_eq!(fired(demo, &page(19_999, 100, false)), None);
        assert_eq!(fired(demo, &page(20_000, 0, false)), Some("delay"));
        assert_eq!(fired(demo, &page(0, 0, true)), Some("exitIntent"));
        assert_eq!(fired(guide, &page(0, 60, false)), Some("scroll"));
        assert_eq!(fired(guide, &page(99_999, 59, true)), None);
        assert_eq!((due(demo, Millis(5)), due(guide, Millis(5))), (Some(Millis(20_005)), None));
    }
}
