//! Getting the lead out: durable first, then sent, gone from the outbox only after a yes.

use super::{Effects, Engine};
use crate::{
    Effect, encode_object,
    event::{Claimed, Outcome},
    outbox::{Answer, Attempt, Entry, classify},
    popup::Update,
    time::{Millis, Span},
};
use alloc::string::String;

/// After the store has not answered, how long until it is asked again.
const STORE_AGAIN: Span = Span(30_000);

/// What this page load has to do with the outbox. The truth is in the store.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    /// This page load's name in leases.
    pub(super) tab: u32,
    /// The lead on its way into the store.
    storing: Option<Entry>,
    /// The lead on its way from memory, because nothing could be stored.
    in_memory: Option<Entry>,
    /// What is under way with the store's leads: one thing at a time.
    work: Option<Work>,
    /// When to look into the store next; none when nothing is known to wait.
    next: Option<Millis>,
}

/// A step of getting a stored lead out. Answers to other steps than the one under way are late, and are passed over.
#[derive(Debug, PartialEq)]
enum Work {
    /// Asked the store for a lead that is due.
    Claiming,
    /// The lead with this id is on the wire.
    Sending(String),
    /// Its attempt's end is on its way into the store.
    Settling(String),
}

impl Outbox {
    /// Forgets what waits. What is under way ends by itself.
    #[inline(never)]
    pub(super) fn forget(&mut self) {
        let (tab, work) = (self.tab, self.work.take());
        *self = Outbox { tab, work, ..Outbox::default() };
    }
}

impl Engine {
    pub(super) fn store_lead(&mut self, mut entry: Entry, out: &mut Effects) {
        if self.outbox.work.is_some() {
            // Another lead of this page is on the wire, perhaps to an endpoint that hangs: this one takes its turn.
            entry.queue();
        }
        self.outbox.storing = Some(entry.clone());
        out.push(Effect::StoreLead(entry));
    }

    #[inline(never)]
    pub(super) fn lead_stored(&mut self, id: &str, out: &mut Effects) {
        let Some(entry) = self.outbox.storing.take_if(|entry| entry.id == id) else { return };
        if entry.lease.is_some() {
            // Sent in the same breath: the page may be gone in the next one.
            self.send(&entry, out);
        }
        self.thank(id, out);
    }

    /// The page goes while a lead is on its way into the store, and a page that goes completes no transaction: the lead goes on the wire as
    /// well, by the one request that outlives a page. Should the store have taken it after all, it is the same lead under the same id.
    #[inline(never)]
    pub(super) fn send_unstored(&self, out: &mut Effects) {
        if let Some(entry) = &self.outbox.storing {
            out.push(Effect::Send(Attempt { keepalive: true, ..entry.attempt(self.now) }));
        }
    }

    #[inline(never)]
    pub(super) fn lead_not_stored(&mut self, id: &str, out: &mut Effects) {
        if let Some(entry) = self.outbox.storing.take_if(|entry| entry.id == id) {
            self.send_from_memory(entry, out);
        }
    }

    /// Nothing could be stored: sent at once, and the thank-you waits for the answer.
    pub(super) fn send_from_memory(&mut self, entry: Entry, out: &mut Effects) {
        self.update(Update::Busy(crate::form::SENDING), out);
        // Nowhere else is this lead: every attempt of it has to outlive the page.
        out.push(Effect::Send(Attempt { keepalive: true, ..entry.attempt(self.now) }));
        self.outbox.in_memory = Some(entry);
    }

    fn send(&mut self, entry: &Entry, out: &mut Effects) {
        self.outbox.work = Some(Work::Sending(entry.id.clone()));
        out.push(Effect::Send(entry.attempt(self.now)));
    }

    #[inline(never)]
    pub(super) fn attempt_ended(&mut self, id: &str, outcome: Outcome, out: &mut Effects) {
        let delivered = classify(&outcome, self.now) == Answer::Delivered;
        let from_memory = self.outbox.in_memory.take_if(|entry| entry.id == id);
        let from_store = matches!(&self.outbox.work, Some(Work::Sending(sending)) if sending == id);
        if let (true, true, Outcome::Status { status, .. }) = (delivered, from_store || from_memory.is_some(), &outcome) {
            self.emit("limen:delivered", encode_object!("id status", id, status), out);
        }
        match from_memory {
            Some(_) if delivered => self.thank(id, out),
            Some(entry) => self.admit_failure(entry, out),
            None if from_store => {
                let jitter = self.random.bits() as u32;
                self.outbox.work = Some(Work::Settling(id.into()));
                out.push(Effect::SettleLead { id: id.into(), tab: self.outbox.tab, outcome, jitter });
            }
            None => {}
        }
    }

    #[inline(never)]
    pub(super) fn lead_settled(&mut self, id: &str, out: &mut Effects) {
        if self.outbox.work.take_if(|work| matches!(work, Work::Settling(settling) if settling == id)).is_some() {
            self.claim(false, out);
        }
    }

    /// Something may be waiting, and the moment is good: a new page, a page that came back, a network regained.
    #[inline(never)]
    pub(super) fn drain_early(&mut self, out: &mut Effects) {
        self.claim(true, out);
    }

    /// Looks into the store when the time for it has come.
    pub(super) fn drain_due(&mut self, out: &mut Effects) {
        if self.outbox.next.is_some_and(|next| next <= self.now) {
            self.claim(false, out);
        }
    }

    fn claim(&mut self, early: bool, out: &mut Effects) {
        if self.outbox.work.is_none() && self.consent.may_remember() {
            self.outbox.work = Some(Work::Claiming);
            self.outbox.next = None;
            out.push(Effect::ClaimLead { tab: self.outbox.tab, early });
        }
    }

    #[inline(never)]
    pub(super) fn claim_answered(&mut self, claimed: Claimed, out: &mut Effects) {
        if self.outbox.work.take_if(|work| *work == Work::Claiming).is_none() {
            return;
        }
        match claimed {
            Claimed::Lead(entry) => self.send(&entry, out),
            // Not at once: a clock set back is behind the store's times when ours is not, and the question would never end.
            Claimed::Later(next) => self.outbox.next = Some(next.max(self.now.plus(Span::SECOND))),
            Claimed::Nothing => self.outbox.next = None,
            Claimed::Failed => self.outbox.next = Some(self.now.plus(STORE_AGAIN)),
        }
    }

    pub(super) fn outbox_due(&self) -> Option<Millis> {
        self.outbox.next.filter(|_| self.outbox.work.is_none() && self.consent.may_remember())
    }
}
