//! Getting the lead out: durable first, then sent, gone from the outbox only after a yes.

use super::{Effects, Engine};
use crate::{
    Effect, encode_object,
    event::Outcome,
    outbox::{Answer, Claimed, Entry, LONGEST_WAIT, Report, VISITOR_PATIENCE, classify, id_of, leased_until, tombstone},
    popup::Update,
    time::{Millis, Span},
};
use alloc::{string::String, vec::Vec};

/// After the store has not answered, how long until it is asked again.
const STORE_AGAIN: Span = Span(30_000);

/// What this page load has to do with the outbox. The truth is in the store.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    /// This page load's name in leases.
    pub(super) tab: u32,
    /// The entries of the lead on its way into the store.
    storing: Vec<Entry>,
    /// The entries whose answers the visitor waits for, because the lead is not durable.
    awaited: Vec<Entry>,
    /// Keys of the store's leads that are on the wire.
    sending: Vec<String>,
    /// Keys of those whose attempt has ended, until the store knows of it.
    settling: Vec<String>,
    /// Whether the store has been asked for a lead that is due.
    claiming: bool,
    /// When to look into the store next; none when nothing is known to wait.
    next: Option<Millis>,
}

impl Outbox {
    /// Forgets what waits. What is under way ends by itself.
    #[inline(never)]
    pub(super) fn forget(&mut self) {
        self.storing = Vec::new();
        self.awaited = Vec::new();
        (self.claiming, self.next) = (false, None);
    }
}

impl Engine {
    pub(super) fn store_lead(&mut self, entries: Vec<Entry>, out: &mut Effects) {
        self.outbox.storing = entries.clone();
        out.push(Effect::StoreLead(entries));
    }

    /// A transaction of the store is over.
    #[inline(never)]
    pub(super) fn reported(&mut self, report: Report, out: &mut Effects) {
        match report {
            Report::Stored { id, durable, held, bound } => {
                if let Some(entries) = self.take_stored(&id) {
                    self.lead_stored(&id, durable, entries, &held, &bound, out);
                }
            }
            Report::NotStored { id } => {
                if let Some(entries) = self.take_stored(&id) {
                    self.send_from_memory(entries, out);
                }
            }
            Report::Claimed(claimed) if core::mem::take(&mut self.outbox.claiming) => self.claim_answered(claimed, out),
            Report::Settled { key } => {
                take(&mut self.outbox.settling, &key);
                // After the only lead of a visitor nothing is known to wait: its happy end needs no rules.
                if self.outbox.next.is_some() {
                    self.claim(false, out);
                }
            }
            Report::GivenUp(status) => self.emit("limen:error", status, out),
            // Late, or nobody asked.
            Report::Claimed(_) => {}
        }
    }

    /// The entries on their way into the store, if they are of this lead; they have arrived, there or nowhere.
    fn take_stored(&mut self, id: &str) -> Option<Vec<Entry>> {
        let storing = &mut self.outbox.storing;
        storing.first().is_some_and(|entry| entry.id() == id).then(|| core::mem::take(storing))
    }

    fn lead_stored(&mut self, id: &str, durable: bool, entries: Vec<Entry>, held: &[String], bound: &[String], out: &mut Effects) {
        let mut awaited = Vec::new();
        for mut entry in entries {
            if held.contains(&entry.key) || durable && !self.may_send(&entry.key, entry.leased_until(self.wall)) {
                // It waits, and nothing is known of until when.
                self.outbox.next = Some(self.wall);
                continue;
            }
            // Sent in the same breath: the page may be gone in the next one.
            entry.orphan &= !bound.contains(&entry.key);
            self.outbox.sending.push(entry.key.clone());
            self.attempt(&entry, !durable, out);
            if !durable {
                awaited.push(entry);
            }
        }
        self.outbox.awaited = awaited;
        self.thank_or_wait(id, out);
    }

    /// Whether an entry that the store has given this page is its own to send, by when its lease ends. Not when the page was frozen until the
    /// lease had run out; not while an earlier attempt of this page is not settled, for that will end the lease.
    fn may_send(&self, key: &str, leased_until: Option<Millis>) -> bool {
        let Outbox { sending, settling, awaited, .. } = &self.outbox;
        leased_until.is_some() && !sending.iter().chain(settling).chain(awaited.iter().map(|entry| &entry.key)).any(|busy| busy == key)
    }

    /// The page goes while a lead is on its way into the store, and a page that goes completes no transaction: the lead goes on the wire as
    /// well, by the one request that outlives a page. Should the store have taken it after all, it is the same lead under the same id.
    #[inline(never)]
    pub(super) fn send_unstored(&self, out: &mut Effects) {
        for entry in &self.outbox.storing {
            self.attempt(entry, true, out);
        }
    }

    /// Nothing could be stored: sent at once, and the thank-you waits for the answer.
    pub(super) fn send_from_memory(&mut self, entries: Vec<Entry>, out: &mut Effects) {
        self.outbox.awaited = entries;
        for entry in &self.outbox.awaited {
            self.attempt(entry, true, out);
        }
        self.update(Update::Busy(crate::form::SENDING), out);
    }

    /// Sends it. An `exposed` lead is nowhere safe: its request has to outlive the page, and the visitor may be waiting for its answer.
    fn attempt(&self, entry: &Entry, exposed: bool, out: &mut Effects) {
        let mut attempt = entry.attempt(self.wall);
        if exposed {
            attempt.keepalive = true;
            attempt.deadline = VISITOR_PATIENCE.0 as u32;
        }
        out.push(Effect::Send(attempt));
    }

    /// The lead is safe, or the visitor waits for its answers.
    fn thank_or_wait(&mut self, id: &str, out: &mut Effects) {
        if self.outbox.awaited.is_empty() {
            self.thank(id, out);
        } else {
            self.update(Update::Busy(crate::form::SENDING), out);
        }
    }

    #[inline(never)]
    pub(super) fn attempt_ended(&mut self, key: &str, outcome: Outcome, out: &mut Effects) {
        let answer = classify(&outcome);
        let delivered = matches!(answer, Answer::Delivered | Answer::Sent);
        let was_settling = self.outbox.settling.iter().any(|settling| settling == key);
        let was_sending = take(&mut self.outbox.sending, key);
        // Asked for by the visitor once more, in an attempt that the store knows nothing of, a lead is settled once; a yes counts always.
        let stored = was_sending || delivered && was_settling;
        if stored {
            self.outbox.settling.push(key.into());
        }
        let awaited = self.outbox.awaited.iter().position(|entry| entry.key == key);
        if delivered && (stored || awaited.is_some()) {
            let status = Some(outcome.status()).filter(|&status| status > 0);
            let confirmed = answer == Answer::Delivered;
            self.emit("limen:delivered", encode_object!("id status confirmed", *id_of(key), status, confirmed), out);
        }
        if let Some(at) = awaited {
            if delivered {
                self.outbox.awaited.remove(at);
                self.thank_or_wait(id_of(key), out);
            } else {
                let entries = core::mem::take(&mut self.outbox.awaited);
                self.admit_failure(entries, out);
            }
        }
        if stored && delivered {
            out.push(Effect::MarkDelivered { key: key.into(), record: tombstone(key, self.wall) });
        } else if stored {
            // It waits now.
            self.outbox.next = Some(self.wall);
            let jitter = self.random.bits() as u32;
            out.push(Effect::SettleLead { key: key.into(), tab: self.outbox.tab, outcome, jitter });
        }
    }

    /// A store from an earlier page or another tab is there.
    #[inline(never)]
    pub(super) fn outbox_found(&mut self, out: &mut Effects) {
        self.outbox.next.get_or_insert(self.wall);
        self.drain_early(out);
    }

    /// The visitor is back from another tab, which may have left a lead since: nobody tells this one.
    pub(super) fn look_again(&self, out: &mut Effects) {
        if self.outbox.next.is_none() {
            self.look_for_outbox(out);
        }
    }

    /// Asks whether there is a store, if there may be one.
    pub(super) fn look_for_outbox(&self, out: &mut Effects) {
        if self.begun && self.consent.may_remember() {
            out.push(Effect::LookForOutbox);
        }
    }

    /// If something is waiting, the moment is good: a new page, a page that came back or is looked at, a network regained.
    #[inline(never)]
    pub(super) fn drain_early(&mut self, out: &mut Effects) {
        if self.outbox.next.is_some() {
            self.claim(true, out);
        }
    }

    /// Looks into the store when the time for it has come.
    pub(super) fn drain_due(&mut self, out: &mut Effects) {
        // A time further away than any wait was told before the clock was set back.
        if self.outbox_due().is_some_and(|next| next <= self.wall || next > self.wall.plus(LONGEST_WAIT)) {
            self.claim(false, out);
        }
    }

    /// Asks for a lead that is due: one at a time.
    fn claim(&mut self, early: bool, out: &mut Effects) {
        if self.may_claim() {
            self.outbox.claiming = true;
            out.push(Effect::ClaimLead { tab: self.outbox.tab, early });
        }
    }

    fn may_claim(&self) -> bool {
        !self.outbox.claiming && self.outbox.sending.is_empty() && self.outbox.settling.is_empty()
    }

    fn claim_answered(&mut self, claimed: Claimed, out: &mut Effects) {
        self.outbox.next = match claimed {
            // As above: whoever asks next has it.
            Claimed::Lead { ref key, until, .. } if !self.may_send(key, leased_until(until, self.wall)) => Some(self.wall),
            Claimed::Lead { key, .. } => {
                out.push(Effect::SendClaimed);
                self.outbox.sending.push(key);
                Some(self.wall)
            }
            // Not at once: a clock set back is behind the store's times when ours is not, and the question would never end.
            Claimed::Later(next) => Some(next.max(self.wall.plus(Span::SECOND))),
            Claimed::Nothing => None,
            // Only when something is known to wait: a page that may store nothing asks no second time.
            Claimed::Failed => self.outbox.next.map(|_| self.wall.plus(STORE_AGAIN)),
        };
    }

    pub(super) fn outbox_due(&self) -> Option<Millis> {
        self.outbox.next.filter(|_| self.may_claim())
    }
}

/// Takes a key out; whether it was there.
#[inline(never)]
fn take(keys: &mut Vec<String>, key: &str) -> bool {
    let found = keys.iter().position(|other| other == key);
    if let Some(at) = found {
        keys.swap_remove(at);
    }
    found.is_some()
}
