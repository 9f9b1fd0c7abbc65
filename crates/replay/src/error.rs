//! What can go wrong, in words that tell what to do.

use std::{fmt, io};

/// Why a replay came to no end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A log cannot be opened.
    #[error("{name}: {}", opening(.error))]
    Open {
        /// The log.
        name: String,
        /// Why.
        error: io::Error,
    },
    /// A log cannot be read to its end.
    #[error("{name}: {}", reading(.error))]
    Read {
        /// The log.
        name: String,
        /// Why.
        error: io::Error,
    },
    /// No log holds a line.
    #[error("{0}: no line in it; is this the right file?")]
    Empty(String),
    /// No line of the logs is right.
    #[error("{name}: none of {skipped} lines could be read; see docs/visit-log.md for what a line is")]
    NothingRight {
        /// The logs.
        name: String,
        /// How many lines were skipped.
        skipped: u64,
    },
    /// A line is wrong, and that was to be fatal.
    #[error("{0}")]
    Line(LineIssue),
    /// There are no threads to be had.
    #[error("no threads to work with: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The log does not tell of the lead's visitor.
    #[error("{0}")]
    NotOfTheLead(String),
}

fn opening(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder; name the logs in it".to_owned(),
        _ => format!("cannot be opened: {error}"),
    }
}

fn reading(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::IsADirectory => opening(error),
        io::ErrorKind::UnexpectedEof => "ends before its compressed data does: it is cut off; copy it anew".to_owned(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
            format!("its compressed data is damaged ({error}); copy it anew")
        }
        _ => format!("cannot be read to its end: {error}"),
    }
}

/// A line that is not as docs/visit-log.md says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIssue {
    /// The log.
    pub name: String,
    /// Its line, from 1.
    pub line: u64,
    /// What is wrong and what is accepted.
    pub message: String,
}

impl fmt::Display for LineIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.name, self.line, self.message)
    }
}
