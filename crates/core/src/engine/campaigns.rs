//! Which campaign shows, and when.

use super::{Effects, Engine, PageState};
use crate::{
    Effect,
    config::campaign::Campaign,
    decide::Scene,
    encode_object,
    event::Verdict,
    form::{self, Filling},
    outbox::Entry,
    popup::{Popup, Update, Value},
    target::Facts,
    text::concat,
    time::{Millis, Span},
};
use alloc::{boxed::Box, string::String, vec::Vec};

/// After "not now", how long until the page is asked again.
const ASK_AGAIN: Span = Span(2_000);

/// A campaign that the page has been asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asking {
    campaign: usize,
    trigger: &'static str,
    /// When to ask again, after "not now"; none while the answer is awaited.
    again: Option<Millis>,
}

/// The pop-up on screen.
#[derive(Debug)]
pub(super) struct OpenPopup {
    pub(super) campaign: usize,
    pub(super) trigger: &'static str,
    pub(super) shown: Millis,
    pub(super) filling: Filling,
    pub(super) edits: u32,
    pub(super) pasted: bool,
    pub(super) phase: Phase,
}

/// What was entered, as a lead carries it.
pub(super) type Answers = Vec<(String, Value)>;

/// A lead that did not get out.
#[derive(Debug)]
pub(super) struct Unsent {
    pub(super) id: String,
    /// Those of its entries that no endpoint has confirmed.
    pub(super) entries: Vec<Entry>,
    pub(super) answers: Answers,
}

/// How far the pop-up on screen has come.
#[derive(Debug)]
pub(super) enum Phase {
    /// The visitor is at it. When a lead has failed to get out from memory, it stays here with its answers, so that the same one is sent
    /// again for the same answers.
    Filling(Option<Box<Unsent>>),
    /// The lead with this id is on its way to safety, with these answers.
    Saving(String, Answers),
    /// Thanked.
    Done,
}

impl Engine {
    pub(super) fn campaign(&self, index: usize) -> Option<&Campaign> {
        self.config.campaigns.0.get(index).map(|(_, campaign)| campaign)
    }

    /// The id of the campaign on screen, or nothing.
    pub(super) fn open_campaign(&self) -> &str {
        self.popup.as_ref().and_then(|popup| self.campaign(popup.campaign)).map_or("", |campaign| &campaign.id)
    }

    /// What is to be decided on.
    fn scene(&self) -> Scene<'_> {
        let PageState { location, entered, seen, vetoed, .. } = &self.page;
        Scene {
            config: &self.config,
            facts: Facts { interest: self.interest(), role: location.role.as_deref(), converted: self.visitor.converted.is_some() },
            vetoed,
            attention: &self.attention,
            entered: *entered,
            seen: *seen,
            now: self.now,
        }
    }

    /// Whether nothing stands in the way of asking for a campaign, but attention.
    fn is_free(&self) -> bool {
        self.endpoint.is_some() && self.popup.is_none() && self.page.engagement.is_visible()
    }

    /// Asks for the campaign that should show now, if there is one.
    pub(super) fn consider_campaigns(&mut self, exiting: bool, out: &mut Effects) {
        let awaiting = self.asking.is_some_and(|asking| asking.again.is_none_or(|again| again > self.now));
        if awaiting || !self.is_free() {
            return;
        }
        let mut asking = None;
        if let Some((index, campaign, trigger)) = self.scene().chosen(exiting) {
            if let Some(trigger) = trigger {
                out.push(Effect::AskToShow { campaign: campaign.id.clone() });
                asking = Some(Asking { campaign: index, trigger, again: None });
            }
            // Drawn in good time, a form stands on the screen sooner when its trigger goes off.
            self.draw(index, out);
        }
        self.asking = asking;
    }

    /// When the next campaign may show by the passing of time alone.
    pub(super) fn campaign_due(&self) -> Option<Millis> {
        if !self.is_free() {
            return None;
        }
        self.scene().due(self.asking.and_then(|asking| asking.again))
    }

    /// `limen('show', id)`: the owner knows; neither targeting nor the attention budget is asked.
    #[inline(never)]
    pub(super) fn show_requested(&mut self, id: &str, out: &mut Effects) {
        let Some(index) = self.config.campaigns.0.iter().position(|(_, campaign)| campaign.id == id) else {
            let mut text = concat(&["limen('show', …): no campaign is called '", id, "'; there are: "]);
            for (index, (_, campaign)) in self.config.campaigns.0.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                text.push_str(&campaign.id);
            }
            out.push(Effect::Warn(text));
            return;
        };
        if self.begun && self.popup.is_none() && self.endpoint.is_some() {
            out.push(Effect::AskToShow { campaign: id.into() });
            self.asking = Some(Asking { campaign: index, trigger: "api", again: None });
        }
    }

    #[inline(never)]
    pub(super) fn show_answered(&mut self, id: &str, verdict: Verdict, out: &mut Effects) {
        let Some(asking) = self.asking.filter(|asking| self.campaign(asking.campaign).is_some_and(|campaign| campaign.id == id)) else {
            return;
        };
        self.asking = None;
        match verdict {
            Verdict::Allowed => self.show(asking, out),
            Verdict::NotNow => self.asking = Some(Asking { again: Some(self.now.plus(ASK_AGAIN)), ..asking }),
            Verdict::Vetoed => self.page.vetoed.push(asking.campaign),
        }
    }

    /// Has a campaign's pop-up drawn, unless it is.
    #[inline(never)]
    fn draw(&mut self, index: usize, out: &mut Effects) {
        let Some(campaign) = self.campaign(index).filter(|_| self.drawn != Some(index)) else { return };
        let popup = Popup {
            campaign: campaign.id.clone(),
            variant: None,
            format: campaign.format,
            language: None,
            properties: self.config.theme.properties(),
            scheme: self.config.theme.scheme.unwrap_or_default(),
            close: form::CLOSE,
            honeypot: form::HONEYPOT,
            step: Filling::default().view(&campaign.form),
        };
        out.push(Effect::Draw(Box::new(popup)));
        self.drawn = Some(index);
    }

    fn show(&mut self, asking: Asking, out: &mut Effects) {
        self.draw(asking.campaign, out);
        out.push(Effect::Show);
        self.drawn = None;
        self.popup = Some(OpenPopup {
            campaign: asking.campaign,
            trigger: asking.trigger,
            shown: self.now,
            filling: Filling::default(),
            edits: 0,
            pasted: false,
            phase: Phase::Filling(None),
        });
        self.attention.shown(self.now);
        // The line that brought it about stays: a replay shows it at the same time.
        self.log.open = None;
    }

    /// The visitor sees the pop-up. What need not come before that waits until then.
    #[inline(never)]
    pub(super) fn shown(&mut self, out: &mut Effects) {
        let Some(popup) = &self.popup else { return };
        let Some(campaign) = self.campaign(popup.campaign) else { return };
        self.emit("limen:shown", encode_object!("campaign format trigger", campaign.id, campaign.format, popup.trigger), out);
        self.save(out);
        self.ask_for_addresses(true, out);
    }

    /// The visitor closed the pop-up.
    #[inline(never)]
    pub(super) fn dismissed(&mut self, out: &mut Effects) {
        let id: String = self.open_campaign().into();
        if let Some(OpenPopup { phase: Phase::Filling(_), .. }) = self.popup {
            self.attention.dismissed(&self.config.attention, self.now);
            self.save(out);
            self.emit("limen:dismissed", encode_object!("campaign", id), out);
        }
        self.close(out);
    }

    /// Takes the pop-up away. A lead that is being saved goes on without it.
    pub(super) fn close(&mut self, out: &mut Effects) {
        if self.popup.take().is_some() {
            out.push(Effect::Hide);
        }
    }

    /// After a change of page: a pop-up that nobody has touched and that is not for this page goes.
    pub(super) fn withdraw_untouched(&mut self, out: &mut Effects) {
        self.asking = None;
        let stays = |popup: &OpenPopup| {
            let touched = popup.edits > 0 || !matches!(popup.phase, Phase::Filling(_));
            touched || self.scene().targeted().iter().any(|(index, _)| *index == popup.campaign)
        };
        if self.popup.as_ref().is_some_and(|popup| !stays(popup)) {
            self.close(out);
        }
    }

    pub(super) fn update(&self, update: Update, out: &mut Effects) {
        if self.popup.is_some() {
            out.push(Effect::Update(Box::new(update)));
        }
    }
}
