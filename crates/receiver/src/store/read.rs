//! The queries of export and inbox.

use super::{Store, Unavailable};
use limen_core::time::Millis;
use rusqlite::{OptionalExtension, Row, params};

/// Which leads to list: newest first, at most `limit`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// Only leads that arrived before the one with this `seq`.
    pub(crate) before: Option<i64>,
    /// Only leads with these words, lower case; empty for all.
    pub(crate) words: String,
    /// At most so many.
    pub(crate) limit: u32,
}

/// A lead as one line of a list.
#[derive(Clone, Debug)]
pub(crate) struct LeadLine {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) received_at: Millis,
    pub(crate) campaign: String,
    pub(crate) page: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) company: Option<String>,
    pub(crate) band: String,
    pub(crate) grade: String,
    pub(crate) stage: String,
    pub(crate) interest: i64,
}

impl LeadLine {
    /// Whether it is sealed: then the columns that every lead has are empty.
    pub(crate) fn is_sealed(&self) -> bool {
        self.band.is_empty()
    }
}

/// A lead as it came.
#[derive(Clone, Debug)]
pub(crate) struct LeadBody {
    pub(crate) seq: i64,
    pub(crate) received_at: Millis,
    pub(crate) body: String,
}

impl Store {
    /// The bodies of the newest leads that arrived before a `seq`.
    pub(crate) async fn bodies(&self, before: Option<i64>, limit: u32) -> Result<Vec<LeadBody>, Unavailable> {
        self.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT seq, received_at, body FROM leads
                     WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2",
                )?
                .query_map(params![before.unwrap_or(i64::MAX), limit], body)?
                .collect()
        })
        .await
    }

    /// One lead by its id (lower case).
    pub(crate) async fn find(&self, id: String) -> Result<Option<LeadBody>, Unavailable> {
        self.read(move |connection| {
            connection.prepare_cached("SELECT seq, received_at, body FROM leads WHERE id = ?1")?.query_row(params![id], body).optional()
        })
        .await
    }

    /// The newest leads as lines of a list.
    pub(crate) async fn lines(&self, filter: Filter) -> Result<Vec<LeadLine>, Unavailable> {
        self.read(move |connection| {
            // CROSS JOIN reads the words first and only then the rows that have them. Every text has the empty one in it.
            connection
                .prepare_cached(
                    "SELECT seq, id, received_at, campaign, page, name, email, company, band, grade, stage, interest
                     FROM lead_words CROSS JOIN leads USING (seq)
                     WHERE seq < ?1 AND instr(words, ?3) > 0 ORDER BY seq DESC LIMIT ?2",
                )?
                .query_map(params![filter.before.unwrap_or(i64::MAX), filter.limit, filter.words], line)?
                .collect()
        })
        .await
    }
}

fn body(row: &Row<'_>) -> rusqlite::Result<LeadBody> {
    Ok(LeadBody { seq: row.get(0)?, received_at: Millis(row.get(1)?), body: row.get(2)? })
}

fn line(row: &Row<'_>) -> rusqlite::Result<LeadLine> {
    Ok(LeadLine {
        seq: row.get(0)?,
        id: row.get(1)?,
        received_at: Millis(row.get(2)?),
        campaign: row.get(3)?,
        page: row.get(4)?,
        name: row.get(5)?,
        email: row.get(6)?,
        company: row.get(7)?,
        band: row.get(8)?,
        grade: row.get(9)?,
        stage: row.get(10)?,
        interest: row.get(11)?,
    })
}
