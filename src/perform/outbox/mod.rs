//! The outbox: leads on their way, in IndexedDB, because that is what survives a killed browser.
//!
//! The database is opened for each operation and closed after it, so a page with nothing to send holds nothing. Every
//! operation ends within [`DEADLINE`], for a store that never answers must not hold up a visitor. On `pagehide` all but the
//! submit itself is aborted: WebKit can wedge the store for every later page when a transaction is left open.

mod operation;

use crate::{
    clock,
    entry::{self, Route},
    ffi, runtime,
};
use limen_core::{Event, event::Outcome, outbox::Entry};
use operation::{Operation, Work};
use std::cell::Cell;
use wasm_bindgen::JsValue;

thread_local! {
    /// The operations under way.
    static OPERATIONS: Cell<Vec<Operation>> = const { Cell::new(Vec::new()) };
    /// True while the page is away.
    static SUSPENDED: Cell<bool> = const { Cell::new(false) };
}

/// How long an operation may take, in milliseconds. Ordinary ones take 1 to 50.
const DEADLINE: f64 = 2_000.0;

fn name() -> String {
    ["limen:v1:", &runtime::site(), ":outbox"].concat()
}

/// Looks whether a database from an earlier page exists. It is not opened for that: opening costs 47 ms on a slow phone.
pub(super) fn look() {
    match ffi::databases() {
        Ok(promise) => ffi::settle(&promise, Route::Databases, 0),
        // The browser does not tell: a claim will find out, without making a database.
        Err(_) => runtime::dispatch(Event::OutboxFound),
    }
}

/// The databases of the origin, or null when storage is refused.
pub(crate) fn listed(databases: JsValue) {
    if databases.is_null() {
        return;
    }
    let (databases, name) = (ffi::List::from(databases), name());
    if (0..databases.length()).any(|index| ffi::Element::from(databases.get(index)).name().as_ref() == Some(&name)) {
        runtime::dispatch(Event::OutboxFound);
    }
}

/// Makes a lead durable.
pub(super) fn store(entry: &Entry) {
    begin(Work::Store { id: entry.id.clone(), record: entry.to_record() });
}

/// Takes a lead to send, if one is due.
pub(super) fn claim(tab: u32, early: bool) {
    begin(Work::Claim { tab, early });
}

/// Writes down how an attempt ended.
pub(super) fn settle(id: String, tab: u32, outcome: Outcome, jitter: u32) {
    begin(Work::Settle { id, tab, outcome, jitter });
}

/// Removes the database and all that waits in it.
pub(super) fn erase() {
    // Refused storage holds nothing to erase.
    let _ = ffi::delete_database(&name());
}

fn begin(work: Work) {
    let operation = if SUSPENDED.get() { Err(work) } else { Operation::open(&name(), work, entry::fresh_key(), DEADLINE) };
    match operation {
        Ok(operation) => put_back(operation),
        Err(work) => runtime::dispatch(work.failed()),
    }
}

fn put_back(operation: Operation) {
    let mut operations = OPERATIONS.take();
    operations.push(operation);
    OPERATIONS.set(operations);
}

fn take(key: u32) -> Option<Operation> {
    let mut operations = OPERATIONS.take();
    let place = operations.iter().position(|operation| operation.key == key);
    let operation = place.map(|place| operations.swap_remove(place));
    OPERATIONS.set(operations);
    operation
}

/// The request for an operation's database tells something.
pub(crate) fn opened(key: u32, event: &ffi::Event) {
    let kind = event.kind();
    match take(key) {
        Some(mut operation) => {
            let end = operation.opened(&kind);
            go_on(operation, end);
        }
        None => operation::opened_too_late(event, &kind),
    }
}

/// An operation's transaction, or what is read in it, tells something.
pub(crate) fn heard(key: u32, event: &ffi::Event) {
    if let Some(mut operation) = take(key) {
        let end = operation.heard(&event.kind(), clock::now());
        go_on(operation, end);
    }
}

fn go_on(operation: Operation, end: Option<Event>) {
    match end {
        Some(answer) => {
            operation.close();
            runtime::dispatch(answer);
        }
        None => put_back(operation),
    }
}

/// An operation has not ended in time.
pub(crate) fn timed_out(key: u32) {
    if let Some(operation) = take(key) {
        give_up(operation);
    }
}

fn give_up(operation: Operation) {
    operation.abort();
    operation.close();
    runtime::dispatch(operation.work.failed());
}

/// The page is being left: a lead that is being stored may finish, all else is aborted, nothing new begins.
pub(super) fn suspend() {
    SUSPENDED.set(true);
    for operation in OPERATIONS.take() {
        if operation.work.is_submit() {
            operation.release();
            put_back(operation);
        } else {
            give_up(operation);
        }
    }
}

/// The page is back.
pub(super) fn resume() {
    SUSPENDED.set(false);
}
