//! One operation on the store: open the database, one transaction, close.

use crate::{
    entry::Route,
    ffi::{self, Manner},
};
use limen_core::{
    Event,
    event::{Claimed, Outcome},
    outbox::{self, Settled},
    time::Millis,
};
use wasm_bindgen::JsCast;

/// The object store's name: key is the lead's id, value its record.
const STORE: &str = "leads";

/// What is to be done.
pub(super) enum Work {
    Store { id: String, record: String },
    Claim { tab: u32, early: bool },
    Settle { id: String, tab: u32, outcome: Outcome, jitter: u32 },
}

impl Work {
    /// Whether a visitor waits for this.
    pub(super) fn is_submit(&self) -> bool {
        matches!(self, Work::Store { .. })
    }

    /// What the core is told when it could not be done.
    pub(super) fn failed(&self) -> Event {
        match self {
            Work::Store { id, .. } => Event::LeadNotStored { id: id.clone() },
            Work::Claim { .. } => Event::ClaimAnswered(Claimed::Failed),
            Work::Settle { id, .. } => Event::LeadSettled { id: id.clone() },
        }
    }

    /// What the core is told when there is no database to do it in.
    fn without_database(&self) -> Event {
        match self {
            Work::Claim { .. } => Event::ClaimAnswered(Claimed::Nothing),
            _ => self.failed(),
        }
    }
}

/// An operation under way.
pub(super) struct Operation {
    pub(super) key: u32,
    pub(super) work: Work,
    deadline: i32,
    request: ffi::OpenRequest,
    /// True once it is known that there was no database, and that none is to be made.
    absent: bool,
    database: Option<ffi::Database>,
    transaction: Option<ffi::Transaction>,
    /// What is read: keys and records for a claim, one record for a settlement.
    reads: Vec<ffi::Request>,
    /// What the core is told once the transaction has completed.
    answer: Option<Event>,
}

impl Operation {
    /// Asks for the database. Gives the work back where storage is refused.
    pub(super) fn open(name: &str, work: Work, key: u32, patience: f64) -> Result<Operation, Work> {
        let Ok(request) = ffi::open(name, 1) else { return Err(work) };
        ffi::listen(&request, "upgradeneeded success error", Manner::Passive, Route::OutboxOpened, key);
        let deadline = ffi::wait(patience, Route::OutboxDeadline, key);
        Ok(Operation { key, work, deadline, request, absent: false, database: None, transaction: None, reads: Vec::new(), answer: None })
    }

    /// The request for the database tells something; answers with the operation's end when it has come.
    pub(super) fn opened(&mut self, kind: &str) -> Option<Event> {
        let going = match kind {
            "upgradeneeded" => self.create(),
            "success" => self.begin(),
            _ if self.absent => return Some(self.work.without_database()),
            _ => None,
        };
        going.is_none().then(|| self.work.failed())
    }

    /// The transaction or what is read in it tells something; answers with the operation's end when it has come.
    pub(super) fn heard(&mut self, kind: &str, now: Millis) -> Option<Event> {
        let going = match kind {
            "success" => self.read(now),
            "complete" => return self.answer.take(),
            _ => None,
        };
        going.is_none().then(|| self.work.failed())
    }

    /// The database is new. Only a lead makes one; the browser takes it back when its first transaction is aborted.
    fn create(&mut self) -> Option<()> {
        if self.work.is_submit() {
            self.result().create_store(STORE);
            return Some(());
        }
        self.absent = true;
        self.request.transaction().abort().ok()
    }

    fn begin(&mut self) -> Option<()> {
        let database = self.result();
        self.database = Some(database.clone());
        let transaction = ffi::transact(&database).ok()?;
        ffi::listen(&transaction, "complete abort", Manner::Passive, Route::Outbox, self.key);
        let store = transaction.store(STORE);
        match &self.work {
            Work::Store { id, record } => {
                store.put(record, id).ok()?;
                self.answer = Some(Event::LeadStored { id: id.clone() });
                transaction.commit().ok()?;
            }
            Work::Claim { .. } => self.reads = vec![store.all_keys(), store.all()],
            Work::Settle { id, .. } => self.reads = vec![store.get(id)],
        }
        // Requests answer in the order they were made: when the last has, all have.
        if let Some(last) = self.reads.last() {
            ffi::listen(last, "success", Manner::Passive, Route::Outbox, self.key);
        }
        self.transaction = Some(transaction);
        Some(())
    }

    /// What was asked for has been read: decide, write, commit.
    fn read(&mut self, now: Millis) -> Option<()> {
        let transaction = self.transaction.as_ref()?;
        let store = transaction.store(STORE);
        match &self.work {
            Work::Store { .. } => {}
            Work::Claim { tab, early } => {
                let texts = |read: &ffi::Request| strings(&ffi::List::from(read.result()));
                let (keys, records) = (texts(self.reads.first()?), texts(self.reads.last()?));
                let pairs = keys.iter().map(String::as_str).zip(records.iter().map(String::as_str));
                let claim = outbox::claim(pairs, now, *tab, *early);
                if let Some((id, record)) = &claim.write {
                    store.put(record, id).ok()?;
                }
                self.answer = Some(Event::ClaimAnswered(claim.claimed));
            }
            Work::Settle { id, tab, outcome, jitter } => {
                // Gone: another tab has delivered it.
                if let Some(record) = self.reads.last()?.result().as_string() {
                    match outbox::settle(&record, *tab, outcome, now, *jitter) {
                        Settled::Delete => drop(store.delete(id)),
                        Settled::Keep(record) => drop(store.put(&record, id).ok()?),
                        Settled::Leave => {}
                    }
                }
                self.answer = Some(Event::LeadSettled { id: id.clone() });
            }
        }
        transaction.commit().ok()
    }

    fn result(&self) -> ffi::Database {
        self.request.result().unchecked_into()
    }

    /// Undoes what the transaction has done so far.
    pub(super) fn abort(&self) {
        if let Some(transaction) = &self.transaction {
            // Fails when it has ended by itself: nothing to undo.
            let _ = transaction.abort();
        }
    }

    /// Lets go of the database; a transaction under way still ends.
    pub(super) fn release(&self) {
        if let Some(database) = &self.database {
            database.close();
        }
    }

    /// After the end: nothing is held any more.
    pub(super) fn close(&self) {
        ffi::clear_timeout(self.deadline);
        self.release();
    }
}

/// A database that comes after its operation was given up is let go at once.
pub(super) fn opened_too_late(event: &ffi::Event, kind: &str) {
    if kind == "success" {
        let request: ffi::Request = event.source().unchecked_into();
        request.result().unchecked_into::<ffi::Database>().close();
    }
}

/// Every item as text. What is not text was not written by us: as empty text it is no record, and is left alone.
fn strings(list: &ffi::List) -> Vec<String> {
    (0..list.length()).map(|index| list.get(index).as_string().unwrap_or_default()).collect()
}
