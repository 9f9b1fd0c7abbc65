//! The visitor's store: IndexedDB, whose rows survive a killed browser and whose transactions may complete, abort, or answer when nobody waits
//! any more; and localStorage, which answers at once and survives by luck.

use crate::{clock::Monotonic, script::Health};
use limen_core::{
    Effect,
    outbox::Changes,
    time::{Millis, Span},
};
use std::collections::BTreeMap;

/// The store of one site in one browser.
pub struct Store {
    /// Whether the database was ever made.
    pub exists: bool,
    /// Its rows, by key: what is durable.
    pub rows: BTreeMap<String, String>,
    /// What it does at present.
    pub health: Health,
    /// The records in localStorage, by key.
    pub spare: BTreeMap<String, String>,
    /// Whether localStorage takes anything.
    pub spare_works: bool,
    /// What a killed browser finds again of them, if its last change is young.
    flushed: BTreeMap<String, String>,
    spare_written: Monotonic,
    /// Transactions under way, in the order they were asked for. One at a time is decided and not yet durable.
    pub queue: Vec<Transaction>,
    next: u32,
}

/// A transaction under way.
pub struct Transaction {
    /// Its number, by which its tab knows it.
    pub number: u32,
    /// Whose it is.
    pub tab: u32,
    /// The effect that asked for it.
    pub question: Effect,
    /// When it was asked for.
    pub asked: Monotonic,
    /// What it will do, once it has read; from then on only the browser can stop it.
    pub decided: Option<Decided>,
}

/// What a transaction will do.
pub struct Decided {
    /// That.
    pub changes: Changes,
    /// When it was decided.
    pub at: Monotonic,
    /// And what the visitor's clock said then.
    pub wall: Millis,
}

/// How long a browser may take to write down what localStorage was told. Measured: after 1 s it is not there, after 6 s it is.
const FLUSH: Span = Span(5_000);

impl Store {
    /// An empty store that works.
    #[must_use]
    pub fn new() -> Store {
        Store {
            exists: false,
            rows: BTreeMap::new(),
            health: Health::Well,
            spare: BTreeMap::new(),
            spare_works: true,
            flushed: BTreeMap::new(),
            spare_written: Monotonic(0),
            queue: Vec::new(),
            next: 0,
        }
    }

    /// A new transaction; its number.
    pub fn begin(&mut self, tab: u32, question: Effect, asked: Monotonic) -> u32 {
        self.next += 1;
        self.queue.push(Transaction { number: self.next, tab, question, asked, decided: None });
        self.next
    }

    /// A transaction that is under way.
    pub fn find(&mut self, number: u32) -> Option<&mut Transaction> {
        self.queue.iter_mut().find(|transaction| transaction.number == number)
    }

    /// Takes a transaction out of the queue.
    pub fn take(&mut self, number: u32) -> Option<Transaction> {
        let place = self.queue.iter().position(|transaction| transaction.number == number)?;
        Some(self.queue.remove(place))
    }

    /// The transactions that can go on: the one that is decided, or else the first of any page that runs, for it is the page that decides.
    pub fn ready(&self, runs: impl Fn(u32) -> bool) -> impl Iterator<Item = u32> {
        let stuck = self.health == Health::Stuck;
        let decided = self.queue.iter().find(|transaction| transaction.decided.is_some()).map(|transaction| transaction.number);
        let of = |tab: u32| self.queue.iter().find(|transaction| transaction.tab == tab);
        let first = move |transaction: &Transaction| of(transaction.tab).is_some_and(|first| first.number == transaction.number);
        let can = move |transaction: &&Transaction| match decided {
            Some(decided) => transaction.number == decided,
            None => runs(transaction.tab) && first(transaction),
        };
        self.queue.iter().filter(move |_| !stuck).filter(can).map(|transaction| transaction.number)
    }

    /// A page is gone: what it has not decided is dropped, and what it has comes to its end with luck.
    pub fn abandon(&mut self, tab: u32, lucky: bool) {
        self.queue.retain(|transaction| transaction.tab != tab || lucky && transaction.decided.is_some());
    }

    /// All records that a transaction of the database sees: its own, and those in localStorage that it has none of.
    #[must_use]
    pub fn all(&self) -> Vec<(String, String)> {
        let spare = self.spare.iter().filter(|(key, _)| !self.rows.contains_key(*key));
        self.rows.iter().chain(spare).map(|(key, record)| (key.clone(), record.clone())).collect()
    }

    /// Changes what is in localStorage.
    pub fn write_spare(&mut self, put: &[(String, String)], remove: &[String], now: Monotonic) {
        if !self.spare_works {
            return;
        }
        if now.since(self.spare_written) >= FLUSH {
            self.flushed.clone_from(&self.spare);
        }
        let before = self.spare.len();
        self.spare.extend(put.iter().cloned());
        self.spare.retain(|key, _| !remove.contains(key));
        if !put.is_empty() || self.spare.len() != before {
            self.spare_written = now;
        }
    }

    /// The browser is killed without luck: localStorage is what it was when it was last written down. The keys that come back so.
    pub fn lose_spare(&mut self, now: Monotonic) -> Vec<String> {
        if now.since(self.spare_written) >= FLUSH {
            return Vec::new();
        }
        let lost = std::mem::replace(&mut self.spare, self.flushed.clone());
        self.flushed.keys().filter(|key| !lost.contains_key(*key)).cloned().collect()
    }

    /// The records in localStorage.
    #[must_use]
    pub fn spare(&self) -> Vec<(String, String)> {
        self.spare.iter().map(|(key, record)| (key.clone(), record.clone())).collect()
    }
}

impl Default for Store {
    fn default() -> Self {
        Store::new()
    }
}
