//! Engaged time: the page is visible and focused, and the visitor was active within the last 30 s.

use crate::time::{Millis, Span};

/// How long a sign of life counts.
const ACTIVE_FOR: Span = Span(30_000);

/// Counts engaged time on one page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Engagement {
    visible: bool,
    focused: bool,
    active_at: Option<Millis>,
    counted_to: Millis,
    /// Engaged time on this page so far.
    pub total: Span,
}

impl Engagement {
    /// Begins a page view. Coming to a page is a sign of life.
    #[must_use]
    pub fn new(now: Millis, visible: bool, focused: bool) -> Engagement {
        Engagement { visible, focused, active_at: Some(now), counted_to: now, total: Span(0) }
    }

    /// Counts up to now; returns what was added.
    pub fn count_to(&mut self, now: Millis) -> Span {
        let until = self.until(now);
        let added = if self.visible && self.focused { until.since(self.counted_to) } else { Span(0) };
        self.counted_to = self.counted_to.max(now);
        self.total = Span(self.total.0.saturating_add(added.0));
        added
    }

    /// Until when somebody was there, as of now.
    #[must_use]
    pub fn until(&self, now: Millis) -> Millis {
        self.active_at.map_or(self.counted_to, |active| active.plus(ACTIVE_FOR).min(now))
    }

    /// The visitor showed a sign of life. Count first.
    pub fn active(&mut self, now: Millis) {
        self.active_at = self.active_at.max(Some(now));
    }

    /// The page's visibility or focus changed. Count first.
    pub fn attend(&mut self, visible: bool, focused: bool) {
        (self.visible, self.focused) = (visible, focused);
    }

    /// Whether the page is visible, and focused.
    #[must_use]
    pub fn attends(&self) -> (bool, bool) {
        (self.visible, self.focused)
    }

    /// Whether the visitor can see the page.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        self.visible
    }

    /// When this many seconds will have been counted, if the visitor stays engaged; `None` when they are not, or it has been.
    #[must_use]
    pub fn reaches(&self, seconds: u32, now: Millis) -> Option<Millis> {
        let missing = Span::SECOND.times(i64::from(seconds)).0 - self.total.0;
        let due = now.plus(Span(missing));
        let lasts = self.active_at.is_some_and(|active| due <= active.plus(ACTIVE_FOR));
        (missing > 0 && self.visible && self.focused && lasts).then_some(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn time_counts_for_thirty_seconds_after_the_last_sign_of_life() {
        let mut page = Engagement::new(Millis(0), true, true);
        page.count_to(Millis(20_000));
        page.active(Millis(20_000));
        page.count_to(Millis(100_000));
        assert_eq!(page.total, Span(50_000));
    }

    #[test]
    fn a_page_in_the_background_earns_nothing_until_it_is_seen() {
        let mut page = Engagement::new(Millis(0), false, false);
        page.count_to(Millis(10_000));
        page.attend(true, true);
        page.count_to(Millis(15_000));
        assert_eq!(page.total, Span(5_000));
        page.attend(true, false);
        page.count_to(Millis(20_000));
        assert_eq!(page.total, Span(5_000), "visible but another window has the focus");
    }

    #[test]
    fn the_time_to_wake_is_when_the_seconds_are_full() {
        let page = Engagement::new(Millis(0), true, true);
        assert_eq!(page.reaches(10, Millis(0)), Some(Millis(10_000)));
        assert_eq!(page.reaches(31, Millis(0)), None, "not without a further sign of life");
    }

    proptest! {
        #[test]
        fn engaged_time_is_never_more_than_the_time_that_passed(steps in prop::collection::vec((-5_000i64..60_000, any::<(bool, bool, bool)>()), 0..40)) {
            let mut page = Engagement::new(Millis(0), true, true);
            let (mut now, mut latest) = (0, 0);
            for (step, (active, visible, focused)) in steps {
                now += step;
                latest = latest.max(now);
                page.count_to(Millis(now));
                if active {
                    page.active(Millis(now));
                }
                page.attend(visible, focused);
            }
            prop_assert!(page.total.0 <= latest);
        }
    }
}
