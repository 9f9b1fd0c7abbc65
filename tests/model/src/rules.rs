//! The rules under test, behind a border where a test of this test can falsify them.

use limen_core::{
    Effect, Event,
    event::Outcome,
    outbox::{self, Changes, Entry, Records, Report, Rung},
    time::Millis,
};

/// The outbox's decisions, as the shell asks for them. Each is the core's own unless an implementation says otherwise.
pub trait Rules: Sync {
    /// Takes a lead into the store.
    fn store(&self, records: &Records, entries: Vec<Entry>, rung: Rung, now: Millis) -> Changes {
        outbox::store(records, entries, rung, now)
    }

    /// Which lead is this tab's to send.
    fn claim(&self, records: &Records, rung: Rung, now: Millis, tab: u32, early: bool) -> Changes {
        outbox::claim(records, rung, now, tab, early)
    }

    /// What becomes of a lead after an attempt.
    fn settle(&self, records: &Records, key: &str, tab: u32, outcome: &Outcome, now: Millis, jitter: u32) -> Changes {
        outbox::settle(records, key, tab, outcome, now, jitter)
    }

    /// Takes a lead into the store of a page without the add-on: as it is.
    fn plain(&self, entries: &[Entry], rung: Rung) -> Changes {
        let put = entries.iter().map(|entry| (entry.key.clone(), entry.to_record())).collect();
        let id = entries.first().map(|entry| entry.id().into()).unwrap_or_default();
        let report = Report::Stored { id, durable: rung == Rung::Durable, held: Vec::new(), bound: Vec::new() };
        Changes { put, reports: vec![report], ..Changes::default() }
    }

    /// Whether that leaves a record alone that is there already.
    fn adds(&self) -> bool {
        true
    }

    /// Marks a yes, where there is a record.
    fn mark(&self, records: &Records, key: &str, record: &str) -> Changes {
        let found = records.iter().filter(|(other, _)| other == key);
        let put = found.map(|_| (key.into(), record.into())).collect();
        Changes { put, reports: vec![Report::Settled { key: key.into() }], ..Changes::default() }
    }

    /// What an engine asks for, on its way to the shell.
    fn effect(&self, effect: Effect) -> Effect {
        effect
    }

    /// What the shell tells an engine, and when by the visitor's clock.
    fn event(&self, event: Event, _now: Millis) -> Event {
        event
    }

    /// Whether the shell says that a lead is stored before it is.
    fn is_hasty(&self) -> bool {
        false
    }
}

/// The rules as they are.
pub struct Core;

impl Rules for Core {}
