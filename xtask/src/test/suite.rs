//! Running `cargo test` while counting what it says.

use super::{Selection, report::Tally};
use crate::workspace::{Workspace, cargo};
use anyhow::{Context, Result};
use std::{
    ffi::OsString,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::Instant,
};

/// The calls of `cargo test` that make up a suite.
pub(super) struct Suite {
    calls: Vec<Vec<String>>,
    environment: Vec<(&'static str, OsString)>,
}

impl Suite {
    /// A suite of these packages or targets.
    pub(super) fn of(scope: &[&str]) -> Self {
        Self { calls: vec![owned(scope)], environment: Vec::new() }
    }

    /// A further call, with these test targets.
    pub(super) fn also(&mut self, scope: &[&str], targets: &[&str]) {
        let mut call = owned(scope);
        call.extend(targets.iter().flat_map(|target| ["--test".to_owned(), (*target).to_owned()]));
        self.calls.push(call);
    }

    /// Something that the tests find in their environment.
    pub(super) fn env(&mut self, name: &'static str, value: impl Into<OsString>) {
        self.environment.push((name, value.into()));
    }

    /// Runs the suite to its end, whatever fails on the way.
    pub(super) fn run(&self, ws: &Workspace, selection: &Selection) -> Result<Tally> {
        let started = Instant::now();
        let mut tally = Tally::default();
        for call in &self.calls {
            let mut command = Command::new(cargo());
            command.current_dir(&ws.root).args(["test", "--no-fail-fast"]).args(call).arg("--").args(&selection.filter);
            command.envs(self.environment.iter().map(|(name, value)| (name, value))).stdout(Stdio::piped());
            let mut child = command.spawn().context("cargo does not start")?;
            for line in BufReader::new(child.stdout.take().context("cargo has no output")?).lines() {
                let line = line?;
                println!("{line}");
                tally.count(&line);
            }
            tally.broken |= !child.wait()?.success();
        }
        tally.time = started.elapsed();
        Ok(tally)
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
