//! What is under way and can go on: each in any order with each, that is what an interleaving is.

use crate::{
    clock::Monotonic,
    network::Stage,
    script::Health,
    store::{Decided, Transaction},
    tab::{Heard, Presence},
    world::{Happening, World},
};
use limen_core::{
    Effect, Event,
    event::Outcome,
    outbox::{Changes, Entry, LEASE, Rung, State},
    time::{Millis, Span},
};

/// Something that can happen now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Going {
    /// A transaction reads and decides, or completes.
    Transact(u32),
    /// The tab at this place hears what has happened.
    Hear(usize),
    /// The timer of the tab at this place goes off.
    Timer(usize),
    /// The tab at this place has waited for the store long enough.
    StoreDeadline(usize, u32),
    /// The download of the tab at this place ends.
    Load(usize),
    /// The tab at this place has waited for its download long enough.
    LoadDeadline(usize),
    /// A request reaches its endpoint.
    Arrive(u32),
    /// Its answer reaches the tab.
    Return(u32),
    /// The tab has waited for the answer long enough.
    SendDeadline(u32),
}

impl World<'_> {
    /// Everything that can happen now, and the next time at which more can.
    #[must_use]
    pub fn going(&self) -> (Vec<Going>, Option<Monotonic>) {
        let now = self.clock.now();
        let mut going: Vec<Going> = self.store.ready(|tab| self.runs(tab)).map(Going::Transact).collect();
        let mut next: Option<Monotonic> = None;
        let mut at = |time: Monotonic, then: Going, going: &mut Vec<Going>| {
            if time <= now {
                going.push(then);
            } else {
                next = Some(next.map_or(time, |next| next.min(time)));
            }
        };
        going.extend((0..self.tabs.len()).filter(|place| self.may_load(*place)).map(Going::Load));
        for (place, tab) in self.tabs.iter().enumerate().filter(|(_, tab)| tab.presence == Presence::Here) {
            if !tab.inbox.is_empty() {
                going.push(Going::Hear(place));
            }
            if let Some(time) = tab.timer {
                at(time, Going::Timer(place), &mut going);
            }
            if let Some(download) = &tab.add_on.download {
                at(download.deadline, Going::LoadDeadline(place), &mut going);
            }
            // Timers of one length go off in the order they were set in.
            if let Some(operation) = tab.operations.first() {
                at(operation.deadline, Going::StoreDeadline(place, operation.number), &mut going);
            }
        }
        for flight in &self.network.flights {
            let heard = flight.tab.is_some_and(|tab| self.runs(tab));
            match flight.stage {
                Stage::Leaving => going.push(Going::Arrive(flight.number)),
                Stage::Returning(_) if heard => going.push(Going::Return(flight.number)),
                Stage::Returning(_) | Stage::Held => {}
            }
            if heard {
                at(flight.deadline, Going::SendDeadline(flight.number), &mut going);
            }
        }
        (going, next)
    }

    /// Whether the page of this tab is there and runs.
    fn runs(&self, number: u32) -> bool {
        self.tabs.iter().any(|tab| tab.number == number && tab.presence == Presence::Here)
    }

    /// It happens.
    pub fn go(&mut self, going: Going) {
        match going {
            Going::Transact(number) => self.transact_on(number),
            Going::Hear(place) => match self.tabs[place].inbox.pop_front() {
                Some(Heard::Outbox) => self.dispatch(place, Event::OutboxFound),
                Some(Heard::Transaction(number, Some(decided))) => self.transacted(place, number, *decided),
                Some(Heard::Transaction(number, None)) => self.fall_back(place, number, false),
                Some(Heard::Missing(number)) => self.fall_back(place, number, true),
                None => {}
            },
            Going::Timer(place) => {
                self.tabs[place].timer = None;
                self.dispatch(place, Event::TimerFired);
            }
            Going::StoreDeadline(place, number) => {
                let tab = self.tabs[place].number;
                self.tell(|| format!("tab {tab} gives up on the database"));
                self.fall_back(place, number, false);
            }
            Going::Load(place) => self.load(place, true),
            Going::LoadDeadline(place) => self.load(place, false),
            Going::Arrive(number) => {
                if let Some((key, accepted)) = self.network.arrive(number) {
                    self.tell(|| format!("{key} reaches its endpoint, which {} it", if accepted { "takes" } else { "does not take" }));
                    if let Some(lead) = self.ledger.lead(&key) {
                        lead.accepted |= accepted;
                    }
                }
            }
            Going::Return(number) => self.end(number, None),
            Going::SendDeadline(number) => self.end(number, Some(Outcome::TimedOut)),
        }
    }

    /// A request ends for its tab: by its answer, or otherwise.
    fn end(&mut self, number: u32, otherwise: Option<Outcome>) {
        let Some(flight) = self.network.flights.iter().find(|flight| flight.number == number) else { return };
        let Some(place) = flight.tab.and_then(|tab| self.place(tab)) else { return };
        let outcome = match (&flight.stage, otherwise) {
            (_, Some(outcome)) => outcome,
            (Stage::Returning(outcome), None) => outcome.clone(),
            (_, None) => return,
        };
        // A request that is given up on its way may arrive for all that.
        self.end_flight(place, number, outcome, true);
    }

    /// A transaction goes on: it is decided, or completes, or the database fails it.
    pub fn transact_on(&mut self, number: u32) {
        let (exists, health) = (self.store.exists, self.store.health);
        let Some(Transaction { question, decided, tab, .. }) = self.store.find(number) else { return };
        let (tab, creates) = (*tab, matches!(question, Effect::StoreLead(_)));
        let writes = decided.as_ref().is_some_and(|decided| !decided.changes.put.is_empty());
        if health == Health::Refusing || health == Health::Full && writes {
            self.abort(number);
        } else if decided.is_some() {
            self.complete(number);
        } else if !exists && !creates {
            self.store.take(number);
            self.inform(tab, Heard::Missing(number));
        } else {
            let question = question.clone();
            let changes = self.ask(tab, &question, Rung::Durable, &self.store.all());
            // What is a row already is a copy down there.
            let rows: Vec<String> = self.store.rows.keys().cloned().collect();
            self.store.write_spare(&[], &rows, self.clock.now());
            let adds = creates && !self.has_rules(tab) && self.rules.adds();
            if adds && changes.put.iter().any(|(key, _)| rows.contains(key)) {
                return self.abort(number);
            }
            let decided = Decided { changes, at: self.clock.now(), wall: self.clock.wall() };
            if let Some(transaction) = self.store.find(number) {
                transaction.decided = Some(decided);
            }
        }
    }

    /// A transaction comes to nothing.
    pub fn abort(&mut self, number: u32) {
        if let Some(Transaction { tab, .. }) = self.store.take(number) {
            self.tell(|| format!("a transaction of tab {tab} is aborted"));
            self.inform(tab, Heard::Transaction(number, None));
        }
    }

    /// A transaction becomes durable.
    pub fn complete(&mut self, number: u32) {
        let Some(Transaction { tab, question, asked, decided: Some(decided), .. }) = self.store.take(number) else { return };
        let Decided { changes, at, wall, .. } = &decided;
        self.store.exists = true;
        for (key, record) in &changes.put {
            self.store.rows.insert(key.clone(), record.clone());
        }
        for key in &changes.remove {
            self.store.rows.remove(key);
            self.ledger.remove(key, &self.clock);
        }
        self.tell(|| format!("a transaction of tab {tab} completes{}", told(changes)));
        self.take_in(tab, &question, changes, asked, (*at, *wall), true);
        self.inform(tab, Heard::Transaction(number, Some(Box::new(decided))));
    }

    /// What changes mean for the leads that they are about. They were decided at this moment, by true time and by the visitor's clock.
    pub fn take_in(&mut self, tab: u32, question: &Effect, changes: &Changes, asked: Monotonic, at: (Monotonic, Millis), durable: bool) {
        for entry in changes.put.iter().filter_map(|(_, record)| Entry::from_record(record)) {
            // A yes is remembered from when it was heard, however late it is written.
            let heard = if matches!(question, Effect::MarkDelivered { .. }) { asked } else { self.clock.now() };
            if durable {
                self.ledger.write(&entry, heard, &self.clock);
            } else {
                self.ledger.note(&entry, heard, &self.clock);
            }
            match (question, &entry.lease) {
                (Effect::SettleLead { key, .. } | Effect::MarkDelivered { key, .. }, None) if *key == entry.key => {
                    if entry.state == State::Parked {
                        self.happened(Happening::Parked);
                    }
                    self.ledger.release(key, tab, !durable);
                }
                (Effect::StoreLead(_) | Effect::ClaimLead { .. }, Some(lease)) if asks(question, lease.tab) => {
                    let claimed = matches!(question, Effect::ClaimLead { .. });
                    if claimed {
                        self.happened(Happening::Claimed);
                    }
                    let from = begun(lease.until, at, self.clock.set_at.is_some_and(|set_at| set_at >= asked));
                    self.ledger.lease(&entry, tab, from, claimed, !durable, &self.clock);
                }
                _ => {}
            }
        }
    }
}

/// Whether it is the tab of this name that asks.
fn asks(question: &Effect, name: u32) -> bool {
    match question {
        Effect::StoreLead(entries) => entries.iter().any(|entry| entry.lease.as_ref().is_some_and(|lease| lease.tab == name)),
        Effect::ClaimLead { tab, .. } => *tab == name,
        _ => false,
    }
}

/// Since when a lease holds. One whose time lies ahead was written by a clock that has been set back since, and never holds.
fn begun(until: Millis, (at, wall): (Monotonic, Millis), set_back: bool) -> Monotonic {
    let ahead = until.0 - LEASE.0 - wall.0;
    match ahead {
        1.. if set_back => Monotonic(i64::MIN / 2),
        1.. => at,
        _ => at.plus(Span(ahead)),
    }
}

/// What changes write, in words.
fn told(changes: &Changes) -> String {
    let mut out = String::new();
    for (key, record) in &changes.put {
        let Some(entry) = Entry::from_record(record) else { continue };
        out.push_str(&format!(": {key} {}", entry.state.name()));
        if let Some(lease) = entry.lease {
            out.push_str(&format!(", leased to {:08x}", lease.tab));
        }
    }
    for key in &changes.remove {
        out.push_str(&format!(": {key} removed"));
    }
    out
}
