//! `campaigns`: whom, when, how, and what follows.

use super::{
    form::Form,
    page::Role,
    place::{Object, Place, Placed},
    scoring::Percent,
    value::Checked,
};
use crate::{
    json::{AnyOf, Cursor, Decode, Manner, Node, Value},
    object,
    popup::{Format, OfferKind},
    time::Span,
    url::is_safe_link,
};
use alloc::{string::String, vec::Vec};

object! {
    /// Targeting, trigger, format, form and what follows.
    pub thing Campaign {
        /// Its name, unique.
        id: String = "id",
        /// The highest wins; default 0.
        priority: Option<i32> = "priority",
        /// What it is for, in the owner's words; goes into the lead.
        goal: Option<String> = "goal",
        /// Whom and when.
        when: When = "when",
        /// How it stands on the page.
        format: Format = "format",
        /// What it asks.
        form: Form = "form",
        /// What the visitor sees after the submit.
        then: Option<Then> = "then",
        /// Arms of its A/B test: read and checked, not yet drawn from.
        variants: Vec<Variant> = "variants",
    }
}

object! {
    /// Targeting (all of it) and trigger (any of it).
    pub thing When {
        /// Interest.
        interest: Option<Range> = "interest",
        /// Only on pages of these roles.
        pages: Option<AnyOf<Role>> = "pages",
        /// About the visitor.
        visitor: Option<VisitorCondition> = "visitor",
        /// What sets it off.
        trigger: Trigger = "trigger",
    }
}

object! {
    /// Bounds, each included.
    pub thing Range {
        /// From.
        at_least: Option<u32> = "atLeast",
        /// To.
        at_most: Option<u32> = "atMost",
    }
}

object! {
    /// Conditions on the visitor.
    pub thing VisitorCondition {
        /// Whether a lead of theirs is known.
        converted: Option<bool> = "converted",
    }
}

object! {
    /// What sets a campaign off; whichever comes first.
    pub thing Trigger checked by wrong {
        /// As soon as targeting holds.
        immediate: Option<bool> = "immediate",
        /// This long after the page was entered.
        delay: Option<Span> = "delay",
        /// When this much of the page has been seen.
        scroll: Option<Percent> = "scroll",
        /// When the pointer leaves through the top.
        exit_intent: Option<bool> = "exitIntent",
    }
}

impl Trigger {
    #[inline(always)]
    fn wrong(&self) -> Option<&'static str> {
        let never = self.immediate != Some(true) && self.exit_intent != Some(true) && self.delay.is_none() && self.scroll.is_none();
        never.then_some("nothing sets this campaign off; name at least one of immediate, delay, scroll, exitIntent")
    }
}

object! {
    /// The last screen. `{field}` in title and body stands for what the visitor entered.
    pub thing Then {
        /// Heading.
        title: String = "title",
        /// A sentence below.
        body: Option<String> = "body",
        /// What the visitor gets.
        offer: Option<Offer> = "offer",
    }
}

object! {
    /// What the visitor gets.
    pub thing Offer {
        /// Which kind.
        kind: OfferKind = "type",
        /// Where it is.
        url: Link = "url",
        /// Label of the link.
        label: String = "label",
    }
}

/// A URL that may reach the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link(pub String);

impl Checked for Link {
    const ACCEPTED: &'static str = "expected an http, https, mailto or tel address, or a path on this site that starts with one /";

    #[inline(always)]
    fn is_fit(text: &str) -> bool {
        is_safe_link(text)
    }

    #[inline(always)]
    fn text(&mut self) -> &mut String {
        &mut self.0
    }
}

/// An arm of a test. Its parts overlay the campaign's by position; they are checked against the same types, with nothing required.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variant {
    /// Its name, unique in the campaign.
    pub id: String,
    /// Its share among the weights, from 0; default 1.
    pub weight: Option<u32>,
    /// What it has of its own.
    pub overlay: Campaign,
}

impl Decode for Variant {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        if !Place::NameAndWeight(self).fill(node, cursor) {
            return false;
        }
        let Value::Object(members) = &node.value else { return false };
        for member in members {
            if member.key == "weight" {
                cursor.read.push(member.at);
            }
        }
        let partial = core::mem::replace(&mut cursor.partial, true);
        let issues = cursor.issues.len();
        self.overlay.place().fill(node, cursor);
        cursor.partial = partial;
        cursor.issues.len() == issues
    }
}

/// What only a variant has: the other keys are its overlay's.
impl Object for Variant {
    #[inline(always)]
    fn shape() -> (Manner, &'static str, u32) {
        (Manner::Record, "id weight", 0b01)
    }

    #[inline(always)]
    fn member(&mut self, index: usize) -> Place<'_> {
        match index {
            0 => self.id.place(),
            _ => self.weight.place(),
        }
    }
}
