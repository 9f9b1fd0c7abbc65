//! What the world knows of every lead, whoever has forgotten it, and what must never happen to one.

use crate::clock::{Clock, Monotonic, written};
use limen_core::outbox::{Entry, KEPT, LEASE, State, id_of};
use std::fmt;

/// Something that must never happen, or did not happen in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invariant {
    /// A lead whose visitor was thanked is delivered, or waits in the store, until it expires by rule. No other lead takes its place.
    NoLoss,
    /// Every attempt and every record of a lead has the same address, type and body.
    SameRequest,
    /// One tab at a time holds the live lease of a lead, and of an endpoint when it claims; nothing stored is sent without one.
    OneLease,
    /// A lead that the store knows to be delivered is not taken up again.
    NotAgain,
    /// A yes writes nothing where there is no record: what was erased stays so.
    NoTrace,
    /// Rows that are not ours to read stay as they are.
    ForeignRows,
    /// Once nothing fails any more, all that waits is delivered.
    EventualSend,
    /// An outbox with nothing to send sets no timer, and one with something does not ask without end.
    Silence,
}

/// An invariant that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// How it was seen.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.invariant, self.what)
    }
}

/// A lead on its way to one endpoint, as the world knows it.
#[derive(Clone, Debug, Default)]
pub struct Lead {
    /// Its row's key.
    pub key: String,
    /// Address, type and body, as first seen.
    request: [String; 3],
    /// When it was submitted.
    pub since: Monotonic,
    /// Whether its visitor was thanked.
    pub thanked: bool,
    /// Whether its endpoint has said yes.
    pub accepted: bool,
    /// Whether it waits in the durable store.
    waits: bool,
    /// Since when some store knows that it is delivered: the 30 days begin there, and go on when the record moves up.
    heard: Option<Monotonic>,
    /// The same, once it is the durable store.
    settled: Option<Monotonic>,
    /// Whether its time was over, or the visitor had it erased.
    pub excused: bool,
}

/// A lease that was written.
#[derive(Clone, Debug)]
struct Holding {
    key: String,
    url: String,
    tab: u32,
    from: Monotonic,
    /// Whether it is written where others cannot see it, or another tab's yes has ended it: it binds nobody else.
    weak: bool,
}

/// All leads and leases.
#[derive(Default)]
pub struct Ledger {
    /// All leads, in the order they were first seen.
    pub leads: Vec<Lead>,
    holdings: Vec<Holding>,
    /// The first invariant that did not hold.
    pub violation: Option<Violation>,
}

impl Ledger {
    /// Writes down that an invariant did not hold; the first counts.
    pub fn violate(&mut self, invariant: Invariant, what: String) {
        self.violation.get_or_insert(Violation { invariant, what });
    }

    /// A lead by its key.
    pub fn lead(&mut self, key: &str) -> Option<&mut Lead> {
        self.leads.iter_mut().find(|lead| lead.key == key)
    }

    /// How many leads there are, however many endpoints each goes to.
    #[must_use]
    pub fn submitted(&self) -> usize {
        self.leads.iter().filter(|lead| id_of(&lead.key) == lead.key).count()
    }

    /// The visitor of a lead is thanked, which promises that it gets to each of its endpoints; whether that is news.
    pub fn thank(&mut self, id: &str) -> bool {
        let mut news = false;
        for lead in self.leads.iter_mut().filter(|lead| id_of(&lead.key) == id) {
            news |= !std::mem::replace(&mut lead.thanked, true);
        }
        news
    }

    /// A lead's request was seen, in a record or on the wire.
    pub fn see(&mut self, key: &str, request: [&str; 3], now: Monotonic) {
        let Some(lead) = self.leads.iter().find(|lead| lead.key == key) else {
            let request = request.map(str::to_owned);
            return self.leads.push(Lead { key: key.into(), request, since: now, ..Lead::default() });
        };
        if let Some((first, now)) = lead.request.iter().zip(request).find(|(first, now)| first != now) {
            let what = format!("lead {} had {first:?} and now has {now:?}", lead.key);
            self.violate(Invariant::SameRequest, what);
        }
    }

    /// What an entry says that its request is. One whose body has gone says nothing.
    pub fn see_entry(&mut self, entry: &Entry, now: Monotonic) {
        if entry.waits() {
            let request = &entry.request;
            self.see(&entry.key, [&request.url, &request.content_type, &request.body], now);
        }
    }

    /// A record of this entry was written; what it says was heard of at this time.
    pub fn note(&mut self, entry: &Entry, heard: Monotonic, clock: &Clock) {
        self.see_entry(entry, clock.now());
        let Some(lead) = self.lead(&entry.key) else { return };
        if entry.state == State::Delivered {
            lead.heard.get_or_insert(heard);
        }
    }

    /// It is a durable one.
    pub fn write(&mut self, entry: &Entry, heard: Monotonic, clock: &Clock) {
        self.note(entry, heard, clock);
        let Some(lead) = self.lead(&entry.key) else { return };
        lead.waits = entry.waits();
        let young = !clock.was_set() && clock.now().since(lead.since) < KEPT;
        match entry.state {
            State::Queued | State::Parked => {}
            State::Delivered => {
                lead.settled = lead.heard;
                for holding in self.holdings.iter_mut().filter(|holding| holding.key == entry.key) {
                    holding.weak = true;
                }
            }
            State::Expired if young => {
                let what = format!("lead {} expired at the age of {}", entry.key, written(clock.now().since(lead.since).0));
                self.violate(Invariant::NoLoss, what);
            }
            State::Expired => lead.excused = true,
        }
    }

    /// A row is no more. What was delivered is remembered for 30 days, by the visitor's clock.
    pub fn remove(&mut self, key: &str, clock: &Clock) {
        if let Some(lead) = self.lead(key) {
            lead.waits = false;
            lead.settled = lead.settled.filter(|settled| !clock.was_set() && clock.now().since(*settled) < KEPT);
        }
    }

    /// A lease was taken that holds from then on: for a lead just submitted, or by a claim; in the store, or where others cannot see it.
    pub fn lease(&mut self, entry: &Entry, tab: u32, from: Monotonic, claimed: bool, weak: bool, clock: &Clock) {
        let (key, url) = (&entry.key, &entry.request.url);
        // Where the database cannot be reached, nobody can know what it knows.
        if !weak && self.leads.iter().any(|lead| lead.key == *key && lead.settled.is_some()) {
            self.violate(Invariant::NotAgain, format!("tab {tab} took up lead {key}, which the store knew to be delivered"));
        }
        let rival = self.holdings.iter().filter(|other| !weak && !other.weak && lives(other, clock)).find(|other| {
            let same_lead = other.key == *key && other.tab != tab;
            same_lead || claimed && other.url == *url && other.key != *key
        });
        if let Some(rival) = rival {
            let of = if rival.key == *key { String::from("it") } else { format!("{} of the same endpoint", rival.key) };
            let what = format!("tab {tab} took lead {key} while tab {} had {of} since {}", rival.tab, written(rival.from.0));
            self.violate(Invariant::OneLease, what);
        }
        self.release(key, tab, weak);
        self.holdings.push(Holding { key: key.clone(), url: url.clone(), tab, from, weak });
    }

    /// A stored lead goes on the wire.
    pub fn send(&mut self, key: &str, tab: u32, clock: &Clock) {
        let excused = self.leads.iter().any(|lead| lead.key == key && lead.excused);
        let held = |holding: &Holding| holding.key == key && holding.tab == tab && (lives(holding, clock) || was_set_since(holding, clock));
        if !excused && !self.holdings.iter().any(held) {
            self.violate(Invariant::OneLease, format!("tab {tab} sent lead {key} without a live lease"));
        }
    }

    /// A tab has ended its lease, on this rung or the other.
    pub fn release(&mut self, key: &str, tab: u32, weak: bool) {
        self.holdings.retain(|holding| holding.key != key || holding.tab != tab || holding.weak != weak);
    }

    /// A copy that was removed from localStorage is there again, for the browser was killed before it had written that down. Should the
    /// database forget the lead some day, nobody can know.
    pub fn come_back(&mut self, key: &str) {
        if let Some(lead) = self.lead(key) {
            lead.settled = None;
        }
    }

    /// The visitor had a lead erased.
    pub fn erase(&mut self, key: &str) {
        self.holdings.retain(|holding| holding.key != key);
        if let Some(lead) = self.lead(key) {
            (lead.excused, lead.waits, lead.settled) = (true, false, None);
        }
    }

    /// What must hold of every lead at every moment.
    pub fn check(&mut self) {
        let lost = self.leads.iter().find(|lead| lead.thanked && !lead.accepted && !lead.excused && !lead.waits);
        if let Some(lead) = lost {
            let what = format!("the visitor of lead {} was thanked; it is neither delivered nor stored", lead.key);
            self.violate(Invariant::NoLoss, what);
        }
    }
}

fn lives(holding: &Holding, clock: &Clock) -> bool {
    holding.from.plus(LEASE) > clock.now() && !was_set_since(holding, clock)
}

/// Leases are written by the visitor's clock: one that is set ends them early or late, and that is nobody's fault.
fn was_set_since(holding: &Holding, clock: &Clock) -> bool {
    clock.set_at.is_some_and(|at| at >= holding.from)
}
