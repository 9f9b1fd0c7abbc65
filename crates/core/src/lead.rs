//! The lead: one submission, as it travels. Written by the widget, read by the receiver; the same type in both.

use crate::{
    event::Scalar,
    json::{self, Cursor, Decode, Encode, Issue, Node, Number, Writer},
    object,
    popup::Value,
    time::Millis,
    words,
};
use alloc::{string::String, vec::Vec};

/// The largest body a widget sends, in bytes of UTF-8 (a keepalive request may hold 64 KiB in all, Fetch §4.7; four leads fit).
pub const MAX_BYTES: usize = 16 * 1024;

/// `type` of every lead.
const KIND: &str = "lead.captured";
/// `version` of this format.
const VERSION: u32 = 1;

object! {
    /// One submission. A reader passes over members it does not know, so that a newer widget's lead is never refused for them.
    pub record Lead {
        /// Always `lead.captured`.
        kind: String = "type",
        /// Always 1.
        version: u32 = "version",
        /// UUIDv7 (RFC 9562); the idempotency key.
        id: String = "id",
        /// The id of a lead that this one stands in for: the visitor sent that first, was told that it had not gone through, and changed the
        /// answers. It may have arrived all the same. Absent for all others.
        supersedes: Option<String> = "supersedes",
        /// When the visitor submitted.
        occurred_at: Millis = "occurredAt",
        /// The site's name.
        site: String = "site",
        /// Which campaign.
        campaign: CampaignRef = "campaign",
        /// What the visitor entered, in the order of the form; fields left empty are left out.
        fields: Vec<(String, Value)> = "fields",
        /// Which consents were asked and given, with their texts.
        consents: Vec<Consent> = "consents",
        /// What it amounts to.
        qualification: Qualification = "qualification",
        /// Why.
        score: Score = "score",
        /// Who, as far as this site knows.
        visitor: Visitor = "visitor",
        /// Where.
        page: Page = "page",
        /// With what.
        client: Client = "client",
        /// Traces that tell people from robots; the receiver judges.
        evidence: Evidence = "evidence",
    }
}

impl Lead {
    /// Reads a lead.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_json(text: &str) -> Result<Lead, Vec<Issue>> {
        let lead: Lead = json::decode(text)?;
        let mut issues = Vec::new();
        let mut check = |fit: bool, path: &str, message: &str| {
            if !fit {
                issues.push(Issue { path: path.into(), at: None, message: message.into() });
            }
        };
        check(lead.kind == KIND, "type", "expected \"lead.captured\"");
        check(lead.version == VERSION, "version", "expected 1");
        check(crate::id::is_uuid(&lead.id), "id", "expected a UUID such as 0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5e");
        if issues.is_empty() { Ok(lead) } else { Err(issues) }
    }

    /// The body to send: compact JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        json::encode(self)
    }

    /// `type` and `version` of the leads that this engine writes.
    pub(crate) const HEADER: (&str, u32) = (KIND, VERSION);
}

object! {
    /// The campaign a lead came from.
    pub record CampaignRef {
        /// Its id.
        id: String = "id",
        /// The arm of its test, when one was assigned.
        variant: Option<String> = "variant",
        /// What it is for.
        goal: Option<String> = "goal",
        /// How it stood on the page.
        format: String = "format",
        /// What set it off: `immediate`, `delay`, `scroll`, `exitIntent`, `api`.
        trigger: String = "trigger",
    }
}

object! {
    /// A consent that was asked for.
    pub record Consent {
        /// The field's name.
        name: String = "name",
        /// Whether it was given.
        given: bool = "given",
        /// The text shown.
        text: String = "text",
        /// The owner's version of the text.
        version: Option<String> = "version",
    }
}

words! {
    /// How warm the visitor is.
    pub enum Band {
        /// Below lukewarm.
        Cold = "cold",
        /// From `bands.lukewarm`.
        Lukewarm = "lukewarm",
        /// From `bands.warm`.
        Warm = "warm",
        /// From `bands.hot`.
        Hot = "hot",
    }
}

words! {
    /// How far the visitor has come.
    pub enum Stage {
        /// Nothing known.
        Visitor = "visitor",
        /// Left an address.
        Lead = "lead",
        /// Marketing-qualified.
        Mql = "mql",
        /// Sales-qualified.
        Sql = "sql",
        /// Product-qualified.
        Pql = "pql",
    }
}

object! {
    /// What a lead amounts to.
    pub record Qualification {
        /// How far.
        stage: Stage = "stage",
        /// How warm.
        band: Band = "band",
        /// Fit letter A–D and interest digit 1–4, 1 is hot.
        grade: String = "grade",
        /// Points from behaviour, 0 and up.
        interest: u32 = "interest",
        /// Points from what the visitor told us.
        fit: i32 = "fit",
        /// Budget, authority, need, timescale.
        bant: Bant = "bant",
    }
}

object! {
    /// What the visitor said in the fields `bant.*`; null where nothing.
    pub record Bant {
        /// `bant.budget`
        budget: Nullable = "budget",
        /// `bant.authority`
        authority: Nullable = "authority",
        /// `bant.need`
        need: Nullable = "need",
        /// `bant.timescale`
        timescale: Nullable = "timescale",
        /// Those whose answer says: not now, recycle this lead later; absent when none does.
        recycle: Option<Vec<String>> = "recycle",
    }
}

/// A text, or an explicit null.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nullable(pub Option<String>);

impl Decode for Nullable {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        self.0.decode(node, cursor)
    }

    fn is_required() -> bool {
        false
    }
}

impl Encode for Nullable {
    fn encode(&self, out: &mut Writer) {
        match &self.0 {
            Some(text) => out.string(text),
            None => out.word("null"),
        }
    }
}

object! {
    /// Why a lead amounts to that.
    pub record Score {
        /// Every rule that has counted, the heaviest first on each axis; the points of an axis add up to it, within its bounds.
        factors: Vec<Factor> = "factors",
        /// `sha256-…` of the config's canonical form.
        config: String = "config",
        /// Version of the engine that counted.
        engine: String = "engine",
        /// Caps that were met; absent when none was.
        caps: Option<Vec<Cap>> = "caps",
        /// What is missing for the next band; absent when hot.
        next: Option<Next> = "next",
    }
}

object! {
    /// A cap that was met: points beyond it do not count.
    pub record Cap {
        /// The group whose cap it is; absent for `maxPoints` over all.
        group: Option<String> = "group",
        /// The points there would be.
        points: i64 = "points",
        /// The points that count.
        max_points: u32 = "maxPoints",
    }
}

object! {
    /// The next band up.
    pub record Next {
        /// Which.
        band: Band = "band",
        /// Points missing for it, from 1.
        points: u32 = "points",
    }
}

words! {
    /// What a factor counts towards.
    pub enum Axis {
        /// Behaviour.
        Interest = "interest",
        /// What the visitor told us.
        Fit = "fit",
    }
}

object! {
    /// One rule's part in the score.
    pub record Factor {
        /// The rule's id.
        rule: String = "rule",
        /// Which axis.
        axis: Axis = "axis",
        /// What it is worth now, after decay.
        points: i32 = "points",
        /// How often it has counted.
        count: u32 = "count",
        /// When last; absent for fit.
        last_at: Option<Millis> = "lastAt",
        /// On which path; absent for fit.
        last_page: Option<String> = "lastPage",
        /// Points lost to decay: what all counts were worth at first, less `points`; absent when nothing is.
        faded: Option<i64> = "faded",
        /// How often the rule's limit kept it from counting; absent when never.
        refused: Option<u32> = "refused",
    }
}

object! {
    /// Who, as far as this site knows.
    pub record Visitor {
        /// UUIDv7; absent when the widget may not remember.
        id: Option<String> = "id",
        /// Sessions so far, this one included.
        sessions: u32 = "sessions",
        /// Page views so far.
        page_views: u32 = "pageViews",
        /// Seconds of engagement so far.
        engaged_seconds: u32 = "engagedSeconds",
        /// When first seen.
        first_seen_at: Millis = "firstSeenAt",
        /// How the visitor first came.
        first_touch: Touch = "firstTouch",
        /// How the visitor last came.
        last_touch: Touch = "lastTouch",
        /// Share of engagement by topic, 0–1.
        topics: Vec<(String, Number)> = "topics",
        /// What the owner's page said with `limen('identify', …)`.
        traits: Vec<(String, Scalar)> = "traits",
    }
}

object! {
    /// How a visitor came.
    pub record Touch {
        /// Origin and path of the page before, from another site; empty when none.
        referrer: String = "referrer",
        /// Campaign parameters, without the prefix `utm_`.
        utm: Vec<(String, String)> = "utm",
    }
}

object! {
    /// Where a lead was left.
    pub record Page {
        /// Origin and path; no query, no fragment.
        url: String = "url",
        /// The document's title.
        title: String = "title",
        /// Its role.
        role: Option<String> = "role",
    }
}

object! {
    /// With what a lead was left.
    pub record Client {
        /// `navigator.language`
        language: String = "language",
        /// IANA time zone.
        time_zone: String = "timeZone",
        /// Width and height in CSS pixels.
        viewport: Vec<u32> = "viewport",
        /// Whether the main pointer is coarse.
        touch: bool = "touch",
    }
}

object! {
    /// Traces that tell people from robots.
    pub record Evidence {
        /// From first sight of the form to the submit, in ms.
        fill_ms: u32 = "fillMs",
        /// Changes to controls.
        edits: u32 = "edits",
        /// Whether anything was pasted.
        pasted: bool = "pasted",
        /// Whether the trap field was filled.
        honeypot: bool = "honeypot",
        /// `navigator.webdriver`
        webdriver: bool = "webdriver",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../tests/fixtures/lead.json");

    #[test]
    fn the_example_lead_reads_and_writes_back_the_same() {
        let lead = Lead::from_json(EXAMPLE).expect("the example is right");
        assert_eq!(Lead::from_json(&lead.to_json()), Ok(lead.clone()));
        let without_space = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(without_space(&lead.to_json()), without_space(EXAMPLE));
    }

    #[test]
    fn a_newer_widgets_lead_is_read_all_the_same() {
        let text = EXAMPLE.replace("\"site\":", "\"addedLater\": [1, {}], \"site\":");
        assert!(Lead::from_json(&text).is_ok());
    }

    #[test]
    fn everything_wrong_with_a_lead_is_named() {
        let text =
            EXAMPLE.replace("\"interest\": 47", "\"interest\": -1").replace("\"site\": \"acme\",", "").replace("\"warm\"", "\"wram\"");
        let issues = Lead::from_json(&text).expect_err("wrong");
        let lines: Vec<String> = issues.into_iter().map(|issue| format!("{}: {}", issue.path, issue.message)).collect();
        assert_eq!(
            lines,
            [
                "site: \"site\" is missing",
                "qualification.band: unknown value \"wram\"; did you mean \"warm\"?",
                "qualification.interest: expected a whole number from 0 to 4294967295",
            ]
        );
    }

    #[test]
    fn a_lead_with_a_garbage_id_is_refused() {
        let text = EXAMPLE.replace("0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5e", "'; DROP TABLE leads; --");
        assert_eq!(Lead::from_json(&text).expect_err("wrong")[0].path, "id");
    }
}
