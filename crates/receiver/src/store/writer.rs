//! The one writer: a thread that commits everything waiting in one transaction, then answers everyone (group commit).
//!
//! One fsync a lead would allow some 270 leads/s on a plain disk; groups of 20 gave 4,500.

use super::{Unavailable, refused};
use limen_core::time::Millis;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use std::{
    io,
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};

/// Leads committed together. Bounds the time of one transaction, and memory: 256 bodies of 64 KiB are 16 MiB.
const LARGEST_GROUP: usize = 256;
/// Leads that may wait for the writer; more wait outside, up to [`PATIENCE`].
const QUEUE: usize = 256;
/// How long a sender waits for its commit before it is told to come back later.
const PATIENCE: Duration = Duration::from_secs(10);

/// A lead to be stored: the text as it came, and the columns copied from it.
#[derive(Clone, Debug)]
pub(crate) struct NewLead {
    /// UUID, lower case with hyphens.
    pub(crate) id: String,
    pub(crate) received_at: Millis,
    pub(crate) body: String,
    pub(crate) occurred_at: String,
    pub(crate) site: String,
    pub(crate) campaign: String,
    pub(crate) page: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) company: Option<String>,
    pub(crate) band: &'static str,
    pub(crate) grade: String,
    pub(crate) stage: &'static str,
    pub(crate) interest: u32,
    pub(crate) fit: i32,
    /// What a search finds it by, in lower case; see [`crate::listing::search_text`].
    pub(crate) words: String,
}

/// What became of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    /// It is a new row.
    New,
    /// The same id with the same body was there already.
    Duplicate,
    /// The id was there already with another body, which stays.
    Conflict,
}

struct Job {
    work: Work,
    answer: oneshot::Sender<Result<Stored, Unavailable>>,
}

enum Work {
    Add(Box<NewLead>),
    Check,
}

/// A handle on the writer's thread; cheap to clone. Empty after [`Writer::close`].
#[derive(Clone)]
pub(super) struct Writer(Arc<Mutex<Option<Running>>>);

struct Running {
    jobs: mpsc::Sender<Job>,
    thread: JoinHandle<()>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> io::Result<Writer> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new().name("lead-writer".into()).spawn(move || run(connection, queue))?;
        Ok(Writer(Arc::new(Mutex::new(Some(Running { jobs, thread })))))
    }

    pub(super) async fn add(&self, lead: NewLead) -> Result<Stored, Unavailable> {
        self.ask(Work::Add(Box::new(lead))).await
    }

    pub(super) async fn check(&self) -> Result<(), Unavailable> {
        self.ask(Work::Check).await.map(|_| ())
    }

    pub(super) fn close(&self) {
        let running = self.0.lock().ok().and_then(|mut running| running.take());
        if let Some(Running { jobs, thread }) = running {
            drop(jobs); // the thread ends when the queue is empty and nobody can add to it
            if thread.join().is_err() {
                tracing::error!("the writer thread ended in a panic");
            }
        }
    }

    async fn ask(&self, work: Work) -> Result<Stored, Unavailable> {
        let jobs = {
            let running = self.0.lock().map_err(|_| Unavailable)?;
            running.as_ref().ok_or(Unavailable)?.jobs.clone()
        };
        let (answer, answered) = oneshot::channel();
        let asked = async move {
            jobs.send(Job { work, answer }).await.map_err(|_| Unavailable)?;
            drop(jobs);
            answered.await.unwrap_or(Err(Unavailable))
        };
        tokio::time::timeout(PATIENCE, asked).await.unwrap_or(Err(Unavailable))
    }
}

fn run(mut connection: Connection, mut queue: mpsc::Receiver<Job>) {
    let mut group = Vec::with_capacity(LARGEST_GROUP);
    while queue.blocking_recv_many(&mut group, LARGEST_GROUP) > 0 {
        let outcomes: Vec<Result<Stored, Unavailable>> = match commit(&mut connection, &group) {
            Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(refused("write", &error)); group.len()],
        };
        for (job, outcome) in group.drain(..).zip(outcomes) {
            // Someone who has gone away does not need the answer: the row is there, and they will ask again.
            let _ = job.answer.send(outcome);
        }
    }
}

/// Does every job of a group in one transaction; after an error nothing of the group is stored.
fn commit(connection: &mut Connection, group: &[Job]) -> rusqlite::Result<Vec<Stored>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut outcomes = Vec::with_capacity(group.len());
    for job in group {
        outcomes.push(match &job.work {
            Work::Add(lead) => insert(&transaction, lead)?,
            Work::Check => touch(&transaction)?,
        });
    }
    transaction.commit()?;
    Ok(outcomes)
}

fn insert(transaction: &Transaction<'_>, lead: &NewLead) -> rusqlite::Result<Stored> {
    let inserted = transaction
        .prepare_cached(
            "INSERT INTO leads (id, received_at, body, occurred_at, site, campaign, page, name, email, company,
                                band, grade, stage, interest, fit)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![
            lead.id,
            lead.received_at.0,
            lead.body,
            lead.occurred_at,
            lead.site,
            lead.campaign,
            lead.page,
            lead.name,
            lead.email,
            lead.company,
            lead.band,
            lead.grade,
            lead.stage,
            lead.interest,
            lead.fit,
        ])?;
    if inserted == 1 {
        transaction.prepare_cached("INSERT INTO lead_words (seq, words) VALUES (last_insert_rowid(), ?1)")?.execute(params![lead.words])?;
        return Ok(Stored::New);
    }
    let same = transaction
        .prepare_cached("SELECT 1 FROM leads WHERE id = ?1 AND body = ?2")?
        .query_row(params![lead.id, lead.body], |_| Ok(()))
        .optional()?;
    Ok(if same.is_some() { Stored::Duplicate } else { Stored::Conflict })
}

fn touch(transaction: &Transaction<'_>) -> rusqlite::Result<Stored> {
    transaction
        .prepare_cached(
            "INSERT INTO health (only_row, checked_at) VALUES (1, unixepoch())
             ON CONFLICT (only_row) DO UPDATE SET checked_at = excluded.checked_at",
        )?
        .execute([])?;
    Ok(Stored::New)
}
