//! The shell's part, as `src/runtime.js`, `src/perform/outbox.js` and `send.js` do it: events to the engine, its effects to the store and the
//! network.

use crate::{
    add_on::{needs_rules, refuse},
    clock::written,
    ledger::Invariant,
    store::Decided,
    tab::{Form, Heard, Operation, Presence},
    world::{Happening, World},
};
use limen_core::{
    Effect, Event,
    event::{Outcome, Verdict},
    outbox::{Attempt, Changes, Claimed, Entry, Records, Report, Rung, id_of},
    popup::Update,
    time::Span,
};
use std::collections::VecDeque;

/// How long the shell waits for the database: `DEADLINE` in `src/perform/outbox.js`.
const STORE_DEADLINE: Span = Span(2_000);

/// The longest a timer takes: `LONGEST` in `src/perform/timer.js`.
const LONGEST_TIMER: i64 = 2_147_483_647;

/// So many events at one time are only ever dispatched by something that spins.
const MANY: usize = 200;

impl World<'_> {
    /// Tells a page's engine that something happened, and performs what it answers.
    pub fn dispatch(&mut self, place: usize, event: Event) {
        self.dispatch_all(place, [event].into());
    }

    fn dispatch_all(&mut self, place: usize, mut events: VecDeque<Event>) {
        let mut handled = 0;
        while let Some(event) = events.pop_front() {
            handled += 1;
            if handled > MANY {
                let what = format!("tab {} asks without end at {}", self.tabs[place].number, written(self.clock.now().0));
                return self.ledger.violate(Invariant::Silence, what);
            }
            let now = self.clock.wall();
            let event = self.rules.event(event, now);
            let tab = &mut self.tabs[place];
            match &event {
                // Below the durable rung the visitor waits for the answer, and the lead goes at once whoever has it.
                Event::Outbox(Report::Stored { id, durable: false, .. } | Report::NotStored { id }) => {
                    tab.stored.retain(|key| id_of(key) != id);
                }
                Event::Outbox(Report::Stored { id, .. }) => {
                    tab.stored.extend(tab.submitted.iter().filter(|key| id_of(key) == id).cloned());
                }
                Event::Outbox(Report::Claimed(Claimed::Lead { key, .. })) => tab.stored.push(key.clone()),
                _ => {}
            }
            for effect in tab.engine.handle(now, event) {
                let effect = self.rules.effect(effect);
                self.perform(place, effect, &mut events);
            }
        }
    }

    fn perform(&mut self, place: usize, effect: Effect, events: &mut VecDeque<Event>) {
        let number = self.tabs[place].number;
        match effect {
            Effect::LoadSnapshot => events.push_back(Event::SnapshotLoaded(None)),
            Effect::AskToShow { campaign } => events.push_back(Event::ShowAnswered { campaign, verdict: Verdict::Allowed }),
            Effect::Show => events.push_back(Event::Shown),
            Effect::WakeAt(time) => {
                let wait = time.map(|time| Span((time.0 - self.clock.wall().0).clamp(0, LONGEST_TIMER)));
                self.tabs[place].timer = wait.map(|wait| self.clock.now().plus(wait));
            }
            Effect::Erase { leads: true } => {
                self.tell(|| format!("tab {number} erases all leads"));
                self.wipe();
                for operation in std::mem::take(&mut self.tabs[place].operations) {
                    // Nobody has promised anything about it any more. Past being aborted, it may still get there.
                    if let Effect::StoreLead(entries) = &operation.question {
                        entries.iter().for_each(|entry| self.ledger.erase(&entry.key));
                    }
                    self.abort_undecided(operation.number);
                    events.push_back(Event::Outbox(refuse(&operation.question)));
                }
            }
            Effect::LookForOutbox if self.store.exists || !self.store.spare.is_empty() => self.inform(number, Heard::Outbox),
            Effect::PrepareLead { id, lead } => events.push_back(self.prepare(place, id, &lead)),
            Effect::StoreLead(ref entries) => {
                self.store_asked(place, entries, events);
                self.transact(place, effect, events);
            }
            Effect::ClaimLead { early, .. } => {
                self.tell(|| format!("tab {number} asks for a lead{}", if early { ", early" } else { "" }));
                self.transact(place, effect, events);
            }
            Effect::SettleLead { ref key, ref outcome, .. } => {
                self.tell(|| format!("tab {number} settles {key}: {outcome:?}"));
                self.transact(place, effect, events);
            }
            Effect::MarkDelivered { ref key, .. } => {
                self.tell(|| format!("tab {number} marks {key}"));
                self.happened(Happening::Marked);
                self.transact(place, effect, events);
            }
            Effect::SendClaimed => {
                if let Some(attempt) = self.tabs[place].claimed.clone() {
                    self.send(place, attempt);
                }
            }
            Effect::Send(attempt) => self.send(place, attempt),
            Effect::Update(update) => self.update(place, &update),
            Effect::Emit { name: "limen:submitted", detail } => {
                let submitted = self.tabs[place].submitted.clone();
                for key in submitted.iter().filter(|key| detail.contains(id_of(key))) {
                    self.thank(number, id_of(key));
                }
            }
            _ => {}
        }
    }

    fn store_asked(&mut self, place: usize, entries: &[Entry], events: &mut VecDeque<Event>) {
        let tab = &mut self.tabs[place];
        let number = tab.number;
        tab.form = Form::Busy;
        tab.submitted = entries.iter().map(|entry| entry.key.clone()).collect();
        let keys = tab.submitted.clone();
        tab.stored.retain(|key| !keys.contains(key));
        self.tell(|| format!("tab {number} stores {}", keys.join(", ")));
        for entry in entries {
            self.ledger.see_entry(entry, self.clock.now());
        }
        if let (true, Some(first)) = (self.rules.is_hasty(), entries.first()) {
            let (id, held, bound) = (first.id().into(), Vec::new(), Vec::new());
            events.push_back(Event::Outbox(Report::Stored { id, durable: true, held, bound }));
        }
    }

    /// Asks something of the store, once the rules are there if it needs them.
    fn transact(&mut self, place: usize, question: Effect, events: &mut VecDeque<Event>) {
        let tab = &self.tabs[place];
        if tab.presence == Presence::Cached {
            events.push_back(Event::Outbox(refuse(&question)));
        } else if needs_rules(&question) && !tab.add_on.is_there {
            self.await_rules(place, question);
        } else {
            self.begin(place, question);
        }
    }

    /// Begins a transaction of the database.
    pub fn begin(&mut self, place: usize, question: Effect) {
        let now = self.clock.now();
        let tab = &mut self.tabs[place];
        let number = self.store.begin(tab.number, question.clone(), now);
        tab.operations.push(Operation { number, asked: now, deadline: now.plus(STORE_DEADLINE), question });
    }

    /// What becomes of the records of a rung of the ladder, by the rules if this tab has them.
    #[must_use]
    pub fn ask(&mut self, asker: u32, question: &Effect, rung: Rung, records: &Records) -> Changes {
        let (rules, now, has_rules) = (self.rules, self.clock.wall(), self.has_rules(asker));
        match question {
            Effect::MarkDelivered { key, record } => {
                let changes = rules.mark(records, key, record);
                if !changes.put.is_empty() && records.iter().all(|(other, _)| other != key) {
                    self.ledger.violate(Invariant::NoTrace, format!("tab {asker} marks lead {key}, of which there is no record"));
                }
                changes
            }
            Effect::StoreLead(entries) if !has_rules => {
                self.happened(Happening::Plain);
                rules.plain(entries, rung)
            }
            Effect::StoreLead(entries) => rules.store(records, entries.clone(), rung, now),
            Effect::ClaimLead { tab, early } => rules.claim(records, rung, now, *tab, *early),
            Effect::SettleLead { key, tab, outcome, jitter } => rules.settle(records, key, *tab, outcome, now, *jitter),
            _ => Changes::default(),
        }
    }

    /// The engine hears what came of a transaction.
    fn answer(&mut self, place: usize, changes: Changes) {
        let tab = &mut self.tabs[place];
        tab.claimed = changes.attempt.or(tab.claimed.take());
        self.dispatch_all(place, changes.reports.into_iter().map(Event::Outbox).collect());
    }

    /// The lower rungs of the ladder. `whole` when there is nothing on the one above.
    fn on_spare(&mut self, place: usize, Operation { question, asked, .. }: &Operation, whole: bool) -> Changes {
        let tab = self.tabs[place].number;
        let (rung, now) = (if whole { Rung::Durable } else { Rung::Spare }, self.clock.now());
        if !self.store.spare_works {
            return Changes { reports: vec![refuse(question)], ..Changes::default() };
        }
        let changes = self.ask(tab, question, rung, &self.store.spare());
        self.tell(|| format!("tab {tab} goes to localStorage: {} written", changes.put.len()));
        self.happened(Happening::Spared);
        self.store.write_spare(&changes.put, &changes.remove, now);
        let moment = (now, self.clock.wall());
        self.take_in(tab, question, &changes, *asked, moment, false);
        changes
    }

    /// A transaction of this page is over: what it has changed is up there now, and the engine hears of it, if it still waits.
    pub fn transacted(&mut self, place: usize, number: u32, decided: Decided) {
        let changes = decided.changes;
        let gone: Vec<String> = changes.put.iter().map(|(key, _)| key.clone()).chain(changes.remove.iter().cloned()).collect();
        self.store.write_spare(&[], &gone, self.clock.now());
        match self.tabs[place].finish(number) {
            Some(_) => self.answer(place, changes),
            None => self.happened(Happening::Late),
        }
    }

    /// The page has no use of the database for this transaction, be it that it has waited for long enough.
    pub fn fall_back(&mut self, place: usize, number: u32, missing: bool) {
        let Some(operation) = self.tabs[place].finish(number) else { return };
        self.abort_undecided(number);
        let changes = self.on_spare(place, &operation, missing);
        self.answer(place, changes);
    }

    /// Aborts a transaction, but for one that has decided: that is past it.
    fn abort_undecided(&mut self, number: u32) {
        if self.store.find(number).is_some_and(|transaction| transaction.decided.is_none()) {
            self.store.take(number);
        }
    }

    fn send(&mut self, place: usize, attempt: Attempt) {
        let number = self.tabs[place].number;
        self.happened(Happening::Sent);
        self.tell(|| format!("tab {number} sends {}{}", attempt.key, if attempt.keepalive { ", to outlive the page" } else { "" }));
        let request = &attempt.request;
        self.ledger.see(&attempt.key, [&request.url, &request.content_type, &request.body], self.clock.now());
        let tab = &mut self.tabs[place];
        if tab.presence == Presence::Cached {
            tab.parting.push(attempt.key.clone());
        }
        if tab.parting.contains(&attempt.key) {
            // Nothing to hold it to.
        } else if tab.stored.contains(&attempt.key) {
            self.ledger.send(&attempt.key, number, &self.clock);
        } else if !tab.submitted.contains(&attempt.key) {
            // From memory.
            tab.submitted.push(attempt.key.clone());
        }
        self.network.send(number, attempt, self.clock.now());
    }

    fn update(&mut self, place: usize, update: &Update) {
        let number = self.tabs[place].number;
        match update {
            Update::Thanks(_) => {
                self.tabs[place].form = Form::Thanked;
                for key in self.tabs[place].submitted.clone() {
                    self.thank(number, id_of(&key));
                }
            }
            Update::Failed(_) => {
                self.happened(Happening::Failed);
                self.tell(|| format!("tab {number} tells its visitor that it did not work"));
                self.tabs[place].form = Form::Failed;
            }
            Update::Busy(_) => self.tabs[place].form = Form::Busy,
            _ => {}
        }
    }

    fn thank(&mut self, tab: u32, id: &str) {
        if self.ledger.thank(id) {
            self.happened(Happening::Thanked);
            self.tell(|| format!("tab {tab} thanks for {id}"));
        }
    }

    /// The page is being left or goes into the cache, and knows: what would hold it up ends, then the engine hears of it.
    pub fn hide(&mut self, place: usize) {
        self.tabs[place].presence = Presence::Cached;
        let number = self.tabs[place].number;
        if let Some(download) = &mut self.tabs[place].add_on.download {
            download.canceled = true;
        }
        let operations = std::mem::take(&mut self.tabs[place].operations);
        for operation in operations {
            if matches!(operation.question, Effect::StoreLead(_)) {
                // It may complete, or be lost with the page.
                self.on_spare(place, &operation, false);
                self.tabs[place].operations.push(operation);
            } else {
                self.abort_undecided(operation.number);
                self.dispatch(place, Event::Outbox(refuse(&operation.question)));
            }
        }
        let own = self.network.flights.iter().filter(|flight| flight.tab == Some(number) && !flight.attempt.keepalive);
        let retries: Vec<u32> = own.map(|flight| flight.number).collect();
        for flight in retries {
            self.end_flight(place, flight, Outcome::NetworkError, false);
        }
        self.dispatch(place, Event::PageHidden);
    }

    /// A request of this page ends for it.
    pub fn end_flight(&mut self, place: usize, flight: u32, outcome: Outcome, lucky: bool) {
        let Some(attempt) = self.network.give_up(flight, lucky) else { return };
        let (tab, key) = (self.tabs[place].number, attempt.key);
        self.tell(|| format!("tab {tab} hears of {key}: {outcome:?}"));
        self.dispatch(place, Event::AttemptEnded { key, outcome });
    }
}
