//! The lead store: one SQLite file, one writer, readers that never wait for it. The only SQL of the receiver is here.
//!
//! Durability: WAL with `synchronous=FULL`, so that a commit is on disk before anyone hears of it. An fsync costs some
//! milliseconds; the writer therefore commits everything that waits in one transaction (see [`writer`]).

mod migrate;
mod read;
mod writer;

pub(crate) use read::{Filter, LeadBody, LeadLine};
pub(crate) use writer::{NewLead, Stored};

use rusqlite::Connection;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};
use writer::Writer;

/// The database's file name inside the data folder.
const FILE_NAME: &str = "leads.sqlite";
/// How long a statement waits for a lock that another process holds (a backup, a SQLite shell).
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// Why the store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder can neither be found nor made.
    #[error("cannot make the data folder {path}: {source}; name a folder this user may write to")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// SQLite refused the file.
    #[error("cannot open the database {path}: {source}")]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The file was written by a newer limen.
    #[error("the database {path} has version {found}, this limen knows versions up to {known}; use a newer limen")]
    TooNew {
        /// The file.
        path: PathBuf,
        /// Its `user_version`.
        found: u32,
        /// The newest version this binary knows.
        known: u32,
    },
    /// The system would not start the writer's thread.
    #[error("cannot start the writer thread: {0}")]
    Thread(std::io::Error),
}

/// The store did not do what was asked; nothing was lost or half done, and asking again may succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the lead store is not available")]
pub(crate) struct Unavailable;

/// A handle on the store; cheap to clone.
#[derive(Clone)]
pub(crate) struct Store {
    writer: Writer,
    /// `None` after [`Store::close`].
    reader: Arc<Mutex<Option<Connection>>>,
}

impl Store {
    /// Opens the store in a folder, making folder and file where they are missing and bringing an older file up to date.
    pub(crate) fn open(folder: &Path) -> Result<Store, OpenError> {
        make_folder(folder).map_err(|source| OpenError::Folder { path: folder.to_owned(), source })?;
        let path = folder.join(FILE_NAME);
        let database = |source| OpenError::Database { path: path.clone(), source };
        let mut connection = connect(&path).map_err(database)?;
        let found = migrate::version(&connection).map_err(database)?;
        if found > migrate::NEWEST {
            return Err(OpenError::TooNew { path, found, known: migrate::NEWEST });
        }
        migrate::run(&mut connection, found).map_err(database)?;
        let reader = connect(&path).map_err(database)?;
        reader.pragma_update(None, "query_only", true).map_err(database)?;
        Ok(Store { writer: Writer::start(connection).map_err(OpenError::Thread)?, reader: Arc::new(Mutex::new(Some(reader))) })
    }

    /// Adds a lead unless its id is there already. Returns after the commit reached the disk.
    pub(crate) async fn add(&self, lead: NewLead) -> Result<Stored, Unavailable> {
        self.writer.add(lead).await
    }

    /// Writes and commits something small, to learn whether a lead could be stored now.
    pub(crate) async fn check(&self) -> Result<(), Unavailable> {
        self.writer.check().await
    }

    /// Waits until everything accepted is committed, then closes the file; what remains is the one file, without its log.
    /// Later calls are answered [`Unavailable`].
    pub(crate) fn close(&self) {
        self.writer.close();
        drop(self.reader.lock().ok().and_then(|mut reader| reader.take()));
    }

    /// Runs a query on the reading connection, off the async threads.
    async fn read<T, F>(&self, query: F) -> Result<T, Unavailable>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let reader = Arc::clone(&self.reader);
        let task = tokio::task::spawn_blocking(move || {
            let reader = reader.lock().map_err(|_| Unavailable)?;
            query(reader.as_ref().ok_or(Unavailable)?).map_err(|error| refused("read", &error))
        });
        task.await.unwrap_or(Err(Unavailable))
    }
}

/// Says in the log why SQLite refused; its messages name tables and codes, never values.
fn refused(what: &str, error: &rusqlite::Error) -> Unavailable {
    tracing::error!("the store refused to {what}: {error}");
    Unavailable
}

/// Leads are personal data: a folder made here is for its owner only.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_waits_for_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let connection = connect(&folder.path().join(FILE_NAME)).unwrap();
        let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();
        let journal: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!((synchronous, journal.as_str()), (2, "wal"), "2 is FULL");
    }
}
