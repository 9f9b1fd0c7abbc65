//! What goes out as text: events for the page, the explanation, the lead.

use super::{Effects, Engine, campaigns::OpenPopup};
use crate::{
    Effect,
    config::campaign::Campaign,
    encode_object,
    json::{Encode, Writer},
    lead::{self, CampaignRef, Client, Evidence, Lead, Qualification, Score},
    popup::Value,
    score::{
        qualify::{self, Known},
        topics,
    },
    time::{Millis, Span},
    write_object,
};
use alloc::string::String;

impl Engine {
    /// Dispatches a `CustomEvent` with this detail.
    pub(super) fn emit(&self, name: &'static str, detail: String, out: &mut Effects) {
        out.push(Effect::Emit { name, detail });
    }

    /// Tells the page when interest or band have changed.
    pub(super) fn announce_score(&mut self, out: &mut Effects) {
        let interest = self.interest();
        let band = qualify::band(interest, qualify::bands(&self.config.scoring));
        if self.announced != Some((interest, band)) {
            self.announced = Some((interest, band));
            self.emit("limen:score", encode_object!("interest band", interest, band), out);
        }
    }

    /// The score and every point of it, as JSON: `limen('explain', callback)`.
    #[must_use]
    pub fn explain(&self, now: Millis) -> String {
        let now = self.now.max(now);
        let (qualification, score) = self.qualify(&[], now);
        encode_object!("qualification score visitor page", qualification, score, VisitorBlock(self), PageBlock(self))
    }

    fn qualify(&self, fields: &[(String, Value)], now: Millis) -> (Qualification, Score) {
        let known = Known { fields, converted: self.visitor.converted.is_some(), signals: &self.visitor.signals, lists: &self.lists };
        qualify::judge(&self.config, &self.config.hash(), &self.scorer, &known, now)
    }

    /// The lead of the form on screen, under this id, as it travels. Each list of values is in the order of its type in [`lead`].
    pub(super) fn lead(
        &self,
        id: &str,
        supersedes: Option<&str>,
        popup: &OpenPopup,
        campaign: &Campaign,
        fields: &[(String, Value)],
        honeypot: bool,
    ) -> String {
        let (qualification, score) = self.qualify(fields, self.now);
        let (kind, version) = Lead::HEADER;
        let no_variant: Option<&str> = None;
        let (width, height) = self.facts.viewport;
        let fill_ms = u32::try_from(self.now.since(popup.shown).0).unwrap_or(u32::MAX);
        let mut out = Writer::default();
        out.begin(Lead::KEYS);
        kind.encode(&mut out);
        version.encode(&mut out);
        id.encode(&mut out);
        supersedes.encode(&mut out);
        self.now.encode(&mut out);
        self.site.encode(&mut out);
        write_object!(out, CampaignRef::KEYS, campaign.id, no_variant, campaign.goal, campaign.format, popup.trigger);
        fields.encode(&mut out);
        popup.filling.consents(&campaign.form).encode(&mut out);
        qualification.encode(&mut out);
        score.encode(&mut out);
        VisitorBlock(self).encode(&mut out);
        PageBlock(self).encode(&mut out);
        write_object!(out, Client::KEYS, self.facts.language, self.time_zone, alloc::vec![width, height], self.facts.touch);
        write_object!(out, Evidence::KEYS, fill_ms, popup.edits, popup.pasted, honeypot, self.facts.webdriver);
        out.close('}');
        out.finish()
    }
}

/// What a lead and the explanation say of the visitor.
struct VisitorBlock<'a>(&'a Engine);

impl Encode for VisitorBlock<'_> {
    fn encode(&self, out: &mut Writer) {
        let (engine, visitor) = (self.0, &self.0.visitor);
        let engaged_seconds = u32::try_from(visitor.engaged / Span::SECOND.0).unwrap_or(u32::MAX);
        let topics = topics::shares(engine.scorer.topics(), engine.config.scoring.half_life, engine.now);
        write_object!(
            out,
            lead::Visitor::KEYS,
            engine.visitor_id(),
            visitor.sessions,
            visitor.page_views,
            engaged_seconds,
            visitor.first_seen,
            visitor.first_touch,
            visitor.last_touch,
            topics,
            visitor.traits,
        );
    }
}

/// What they say of the page.
struct PageBlock<'a>(&'a Engine);

impl Encode for PageBlock<'_> {
    fn encode(&self, out: &mut Writer) {
        let page = &self.0.page;
        write_object!(out, lead::Page::KEYS, page.location.url.without_query(), page.page.title, page.location.role);
    }
}
