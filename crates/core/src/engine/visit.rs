//! From events to signals: sessions, page views, engagement, and what is remembered of them.

use super::{Effects, Engine, PageState};
use crate::{
    Effect,
    attention::Attention,
    consent::Consent,
    engagement::Engagement,
    event::{Page, Started},
    id::Random,
    score::{Scorer, Signal},
    snapshot::Snapshot,
    time::{Millis, Span, earlier},
    url::Url,
    visitor::Visitor,
};
use alloc::vec::Vec;

impl Engine {
    #[inline(never)]
    pub(super) fn start(&mut self, mut facts: Started, out: &mut Effects) {
        self.random = Random::new(&facts.seed);
        self.outbox.tab = self.random.bits() as u32;
        self.consent = Consent::at_start(&self.config.consent, facts.gpc);
        self.enter(core::mem::take(&mut facts.page), facts.visible, facts.focused);
        self.facts = facts;
        self.listen(out);
        if self.consent.may_remember() {
            out.push(Effect::LoadSnapshot);
        } else {
            self.begin(None, out);
        }
    }

    /// Takes up what is remembered, and takes in the page view that has been waiting for it.
    #[inline(never)]
    pub(super) fn begin(&mut self, snapshot: Option<&str>, out: &mut Effects) {
        let snapshot = snapshot.and_then(Snapshot::from_text);
        // Consent may come after the page view. Then what was kept before goes on with this view, and if nothing was kept, this view is
        // where it begins: it has been counted already.
        let view_is_new = snapshot.is_some() || !self.page.viewed;
        if let Some(snapshot) = snapshot {
            self.visitor = snapshot.visitor;
            self.scorer = Scorer::new(&self.config.scoring, snapshot.rules);
            self.seen_roles = snapshot.roles;
            self.attention = snapshot.attention;
        } else if !self.begun {
            self.visitor = self.somebody_new();
        }
        let first = !core::mem::replace(&mut self.begun, true);
        if view_is_new {
            self.view();
        }
        self.dirty = true;
        if first {
            let site = self.site.clone();
            self.emit("limen:ready", "site version", &[&site, &super::ENGINE], out);
        }
        if self.consent.may_remember() {
            out.push(Effect::LookForOutbox);
        }
    }

    fn somebody_new(&mut self) -> Visitor {
        let id = self.random.uuid(self.now);
        Visitor::new(id, self.now, &self.page.page)
    }

    /// Begins a page view, before anything is scored.
    fn enter(&mut self, page: Page, visible: bool, focused: bool) {
        let url = Url::new(&page.url);
        let role = self.config.pages.0.iter().find(|(_, page)| page.matches(url)).map(|(_, page)| page.role.clone());
        self.page = PageState {
            page,
            role,
            entered: self.now,
            engagement: Engagement::new(self.now, visible, focused),
            viewed: false,
            seen: 0,
            vetoed: Vec::new(),
        };
    }

    /// Scores the page view.
    fn view(&mut self) {
        self.page.viewed = true;
        self.scorer.begin_page();
        if self.visitor.view(self.now, &self.page.page) {
            self.scorer.begin_session();
            self.attention.begin_session();
            let (number, utm) = (self.visitor.sessions, core::mem::take(&mut self.visitor.last_touch.utm));
            self.observe(Signal::SessionStart { number, utm: &utm });
            self.visitor.last_touch.utm = utm;
        }
        self.observe(Signal::PageView);
        if let Some(role) = self.page.role.clone() {
            if let Some(at) = self.seen_roles.iter().position(|(seen, _)| *seen == role) {
                self.seen_roles.remove(at);
            }
            self.seen_roles.push((role, self.now));
        }
        self.dirty = true;
    }

    /// The address changed without a load.
    #[inline(never)]
    pub(super) fn go_to(&mut self, page: Page, out: &mut Effects) {
        if !self.begun || Url::new(&page.url).without_fragment() == self.page.url().without_fragment() {
            return;
        }
        let (visible, focused) = self.page.engagement.attends();
        self.enter(page, visible, focused);
        self.view();
        self.withdraw_untouched(out);
    }

    /// Back from the back/forward cache: other pages have gone on with the visit in the meantime.
    #[inline(never)]
    pub(super) fn restored(&mut self, out: &mut Effects) {
        let (visible, focused) = self.page.engagement.attends();
        let page = core::mem::take(&mut self.page.page);
        self.enter(page, visible, focused);
        if self.consent.may_remember() {
            out.push(Effect::LoadSnapshot);
        } else if self.begun {
            self.view();
        }
    }

    pub(super) fn scrolled(&mut self, percent: u8) {
        self.page.engagement.active(self.now);
        let (from, to) = (self.page.seen, percent.min(100));
        if self.begun && to > from {
            self.page.seen = to;
            self.observe(Signal::Scroll { from, to });
        }
    }

    #[inline(never)]
    pub(super) fn tracked(&mut self, name: &str) {
        self.visitor.signalled(name);
        self.observe(Signal::Custom { name });
        self.dirty = true;
    }

    /// Counts engaged time up to now, and scores each whole second of it that a rule waits for.
    pub(super) fn count_engagement(&mut self) {
        let before = self.page.engagement.total;
        let added = self.page.engagement.count_to(self.now);
        if !self.begun || added.0 == 0 {
            return;
        }
        self.visitor.engaged = self.visitor.engaged.saturating_add(added.0);
        let (from, to) = (seconds(before), seconds(self.page.engagement.total));
        if to > from {
            self.observe(Signal::Engaged { from, to });
        }
    }

    /// When the next rule on engagement will be met.
    pub(super) fn engagement_due(&self) -> Option<Millis> {
        let mut next = None;
        for (_, rule) in &self.config.scoring.rules.0 {
            let due = rule.seconds.and_then(|seconds| self.page.engagement.reaches(seconds, self.now));
            next = earlier(next, due);
        }
        next
    }

    #[inline(never)]
    pub(super) fn consent_given(&mut self, given: bool, out: &mut Effects) {
        let before = self.consent;
        self.consent = before.answered(given);
        match (before.may_remember(), self.consent.may_remember()) {
            (false, true) => out.push(Effect::LoadSnapshot),
            (true, false) => {
                out.push(Effect::Erase { leads: false });
                self.start_anew();
            }
            _ => {}
        }
    }

    #[inline(never)]
    pub(super) fn forget(&mut self, out: &mut Effects) {
        out.push(Effect::Erase { leads: true });
        self.outbox.forget();
        self.start_anew();
    }

    fn start_anew(&mut self) {
        self.visitor = self.somebody_new();
        self.visitor.sessions = 1;
        self.scorer = Scorer::new(&self.config.scoring, Vec::new());
        self.seen_roles = Vec::new();
        self.attention = Attention::default();
        self.dirty = false;
    }

    pub(super) fn save(&mut self, out: &mut Effects) {
        self.dirty = false;
        if self.begun && self.consent.may_remember() {
            let text = Snapshot::write(&self.visitor, &self.scorer.remembered(), &self.seen_roles, &self.attention);
            out.push(Effect::SaveSnapshot(text));
        }
    }

    /// The visitor's id for a lead; none when the widget may not remember, for then it names nobody.
    pub(super) fn visitor_id(&self) -> Option<&str> {
        self.consent.may_remember().then_some(&self.visitor.id)
    }
}

fn seconds(span: Span) -> u32 {
    u32::try_from(span.0 / Span::SECOND.0).unwrap_or(u32::MAX)
}
