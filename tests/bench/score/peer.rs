//! json-rules-engine, run by node beside the core, on the same rules and the same signals.

use super::visit::{self, Visit};
use anyhow::{Context, Result};
use limen_tests::paths;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    io::Write,
    io::{BufRead, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};
use tempfile::NamedTempFile;

/// A running node with the signals in its memory.
pub(crate) struct Peer {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    _signals: NamedTempFile,
}

/// One pass over all signals.
#[derive(Deserialize)]
pub(crate) struct Pass {
    pub(crate) nanoseconds: f64,
    /// How often each rule has counted.
    pub(crate) counts: BTreeMap<String, u32>,
}

impl Peer {
    pub(crate) fn start(visit: &Visit) -> Result<Self> {
        let mut signals = NamedTempFile::new()?;
        signals.write_all(visit::to_json(visit).to_string().as_bytes())?;
        let mut child = Command::new("node")
            .arg(paths::repository().join("tests/bench/score/json-rules-engine.mjs"))
            .arg(paths::repository().join("tools"))
            .arg(signals.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("node does not start")?;
        let questions = child.stdin.take().context("node has no input")?;
        let answers = BufReader::new(child.stdout.take().context("node has no output")?);
        Ok(Self { child, questions, answers, _signals: signals })
    }

    /// Plays all signals once.
    pub(crate) fn pass(&mut self) -> Result<Pass> {
        writeln!(self.questions, "once more")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        serde_json::from_str(&line).with_context(|| format!("json-rules-engine did not answer but said {line:?}"))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // A node that has ended already needs no killing.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
