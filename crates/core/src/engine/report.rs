//! What goes out as text: events for the page, the explanation, the lead.

use super::{Effects, Engine};
use crate::{
    Effect,
    json::{Encode, Writer},
    lead::{self, CampaignRef, Client, Evidence, Lead, Qualification, Score},
    popup::Value,
    score::{
        fit,
        qualify::{self, Known},
    },
    time::{Millis, Span},
};
use alloc::{string::String, vec::Vec};

impl Engine {
    /// Dispatches a `CustomEvent` whose detail has these members.
    pub(super) fn emit(&self, name: &'static str, keys: &str, values: &[&dyn Encode], out: &mut Effects) {
        let mut detail = Writer::default();
        detail.record(keys, values);
        out.push(Effect::Emit { name, detail: detail.finish() });
    }

    /// Tells the page when interest or band have changed.
    pub(super) fn announce_score(&mut self, out: &mut Effects) {
        let interest = self.interest();
        let band = qualify::band(interest, qualify::bands(&self.config.scoring));
        if self.announced != Some((interest, band)) {
            self.announced = Some((interest, band));
            self.emit("limen:score", "interest band", &[&interest, &band], out);
        }
    }

    /// The score and every point of it, as JSON: `limen('explain', callback)`.
    #[must_use]
    pub fn explain(&self, now: Millis) -> String {
        let now = self.now.max(now);
        let (qualification, score) = self.qualify(&[], now);
        let missing = qualify::missing(qualification.interest, qualify::bands(&self.config.scoring));
        let mut out = Writer::default();
        out.open('{');
        out.member("qualification", &qualification);
        out.member("score", &score);
        if let Some((band, points)) = missing {
            out.key("next");
            out.record("band points", &[&band, &points]);
        }
        out.member("visitor", &self.visitor_block());
        out.member("page", &self.page_block());
        out.close('}');
        out.finish()
    }

    fn qualify(&self, fields: &[(String, Value)], now: Millis) -> (Qualification, Score) {
        let mut factors = self.scorer.factors(&self.config.scoring, now);
        let fit_factors = fit::factors(&self.config.scoring.fit, fields);
        let known = Known {
            interest: self.scorer.interest(&self.config.scoring, now),
            fit: fit::points(&fit_factors),
            fields,
            converted: self.visitor.converted.is_some(),
            signals: &self.visitor.signals,
        };
        let qualification = qualify::qualify(&self.config.scoring, &known);
        factors.extend(fit_factors);
        (qualification, Score { factors, config: self.config.hash.clone(), engine: super::ENGINE.into() })
    }

    /// The lead of the form on screen, under this id.
    pub(super) fn lead(&self, id: String, honeypot: bool) -> Option<Lead> {
        let popup = self.popup.as_ref()?;
        let campaign = self.campaign(popup.campaign)?;
        let fields = popup.filling.submitted(&campaign.form);
        let (qualification, score) = self.qualify(&fields, self.now);
        let (kind, version) = Lead::header();
        Some(Lead {
            kind,
            version,
            id,
            occurred_at: self.now,
            site: self.site.clone(),
            campaign: CampaignRef {
                id: campaign.id.clone(),
                variant: None,
                goal: campaign.goal.clone(),
                format: campaign.format.name().into(),
                trigger: popup.trigger.into(),
            },
            consents: popup.filling.consents(&campaign.form),
            fields,
            qualification,
            score,
            visitor: self.visitor_block(),
            page: self.page_block(),
            client: Client {
                language: self.facts.language.clone(),
                time_zone: self.facts.time_zone.clone(),
                viewport: alloc::vec![self.facts.viewport.0, self.facts.viewport.1],
                touch: self.facts.touch,
            },
            evidence: Evidence {
                fill_ms: u32::try_from(self.now.since(popup.shown).0).unwrap_or(u32::MAX),
                edits: popup.edits,
                pasted: popup.pasted,
                honeypot,
                webdriver: self.facts.webdriver,
            },
        })
    }

    fn visitor_block(&self) -> lead::Visitor {
        lead::Visitor {
            id: self.visitor_id(),
            sessions: self.visitor.sessions,
            page_views: self.visitor.page_views,
            engaged_seconds: u32::try_from(self.visitor.engaged / Span::SECOND.0).unwrap_or(u32::MAX),
            first_seen_at: self.visitor.first_seen,
            first_touch: self.visitor.first_touch.clone(),
            last_touch: self.visitor.last_touch.clone(),
            topics: Vec::new(),
            traits: self.visitor.traits.clone(),
        }
    }

    fn page_block(&self) -> lead::Page {
        lead::Page { url: self.page.url.without_query().into(), title: self.page.page.title.clone(), role: self.page.role.clone() }
    }
}
