//! Brings the file of an older limen up to date. The file's version is SQLite's own `user_version`.

use crate::listing;
use limen_core::lead::Lead;
use rusqlite::{Connection, TransactionBehavior, functions::FunctionFlags};

/// One script for one version, in order. A script that has shipped is never changed: a new one is added.
const SCRIPTS: &[&str] = &[include_str!("../../migrations/001_leads.sql"), include_str!("../../migrations/002_search.sql")];

/// The version that this binary reads and writes.
pub(super) const NEWEST: u32 = SCRIPTS.len() as u32;

/// The version of an open file; 0 for a new one.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Runs the scripts that the file has not seen, all or none.
pub(super) fn run(connection: &mut Connection, found: u32) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("search_text", 1, flags, |context| {
        // A body that this binary cannot read is kept and listed; it is only not found by its words.
        let lead = Lead::from_json(context.get_raw(0).as_str()?);
        Ok(lead.map(|lead| listing::search_text(&lead)).unwrap_or_default())
    })?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for script in SCRIPTS.iter().skip(found as usize) {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "user_version", NEWEST)?;
    transaction.commit()
}
