//! The one reducer: [`Engine::handle`] takes an event and says what to do. The only place that sees all modules; each of them takes plain
//! values and knows nothing of events and effects.
//!
//! `visit` turns events into signals, `campaigns` decides what shows, `form` follows the visitor through it, `delivery` gets the lead out,
//! `report` explains.

mod addresses;
mod boot;
mod campaigns;
mod delivery;
mod form;
mod report;
mod visit;

pub use boot::{Boot, Place, boot};

use crate::{
    Effect, Event,
    attention::Attention,
    config::{Config, webhook::Destination},
    consent::Consent,
    effect::Source,
    encode_object,
    engagement::Engagement,
    event::{Page, Started},
    id::Random,
    lead::Band,
    location::Location,
    score::{Scorer, Signal, address::Lists},
    time::{Millis, earlier},
    visit_log::{Kept, Observed},
    visitor::Visitor,
};
use alloc::{string::String, vec::Vec};
use campaigns::{Asking, OpenPopup};
use delivery::Outbox;

/// Version of this engine, as leads name it.
pub const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// The widget's mind on one page.
#[derive(Debug)]
pub struct Engine {
    config: Config,
    site: String,
    /// Where leads go.
    destination: Destination,
    random: Random,
    facts: Started,
    /// IANA name, once a form has told it.
    time_zone: String,
    consent: Consent,
    /// The latest time seen: a clock set back does not turn the visit back.
    now: Millis,
    /// The time by the visitor's clock, set back or not: what pages tell each other in the store goes by it.
    wall: Millis,
    visitor: Visitor,
    scorer: Scorer,
    lists: Lists,
    /// Whether the lists have been asked for.
    lists_asked: bool,
    log: Kept,
    attention: Attention,
    page: PageState,
    asking: Option<Asking>,
    popup: Option<OpenPopup>,
    /// The campaign whose pop-up is drawn and not yet shown.
    drawn: Option<usize>,
    outbox: Outbox,
    /// Whether the first page view has been taken in.
    begun: bool,
    wake: Option<Millis>,
    /// When the next snapshot is due: something worth keeping has changed.
    save_by: Option<Millis>,
    announced: Option<(u32, Band)>,
}

/// What an event leads to, in order.
#[derive(Debug)]
struct Effects(Vec<Effect>);

impl Effects {
    /// One piece of code for the many places that call it.
    #[inline(never)]
    fn push(&mut self, effect: Effect) {
        self.0.push(effect);
    }
}

/// The page view under way.
#[derive(Debug, Default)]
struct PageState {
    page: Page,
    location: Location,
    entered: Millis,
    engagement: Engagement,
    /// Whether the view has been counted.
    viewed: bool,
    /// The most of the page seen, in percent.
    seen: u8,
    /// Campaigns that the page or the visitor has turned down on this page view.
    vetoed: Vec<usize>,
}

impl Engine {
    /// The site's name, for storage keys.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.site
    }

    /// Takes an event in; returns what to do, in order. `now` is the shell's clock.
    ///
    /// What each event brings about is a function of its own, never inlined here: browsers compile a function of the wasm when it is first
    /// called, and a visitor who sees no form is not to pay for forms (1 ms of a slow phone's start for 0.4 kB).
    pub fn handle(&mut self, now: Millis, event: Event) -> Vec<Effect> {
        self.now = self.now.max(now);
        self.wall = now;
        let mut out = Effects(Vec::new());
        self.count_engagement();
        let mut exiting = false;
        match event {
            Event::Started(facts) => self.start(facts, &mut out),
            Event::SnapshotLoaded(text) => self.begin(text.as_deref(), &mut out),
            Event::PageViewed(page) => self.go_to(page, &mut out),
            Event::Scrolled { percent } => self.scrolled(percent),
            Event::Active => self.page.engagement.active(self.now),
            Event::AttentionChanged { visible, focused } => {
                self.page.engagement.attend(visible, focused);
                if visible {
                    self.page.engagement.active(self.now);
                    self.drain_early(&mut out);
                    if focused {
                        self.look_again(&mut out);
                    }
                } else {
                    self.save(&mut out);
                }
            }
            Event::ExitIntended => {
                exiting = true;
                self.make_room();
                self.log.note_exit_intent(self.now);
            }
            Event::TimerFired => self.wake = None,
            Event::PageHidden => {
                self.save(&mut out);
                self.send_unstored(&mut out);
            }
            Event::PageRestored => self.restored(&mut out),
            Event::WentOnline => self.drain_early(&mut out),

            Event::Tracked { name, properties } => self.tracked(&name, &properties),
            Event::Identified(traits) => {
                self.make_room();
                self.visitor.identify(traits);
                self.log.note_traits(self.now, &self.config.scoring, &self.visitor.traits);
                self.touch();
            }
            Event::ConsentGiven(given) => self.consent_given(given, &mut out),
            Event::ForgetRequested => self.forget(&mut out),
            Event::ShowRequested(id) => self.show_requested(&id, &mut out),
            Event::HideRequested => self.close(&mut out),

            Event::ShowAnswered { campaign, verdict } => self.show_answered(&campaign, verdict, &mut out),
            Event::FieldEdited { name, value, pasted } => self.edited(name, value, pasted, &mut out),
            Event::FieldLeft { name } => self.left(&name, &mut out),
            Event::Advanced { values, honeypot, time_zone } => {
                self.time_zone = time_zone;
                self.advanced(values, &honeypot, &mut out);
            }
            Event::WentBack { values } => self.went_back(values, &mut out),
            Event::Shown => self.shown(&mut out),
            Event::Dismissed => self.dismissed(&mut out),
            Event::OfferTaken => self.emit("limen:offer", encode_object!("campaign", self.open_campaign()), &mut out),

            Event::LeadPrepared { id, text } => self.lead_prepared(id, text, &mut out),
            Event::OutboxFound => self.outbox_found(&mut out),
            Event::Outbox(report) => self.reported(report, &mut out),
            Event::AttemptEnded { key, outcome } => self.attempt_ended(&key, outcome, &mut out),
        }
        if self.begun {
            self.announce_score(&mut out);
            self.consider_campaigns(exiting, &mut out);
            self.drain_due(&mut out);
            if self.save_by.is_some_and(|due| due <= self.now) {
                self.save(&mut out);
            }
            self.set_timer(&mut out);
        }
        out.0
    }

    fn interest(&self) -> u32 {
        self.scorer.interest(&self.config.scoring, self.now).points
    }

    fn observe(&mut self, signal: &Signal<'_>) {
        self.make_room();
        // A signal counts as of a time that snapshot and visit log can hold.
        let (now, utc_offset) = (self.now.min(Millis::LATEST), self.facts.utc_offset_minutes);
        let moment = self.page.location.moment(now, now.day(utc_offset), &self.visitor.traits, &self.lists);
        let matched = self.scorer.observe(&self.config.scoring, signal, &moment);
        let observed = Observed { at: now, location: &self.page.location, signal, matched, utc_offset };
        self.log.note(&self.config.scoring, &observed);
        // Engagement may be counted hours after it ended, when the tab is closed at last.
        self.visitor.seen(self.page.engagement.until(self.now));
        if matched {
            self.touch();
        }
    }

    /// Makes room in the visit log for one more line.
    fn make_room(&mut self) {
        let (url, utc_offset) = (self.page.location.logged(), self.facts.utc_offset_minutes);
        self.log.make_room(self.now, &self.config.scoring, &self.scorer, url, utc_offset, &self.visitor);
    }

    /// The visit log, as JSON lines: `limen('export', callback)`.
    #[must_use]
    pub fn export(&self) -> String {
        self.log.export()
    }

    /// Sets the one timer to the next thing that time alone brings about.
    fn set_timer(&mut self, out: &mut Effects) {
        let wake = earlier(earlier(self.outbox_due(), self.engagement_due()), earlier(self.campaign_due(), self.save_by));
        if wake != self.wake {
            self.wake = wake;
            out.push(Effect::WakeAt(wake));
        }
    }

    /// The sources worth listening to, given what the config asks about.
    fn listen(&self, out: &mut Effects) {
        use crate::config::scoring::SignalKind;
        out.push(Effect::Listen(Source::Engagement));
        let mut scroll = self.config.scoring.rules.0.iter().any(|(_, rule)| rule.on == SignalKind::Scroll);
        let mut exit_intent = false;
        for (_, campaign) in &self.config.campaigns.0 {
            scroll |= campaign.when.trigger.scroll.is_some();
            exit_intent |= campaign.when.trigger.exit_intent == Some(true);
        }
        if scroll {
            out.push(Effect::Listen(Source::Scroll));
        }
        // A finger does not leave through the top of the window.
        if exit_intent && !self.facts.touch {
            out.push(Effect::Listen(Source::ExitIntent));
        }
    }
}
