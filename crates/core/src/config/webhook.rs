//! `webhook`, all of it: where leads go, how they travel, and which of them. One, or a list.
//!
//! The core itself sends to one webhook that gets every lead as it is ([`Plain`]). Whatever goes beyond that is the add-on's (crates/formats), which
//! reads the config itself; natively, `limen check` reads it all in any case.

use super::{Endpoint, campaign_names, place::Placed};
use crate::{
    event::Scalar,
    json::{AnyOf, Cursor, Decode, Each, Node, OneOrEach, Value},
    lead::Band,
    object,
    outbox::{self, Mode, Request},
    words,
};
use alloc::{string::String, vec::Vec};

/// Where leads go, as far as the core has to know.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Destination {
    /// Nowhere: no webhook is written, or none is right.
    #[default]
    Nowhere,
    /// The core makes the one request.
    Plain(Plain),
    /// The add-on `formats` makes the requests.
    Shaped,
}

object! {
    /// One webhook that gets every lead as it is.
    pub thing Plain {
        /// http, https, or a path on the page's own origin.
        url: Endpoint = "url",
        /// How leads travel; default `simple`.
        format: Option<outbox::Format> = "format",
        /// What the endpoint's yes must hold to count; default nothing.
        ack: Option<Ack> = "ack",
    }
}

impl Plain {
    /// The request for what travels of a lead.
    pub fn request(&self, body: String) -> Request {
        self.format.unwrap_or_default().request(self.url.0.clone(), self.ack.is_some(), body)
    }
}

impl Decode for Destination {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        let is_form = || matches!(node.member("format"), Some(Node { value: Value::String(format), .. }) if format == "form");
        let is_list = matches!(node.value, Value::Array(_));
        *self = Destination::Shaped;
        if is_list || node.member("preset").is_some() || node.member("when").is_some() || is_form() {
            return true;
        }
        let mut plain = Plain::default();
        // Natively `check` has read all of it, and has named what is wrong.
        let fit =
            if cfg!(feature = "diagnose") { plain.place().fill(node, &mut Cursor::default()) } else { plain.place().fill(node, cursor) };
        *self = if fit { Destination::Plain(plain) } else { Destination::Nowhere };
        true
    }

    fn is_required() -> bool {
        false
    }
}

object! {
    /// One place that leads go to.
    pub shape Webhook checked by wrong {
        /// http, https, or a path on the page's own origin.
        url: Endpoint = "url",
        /// How leads travel; default `simple`.
        format: Option<Format> = "format",
        /// In the place of `format`: as this service takes leads.
        preset: Option<Preset> = "preset",
        /// With `form` or a preset: whether the answers can be read. Default: the preset's own; `cors` for `form`.
        mode: Option<Mode> = "mode",
        /// With `form` or a preset: the receiver's names, by field or path of the lead; null leaves it out.
        fields: Vec<(String, Option<String>)> = "fields",
        /// With `form` or a preset: what is sent beside the lead, such as Salesforce's `oid`.
        constants: Vec<(String, Scalar)> = "constants",
        /// Which leads; absent: all.
        when: Option<When> = "when",
        /// What the endpoint's yes must hold to count; default nothing.
        ack: Option<Ack> = "ack",
    }
}

/// The webhooks of a config, in order.
pub fn read_all(config: &Node, cursor: &mut Cursor) -> Each<Webhook> {
    let mut webhooks = OneOrEach::<Webhook>::default();
    if let Some(node) = config.member("webhook").filter(|node| node.value != Value::Null) {
        cursor.define(CampaignId::KIND, campaign_names(config));
        let outer = cursor.enter("webhook");
        webhooks.decode(node, cursor);
        cursor.leave(outer);
    }
    webhooks.0
}

/// Names everything that is wrong with the webhooks. Without one that is right, leads go nowhere.
#[cfg(feature = "diagnose")]
pub(super) fn check(config: &Node, cursor: &mut Cursor, destination: &mut Destination) {
    if read_all(config, cursor).0.is_empty() {
        *destination = Destination::Nowhere;
    }
}

/// The places, among them, of the webhooks that get a lead. A lead that none of them wants goes to the first: it is never lost.
#[must_use]
pub fn chosen(webhooks: &Each<Webhook>, campaign: &str, band: Band, grade: &str) -> Vec<usize> {
    let mut places = Vec::new();
    for (place, (_, webhook)) in webhooks.0.iter().enumerate() {
        if webhook.when.as_ref().is_none_or(|when| when.holds(campaign, band, grade)) {
            places.push(place);
        }
    }
    if places.is_empty() && !webhooks.0.is_empty() {
        places.push(0);
    }
    places
}

impl Webhook {
    /// Whether leads do not travel as they are: it has a preset, or the format `form`.
    #[must_use]
    pub fn is_shaped(&self) -> bool {
        self.preset.is_some() || self.format == Some(Format::Form)
    }

    #[inline(always)]
    fn wrong(&self) -> Option<&'static str> {
        let has_constant = |name: &str| self.constants.iter().any(|(known, _)| known == name);
        match self.preset {
            Some(_) if self.format.is_some() => Some(
                "a preset has a format of its own; remove \"format\" or \"preset\" (for answers that no page may read: \"mode\": \"blind\")",
            ),
            Some(Preset::Hubspot) if self.mode == Some(Mode::Blind) => {
                Some("a browser sends JSON to another site only when it may read the answer; remove \"mode\"")
            }
            Some(Preset::Salesforce) if !has_constant("oid") => {
                Some("Salesforce asks for your organisation's id: write \"constants\": { \"oid\": \"00D…\" }")
            }
            _ if self.is_shaped() => None,
            _ if self.mode.is_some() => Some(
                "\"mode\" goes with \"format\": \"form\" or a preset; for JSON whose answer no page may read write \"format\": \"blind\"",
            ),
            _ if !(self.fields.is_empty() && self.constants.is_empty()) => {
                Some("\"fields\" and \"constants\" go with \"format\": \"form\" or a preset; the other formats send the lead as it is")
            }
            _ => None,
        }
    }
}

object! {
    /// Which leads a webhook gets; all that is said here must hold.
    pub shape When checked by wrong {
        /// Left in this campaign, or one of these.
        campaign: Option<AnyOf<CampaignId>> = "campaign",
        /// From a visitor of this band, or one of these.
        band: Option<AnyOf<Band>> = "band",
        /// Of this grade, or one of these: `A1`, `A` (any interest), `1` (any fit).
        grade: Option<AnyOf<GradePattern>> = "grade",
    }
}

words! {
    /// How leads travel, of all that there is.
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
    /// What the body of a yes must hold.
    pub enum Ack {
        /// The lead's id: a yes without it is somebody else's, such as a hotel network's.
        Id = "id",
    }
}

impl Decode for Endpoint {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        self.place().fill(node, cursor)
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
        let Some(text) = node.text(cursor) else { return false };
        if !is_fit(text) {
            cursor.issue(node.at, "expected a grade such as \"A1\", \"A\" (any interest) or \"1\" (any fit)");
            return false;
        }
        self.0 = text.into();
        true
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
