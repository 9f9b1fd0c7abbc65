//! From events to signals: sessions, page views, engagement, and what is remembered of them.

use super::{Effects, Engine, PageState};
use crate::{
    Effect,
    attention::Attention,
    config::scoring::SignalKind,
    consent::Consent,
    encode_object,
    engagement::Engagement,
    event::{Page, Scalar, Started},
    id::Random,
    location::Location,
    score::{Remembered, Scorer, Signal},
    snapshot::Snapshot,
    time::{Millis, Span, earlier},
    url::Url,
    visit_log::Kept,
    visitor::Visitor,
};
use alloc::{string::String, vec::Vec};

/// How long a signal may wait to be kept: a snapshot a signal would cost more than the score. The page view that a load begins with is kept at
/// once, and so is a page that is left or hidden, and what must not be asked twice: that a form was shown, turned down or sent.
const SAVE_WITHIN: Span = Span::SECOND;

impl Engine {
    #[inline(never)]
    pub(super) fn start(&mut self, facts: Started, out: &mut Effects) {
        self.random = Random::new(&facts.seed);
        self.outbox.tab = self.random.bits() as u32;
        self.consent = Consent::at_start(&self.config.consent, facts.gpc);
        self.enter(facts.page.clone(), facts.visible, facts.focused);
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
            self.scorer = Scorer::new(&self.config.scoring, snapshot.score);
            self.attention = snapshot.attention;
            self.log = snapshot.log;
        } else if !self.begun {
            self.visitor = self.somebody_new();
        }
        let first = !core::mem::replace(&mut self.begun, true);
        self.ask_for_addresses(false, out);
        if view_is_new {
            self.view();
        }
        // At once, while the machine is warm: in a task of its own, a second later, it takes a slow phone 6 ms.
        self.save_within(Span(0));
        if first {
            let site = self.site.clone();
            self.emit("limen:ready", encode_object!("site version", site, super::ENGINE), out);
        }
        self.look_for_outbox(out);
    }

    fn somebody_new(&mut self) -> Visitor {
        let id = self.random.uuid(self.now);
        Visitor::new(id, self.now, &self.page.page)
    }

    /// Begins a page view, before anything is scored.
    fn enter(&mut self, page: Page, visible: bool, focused: bool) {
        self.page = PageState {
            location: Location::new(&self.config, &page.url),
            page,
            entered: self.now,
            engagement: Engagement::new(self.now, visible, focused),
            viewed: false,
            seen: 0,
            vetoed: Vec::new(),
        };
    }

    /// Scores the page view, and the session that begins with it, and the search that it answers.
    fn view(&mut self) {
        self.page.viewed = true;
        // In whole seconds, as the visit log tells it.
        let gap = (self.visitor.sessions > 0).then(|| Span(self.now.since(self.visitor.last_seen).0 / 1_000 * 1_000));
        if self.visitor.view(self.now, &self.page.page) {
            self.attention.begin_session();
            let touch = self.visitor.last_touch.clone();
            let (number, referrer) = (self.visitor.sessions, Url::new(&touch.referrer));
            self.observe(&Signal::SessionStart { number, utm: &touch.utm, referrer: referrer.host(), gap });
        }
        self.observe(&Signal::PageView);
        for (parameter, words) in self.searches() {
            self.observe(&Signal::SiteSearch { parameter: &parameter, words: &words });
        }
        self.touch();
    }

    /// The searches that this page answers: each query parameter that a rule names, with its words.
    fn searches(&self) -> Vec<(String, String)> {
        let mut searches: Vec<(String, String)> = Vec::new();
        for (_, rule) in &self.config.scoring.rules.0 {
            let Some(parameter) = &rule.parameter else { continue };
            let known = searches.iter().any(|(known, _)| known == parameter);
            if let (false, Some(words)) = (known, self.page.location.url.parameter(parameter).filter(|words| !words.is_empty())) {
                searches.push((parameter.clone(), words));
            }
        }
        searches
    }

    /// The address changed without a load.
    #[inline(never)]
    pub(super) fn go_to(&mut self, page: Page, out: &mut Effects) {
        if !self.begun || Url::new(&page.url).without_fragment() == self.page.location.url.without_fragment() {
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
        self.enter(self.page.page.clone(), visible, focused);
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
            self.observe(&Signal::Scroll { percent: to });
        }
    }

    /// `limen('track', name, properties)`: a custom signal, or one of those that an owner's page may report itself (`download`, `media`, …).
    #[inline(never)]
    pub(super) fn tracked(&mut self, name: &str, properties: &[(String, Scalar)]) {
        let find = |key: &str| properties.iter().find(|(name, _)| name == key).map(|(_, value)| value);
        let text = |key: &str| match find(key) {
            Some(Scalar::Text(text)) => text.as_str(),
            _ => "",
        };
        let amount = |key: &str| match find(key) {
            Some(Scalar::Integer(whole)) => *whole,
            _ => 0,
        };
        let reported = SignalKind::from_name(name).and_then(|kind| Signal::of(kind, &text, &amount));
        if reported.is_none() {
            self.visitor.signalled(name);
        }
        self.observe(&reported.unwrap_or(Signal::Custom { name, properties }));
        self.touch();
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
            self.observe(&Signal::Engaged { seconds: to });
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
        self.scorer = Scorer::new(&self.config.scoring, Remembered::default());
        self.log = Kept::default();
        self.attention = Attention::default();
        self.save_by = None;
    }

    /// Something worth keeping has changed.
    pub(super) fn touch(&mut self) {
        self.save_within(SAVE_WITHIN);
    }

    fn save_within(&mut self, span: Span) {
        if self.consent.may_remember() {
            self.save_by = earlier(self.save_by, Some(self.now.plus(span)));
        }
    }

    /// Keeps everything, if it may be kept.
    pub(super) fn save(&mut self, out: &mut Effects) {
        self.save_by = None;
        if self.begun && self.consent.may_remember() {
            let text = Snapshot::write(&self.visitor, &self.scorer, &self.attention, &self.log);
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
