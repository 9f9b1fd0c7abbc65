//! `webhook`: where leads go, how they travel, and which of them. One, or a list.
//!
//! The widget reads of each what decides who gets a lead ([`Webhook`]). How a request is shaped ([`Shape`]) is read by the add-on `formats`, which
//! gets the JSON as the owner wrote it, and by everything that is native: `limen check` says what is wrong with all of it.

use crate::{
    event::Scalar,
    json::{AnyOf, Cursor, Decode, Issue, Node, Writer, decode, read_text},
    lead::Band,
    object,
    outbox::{Mode, Request},
    url::is_endpoint,
    words,
};
use alloc::{string::String, vec::Vec};

/// One place that leads go to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Webhook {
    /// http, https, or a path on the page's own origin; an engine's are absolute.
    pub url: Endpoint,
    /// How leads travel.
    pub format: Format,
    /// Whether an answer only counts as a yes when it holds the lead's id.
    pub ack: bool,
    /// Which leads; absent: all.
    pub when: Option<When>,
    /// All of it as JSON, where the add-on makes the requests: it has a preset, or the format `form`.
    pub shaped: Option<String>,
}

object! {
    /// What the core reads of a webhook.
    part Written {
        url: Endpoint = "url",
        format: Option<Format> = "format",
        ack: Option<Ack> = "ack",
        when: Option<When> = "when",
    }
}

object! {
    /// What the add-on reads of a webhook.
    pub part Shape {
        /// In the place of `format`: as this service takes leads.
        preset: Option<Preset> = "preset",
        /// Whether the answers can be read. Default: the preset's own; `cors` for `form`.
        mode: Option<Mode> = "mode",
        /// The receiver's names, by field or path of the lead; none leaves it out.
        fields: Vec<(String, Option<String>)> = "fields",
        /// What is sent beside the lead, such as Salesforce's `oid`.
        constants: Vec<(String, Scalar)> = "constants",
    }
}

object! {
    /// Which leads a webhook gets; all that is said here must hold.
    pub thing When checked by wrong {
        /// Left in this campaign, or one of these.
        campaign: Option<AnyOf<CampaignId>> = "campaign",
        /// From a visitor of this band, or one of these.
        band: Option<AnyOf<Band>> = "band",
        /// Of this grade, or one of these: `A1`, `A` (any interest), `1` (any fit).
        grade: Option<AnyOf<GradePattern>> = "grade",
    }
}

words! {
    /// How a lead travels.
    pub enum Format {
        /// Its JSON as `text/plain`, no preflight, no header of its own.
        Simple = "simple",
        /// Its JSON as `application/json` with `webhook-id`, `webhook-timestamp` and `Idempotency-Key`.
        Json = "json",
        /// `application/x-www-form-urlencoded`: flat names, and the whole lead in the field `json`.
        Form = "form",
        /// As `simple`, to endpoints whose answers no page may read: sent, unconfirmed.
        Blind = "blind",
    }
}

words! {
    /// A service whose requests we know; `limen-formats` says how each looks.
    pub enum Preset {
        /// Zapier: Webhooks by Zapier, catch hook.
        Zapier = "zapier",
        /// Make: custom webhook.
        Make = "make",
        /// n8n: webhook node.
        N8n = "n8n",
        /// HubSpot: Forms API v3, submissions without authentication.
        Hubspot = "hubspot",
        /// Salesforce: web-to-lead.
        Salesforce = "salesforce",
        /// Google Apps Script: a web app with `doPost`.
        AppsScript = "apps-script",
        /// Slack: incoming webhook.
        Slack = "slack",
        /// Whatever takes a posted HTML form.
        Generic = "generic",
    }
}

words! {
    /// What an answer must hold.
    pub enum Ack {
        /// The lead's id: an answer without it is somebody else's, such as a hotel network's.
        Id = "id",
    }
}

/// A webhook's address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoint(pub String);

impl Decode for Endpoint {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        const ACCEPTED: &str = "expected an http or https address, or a path on this site that starts with one /";
        read_text(&mut self.0, node, cursor, is_endpoint, ACCEPTED)
    }
}

/// A reference to a campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CampaignId(pub String);

impl CampaignId {
    /// The kind of name, for [`Cursor::define`].
    pub const KIND: &'static str = "campaign";
}

impl Decode for CampaignId {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        cursor.refer(&mut self.0, Self::KIND, node)
    }
}

/// A grade, or a half of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GradePattern(pub String);

impl Decode for GradePattern {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        let is_fit = |text: &str| {
            let digits = text.trim_start_matches(['A', 'B', 'C', 'D']);
            matches!((text.len() - digits.len(), digits), (0 | 1, "1" | "2" | "3" | "4") | (1, ""))
        };
        read_text(&mut self.0, node, cursor, is_fit, "expected a grade such as \"A1\", \"A\" (any interest) or \"1\" (any fit)")
    }
}

impl Decode for Webhook {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        let mut written = Written::default();
        if !(written.decode(node, cursor) && is_right(node, cursor, &written)) {
            return false;
        }
        let Written { url, format, ack, when } = written;
        let shaped = (format == Some(Format::Form) || node.member("preset").is_some()).then(|| {
            let mut out = Writer::default();
            out.node(node);
            out.finish()
        });
        *self = Webhook { url, format: format.unwrap_or_default(), ack: ack.is_some(), when, shaped };
        true
    }
}

/// Whether all of it is right, natively. The widget leaves that to `limen check`, and sends a lead whose shape it cannot read as a form.
#[cfg(feature = "diagnose")]
fn is_right(node: &Node, cursor: &mut Cursor, written: &Written) -> bool {
    let crate::json::Value::Object(members) = &node.value else { return false };
    let known = crate::json::check_keys(members, cursor, "url format preset mode fields constants when ack");
    let mut shape = Shape::default();
    let fit = shape.decode(node, cursor);
    known && fit && cursor.accepts(node, shape.wrong(written.format))
}

#[cfg(not(feature = "diagnose"))]
fn is_right(_: &Node, _: &mut Cursor, _: &Written) -> bool {
    true
}

impl Webhook {
    /// The request for a lead, where no add-on makes it.
    #[must_use]
    pub fn request(&self, lead: String) -> Request {
        Request {
            url: self.url.0.clone(),
            content_type: if self.format == Format::Json { "application/json" } else { "text/plain;charset=UTF-8" }.into(),
            mode: if self.format == Format::Blind { Mode::Blind } else { Mode::Cors },
            identified: self.format == Format::Json,
            follow: false,
            ack: self.ack,
            body: lead,
        }
    }
}

impl When {
    /// Whether a lead of this campaign, band and grade (`B2`) is among them.
    #[must_use]
    pub fn holds(&self, campaign: &str, band: Band, grade: &str) -> bool {
        self.campaign.as_ref().is_none_or(|AnyOf(wanted)| wanted.iter().any(|CampaignId(id)| id == campaign))
            && self.band.as_ref().is_none_or(|AnyOf(wanted)| wanted.contains(&band))
            && self.grade.as_ref().is_none_or(|AnyOf(wanted)| wanted.iter().any(|GradePattern(part)| is_part(part, grade)))
    }

    #[inline(always)]
    fn wrong(&self) -> Option<&'static str> {
        let is_empty = self.campaign.is_none() && self.band.is_none() && self.grade.is_none();
        is_empty.then_some("it says nothing; name at least one of campaign, band, grade, or remove it")
    }
}

/// Whether every sign of the one occurs in the other: `A` and `1` in `A1`.
fn is_part(part: &str, grade: &str) -> bool {
    part.bytes().all(|sign| grade.as_bytes().contains(&sign))
}

/// The places, in the list, of the webhooks that get a lead. A lead that none of them wants goes to the first: it is never lost.
#[must_use]
pub fn chosen(webhooks: &[Webhook], campaign: &str, band: Band, grade: &str) -> Vec<usize> {
    let mut places = Vec::new();
    for (place, webhook) in webhooks.iter().enumerate() {
        if webhook.when.as_ref().is_none_or(|when| when.holds(campaign, band, grade)) {
            places.push(place);
        }
    }
    if places.is_empty() && !webhooks.is_empty() {
        places.push(0);
    }
    places
}

impl Shape {
    /// Reads a webhook's JSON.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_json(webhook: &str) -> Result<Shape, Vec<Issue>> {
        decode(webhook)
    }

    /// What does not go together, beside this format.
    #[cfg(feature = "diagnose")]
    fn wrong(&self, format: Option<Format>) -> Option<&'static str> {
        let has_constant = |name: &str| self.constants.iter().any(|(known, _)| known == name);
        match self.preset {
            Some(_) if format.is_some() => Some(
                "a preset has a format of its own; remove \"format\" or \"preset\" (for answers that no page may read: \"mode\": \"blind\")",
            ),
            Some(Preset::Hubspot) if self.mode == Some(Mode::Blind) => {
                Some("a browser sends JSON to another site only when it may read the answer; remove \"mode\"")
            }
            Some(Preset::Salesforce) if !has_constant("oid") => {
                Some("Salesforce asks for your organisation's id: write \"constants\": { \"oid\": \"00D…\" }")
            }
            Some(_) => None,
            None if format == Some(Format::Form) => None,
            None if self.mode.is_some() => Some(
                "\"mode\" goes with \"format\": \"form\" or a preset; for JSON whose answer no page may read write \"format\": \"blind\"",
            ),
            None if !(self.fields.is_empty() && self.constants.is_empty()) => {
                Some("\"fields\" and \"constants\" go with \"format\": \"form\" or a preset; the other formats send the lead as it is")
            }
            None => None,
        }
    }
}
