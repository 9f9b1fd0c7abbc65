//! The attention budget: how much all campaigns together may ask of one visitor. Polite by arithmetic: a gap between pop-ups, a cap per
//! session, quiet time that grows with every dismissal, quiet time after a lead.

use crate::{
    config::Attention as Limits,
    object,
    time::{Millis, Span},
};

const MIN_GAP: Span = Span(10 * Span::MINUTE.0);
const MAX_PER_SESSION: u32 = 2;
const FIRST_BACK_OFF: Span = Span::DAY;
const BACK_OFF_FACTOR: u8 = 3;
const MAX_BACK_OFF: Span = Span(60 * Span::DAY.0);
const QUIET_AFTER_LEAD: Span = Span(30 * Span::DAY.0);

object! {
    /// What has been asked of this visitor so far.
    pub record Attention {
        /// When a pop-up was last shown.
        last_shown: Option<Millis> = "shown",
        /// Pop-ups in this session.
        in_session: u32 = "n",
        /// Dismissals since the last lead.
        dismissals: u32 = "dismissals",
        /// No pop-up before this time.
        quiet_until: Option<Millis> = "quiet",
    }
}

impl Attention {
    /// From when the next pop-up may show: now or earlier means now; `None` means not in this session.
    #[must_use]
    pub fn allows_from(&self, limits: &Limits) -> Option<Millis> {
        if self.in_session >= limits.max_per_session.unwrap_or(MAX_PER_SESSION) {
            return None;
        }
        let after_gap = self.last_shown.map(|shown| shown.plus(limits.min_gap.unwrap_or(MIN_GAP)));
        Some(after_gap.max(self.quiet_until).unwrap_or(Millis(i64::MIN)))
    }

    /// A session begins.
    pub fn begin_session(&mut self) {
        self.in_session = 0;
    }

    /// A pop-up was shown.
    pub fn shown(&mut self, now: Millis) {
        self.last_shown = Some(now);
        self.in_session = self.in_session.saturating_add(1);
    }

    /// The visitor closed one without leaving a lead: quiet for `first · factor^(dismissals − 1)`, up to the most.
    pub fn dismissed(&mut self, limits: &Limits, now: Millis) {
        let back_off = limits.back_off.as_ref();
        let first = back_off.and_then(|back_off| back_off.first).unwrap_or(FIRST_BACK_OFF);
        let factor = back_off.and_then(|back_off| back_off.factor).unwrap_or(BACK_OFF_FACTOR).max(1);
        let most = back_off.and_then(|back_off| back_off.max).unwrap_or(MAX_BACK_OFF);
        let mut quiet = first;
        // From one millisecond to the longest span there is are 39 doublings.
        for _ in 0..self.dismissals.min(40) {
            quiet = quiet.times(i64::from(factor));
        }
        self.dismissals = self.dismissals.saturating_add(1);
        self.quiet(now.plus(quiet.min(most)));
    }

    /// The visitor left a lead.
    pub fn converted(&mut self, limits: &Limits, now: Millis) {
        self.dismissals = 0;
        self.quiet(now.plus(limits.quiet_after_lead.unwrap_or(QUIET_AFTER_LEAD)));
    }

    fn quiet(&mut self, until: Millis) {
        self.quiet_until = self.quiet_until.max(Some(until));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quiet_time_grows_with_every_dismissal_up_to_its_most() {
        let (mut attention, limits) = (Attention::default(), Limits::default());
        let mut now = Millis(0);
        let days: Vec<i64> = (0..6)
            .map(|_| {
                attention.begin_session();
                attention.shown(now);
                attention.dismissed(&limits, now);
                let until = attention.allows_from(&limits).expect("in this session");
                let days = until.since(now).0 / Span::DAY.0;
                now = until;
                days
            })
            .collect();
        assert_eq!(days, [1, 3, 9, 27, 60, 60]);
    }

    #[test]
    fn a_lead_is_followed_by_quiet_and_forgives_the_dismissals() {
        let (mut attention, limits) = (Attention::default(), Limits::default());
        attention.dismissed(&limits, Millis(0));
        attention.converted(&limits, Millis(0));
        assert_eq!(attention.allows_from(&limits), Some(Millis(30 * Span::DAY.0)));
        assert_eq!(attention.dismissals, 0);
    }

    proptest! {
        #[test]
        fn never_more_pop_ups_in_a_session_than_the_cap_nor_closer_than_the_gap(waits in prop::collection::vec(0i64..2_000_000, 0..40)) {
            let (mut attention, limits) = (Attention::default(), Limits::default());
            let (mut now, mut shown) = (Millis(0), Vec::new());
            for wait in waits {
                now = now.plus(Span(wait));
                if attention.allows_from(&limits).is_some_and(|from| from <= now) {
                    attention.shown(now);
                    shown.push(now);
                }
            }
            prop_assert!(shown.len() <= MAX_PER_SESSION as usize);
            prop_assert!(shown.windows(2).all(|pair| pair[1].since(pair[0]) >= MIN_GAP));
        }
    }
}
