//! Following the visitor through the form, up to the lead.

use super::{
    Effects, Engine,
    campaigns::{OpenPopup, Phase, Unsent},
};
use crate::{
    Effect,
    config::{campaign::Campaign, webhook::Destination},
    encode_object,
    form::{self, template},
    json::read_leniently,
    outbox::{Entry, LARGEST_BODY, LARGEST_SHAPED_BODY},
    popup::{Offer, Thanks, Update, Value},
};
use alloc::{boxed::Box, string::String, vec::Vec};

impl Engine {
    /// The pop-up on screen and its campaign, while the visitor is at it.
    fn filling(&mut self) -> Option<(&mut OpenPopup, &Campaign)> {
        let popup = self.popup.as_mut().filter(|popup| matches!(popup.phase, Phase::Filling(_)))?;
        let (_, campaign) = self.config.campaigns.0.get(popup.campaign)?;
        Some((popup, campaign))
    }

    #[inline(never)]
    pub(super) fn edited(&mut self, name: String, value: Value, pasted: bool, out: &mut Effects) {
        let Some((popup, campaign)) = self.filling() else { return };
        popup.edits = popup.edits.saturating_add(1);
        popup.pasted |= pasted;
        popup.filling.enter(&campaign.form, alloc::vec![(name.clone(), value)]);
        if let Some(message) = popup.filling.review(&campaign.form, &name, false) {
            self.update(Update::FieldError(name, message), out);
        }
    }

    #[inline(never)]
    pub(super) fn left(&mut self, name: &str, out: &mut Effects) {
        let Some((popup, campaign)) = self.filling() else { return };
        if let Some(message) = popup.filling.review(&campaign.form, name, true) {
            self.update(Update::FieldError(name.into(), message), out);
        }
    }

    #[inline(never)]
    pub(super) fn went_back(&mut self, values: Vec<(String, Value)>, out: &mut Effects) {
        let Some((popup, campaign)) = self.filling() else { return };
        popup.filling.enter(&campaign.form, values);
        if let Some(before) = popup.filling.step.checked_sub(1) {
            popup.filling.step = before;
            let step = popup.filling.view(&campaign.form);
            self.update(Update::Step(step), out);
        }
    }

    /// The button that goes on: the next step, or the submit.
    #[inline(never)]
    pub(super) fn advanced(&mut self, values: Vec<(String, Value)>, honeypot: &str, out: &mut Effects) {
        let Some((popup, campaign)) = self.filling() else { return };
        popup.filling.enter(&campaign.form, values);
        let errors = popup.filling.flag_errors(&campaign.form);
        if !errors.is_empty() {
            return self.update(Update::Errors(errors), out);
        }
        if popup.filling.step + 1 < campaign.form.steps.len() {
            popup.filling.step += 1;
            let step = popup.filling.view(&campaign.form);
            return self.update(Update::Step(step), out);
        }
        self.submit(!honeypot.is_empty(), out);
    }

    fn submit(&mut self, honeypot: bool, out: &mut Effects) {
        let id = self.random.uuid(self.now);
        let Some(popup) = self.popup.as_mut() else { return };
        let mut unsent = match &mut popup.phase {
            Phase::Filling(unsent) => unsent.take(),
            _ => return,
        };
        let Some(popup) = self.popup.as_ref() else { return };
        let Some(campaign) = self.campaign(popup.campaign) else { return };
        let answers = popup.filling.submitted(&campaign.form);
        // The same answers again after a failure are the same lead: the receiver may have it already.
        if let Some(unsent) = unsent.take_if(|unsent| unsent.answers == answers) {
            let mut entries = unsent.entries;
            entries.iter_mut().for_each(|entry| entry.renew(self.wall, self.outbox.tab));
            return self.get_out(Phase::Saving(unsent.id, answers), entries, out);
        }
        // Other answers are another lead, for a body never changes under an id; it says which one it stands in for.
        let supersedes = unsent.as_ref().map(|unsent| unsent.id.as_str());
        let lead = self.lead(&id, supersedes, popup, campaign, &answers, honeypot);
        if let Some(popup) = self.popup.as_mut() {
            popup.phase = Phase::Preparing(answers, unsent);
        }
        if self.config.add_ons().is_some() {
            out.push(Effect::PrepareLead { id, lead });
        } else {
            self.lead_prepared(id, lead, out);
        }
    }

    /// What travels of a lead is made: its text, or the requests that the add-on `formats` makes of it. If it is not, or is too long, nothing
    /// has been sent, and everything stays as it was typed.
    #[inline(never)]
    pub(super) fn lead_prepared(&mut self, id: String, text: String, out: &mut Effects) {
        let requests = match &self.destination {
            Destination::Plain(webhook) if !text.is_empty() => alloc::vec![webhook.request(text)],
            Destination::Shaped => read_leniently(&text),
            _ => Vec::new(),
        };
        let Some(popup) = self.popup.as_mut() else { return };
        let Phase::Preparing(answers, unsent) = core::mem::replace(&mut popup.phase, Phase::Done) else { return };
        let most = if self.destination == Destination::Shaped { LARGEST_SHAPED_BODY } else { LARGEST_BODY };
        let too_long = requests.iter().any(|request| request.body.len() > most);
        if requests.is_empty() || too_long {
            popup.phase = Phase::Filling(unsent);
            return self.update(Update::Failed(if too_long { form::TOO_LONG } else { form::FAILED }), out);
        }
        let entries = Entry::all(&id, requests, self.wall, self.outbox.tab);
        self.get_out(Phase::Saving(id, answers), entries, out);
    }

    fn get_out(&mut self, phase: Phase, entries: Vec<Entry>, out: &mut Effects) {
        if let Some(popup) = self.popup.as_mut() {
            popup.phase = phase;
        }
        if self.consent.may_remember() {
            self.store_lead(entries, out);
        } else {
            self.send_from_memory(entries, out);
        }
    }

    /// The lead is safe: thank, and be quiet for a while.
    pub(super) fn thank(&mut self, id: &str, out: &mut Effects) {
        self.visitor.converted = Some(self.now);
        self.attention.converted(&self.config.attention, self.now);
        self.save(out);
        let campaign: String = self.open_campaign().into();
        self.emit("limen:submitted", encode_object!("id campaign", id, campaign), out);
        let Some(popup) = self.popup.as_mut().filter(|popup| matches!(&popup.phase, Phase::Saving(saving, _) if saving == id)) else {
            return;
        };
        popup.phase = Phase::Done;
        let thanks = self.thanks();
        self.update(Update::Thanks(thanks), out);
    }

    fn thanks(&self) -> Thanks {
        let campaign = self.popup.as_ref().and_then(|popup| Some((popup, self.campaign(popup.campaign)?)));
        let then = campaign.and_then(|(popup, campaign)| Some((popup, campaign, campaign.then.as_ref()?)));
        let Some((popup, campaign, then)) = then else {
            return Thanks { title: form::THANKS.into(), body: None, offer: None, close: form::CLOSE };
        };
        let fields = popup.filling.submitted(&campaign.form);
        let is_field = &|name: &str| campaign.form.has_field(name);
        Thanks {
            title: template::fill(&then.title, &fields, is_field),
            body: then.body.as_ref().map(|body| template::fill(body, &fields, is_field)),
            offer: then.offer.as_ref().map(|offer| Offer { kind: offer.kind, label: offer.label.clone(), url: offer.url.0.clone() }),
            close: form::CLOSE,
        }
    }

    /// The lead did not get out, and is nowhere safe: the visitor is told, and everything stays as it was typed.
    pub(super) fn admit_failure(&mut self, entries: Vec<Entry>, out: &mut Effects) {
        let Some(popup) = self.popup.as_mut() else { return };
        popup.phase = match core::mem::replace(&mut popup.phase, Phase::Done) {
            Phase::Saving(id, answers) if entries.iter().any(|entry| entry.id() == id) => {
                Phase::Filling(Some(Box::new(Unsent { id, entries, answers })))
            }
            phase => phase,
        };
        if let Phase::Filling(_) = popup.phase {
            self.update(Update::Failed(form::FAILED), out);
        }
    }
}
