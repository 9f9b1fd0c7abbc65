//! `cargo xtask test`: every test there is, and a table of what ran.

mod report;
mod suite;

use crate::{
    build::{self, Mode},
    engine::Engine,
    setup,
    workspace::Workspace,
};
use anyhow::{Context, Result, bail};
use report::Report;
use std::{fs, str::FromStr};
use suite::Suite;

/// Which tests to run.
pub(crate) struct Selection {
    /// One suite, or all.
    pub(crate) only: Option<Kind>,
    /// The engines of the end-to-end tests.
    pub(crate) engines: Vec<Engine>,
    /// Tests whose names hold this; all when none.
    pub(crate) filter: Option<String>,
}

impl Default for Selection {
    fn default() -> Self {
        Self { only: None, engines: Engine::ALL.to_vec(), filter: None }
    }
}

/// A suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The core, the shell's native part, xtask, and the rules of layout.
    Unit,
    /// The outbox under random interleavings of crashes, faults and tabs.
    Model,
    /// The receiver and the command line.
    Receiver,
    /// The built product in real browsers.
    E2e,
    /// Leads counted in real browsers, while everything goes wrong.
    Faults,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Unit, Self::Model, Self::Receiver, Self::E2e, Self::Faults];

    fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Model => "model",
            Self::Receiver => "receiver",
            Self::E2e => "e2e",
            Self::Faults => "faults",
        }
    }
}

impl FromStr for Kind {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        match Self::ALL.into_iter().find(|kind| kind.name() == name) {
            Some(kind) => Ok(kind),
            None => bail!("there is no suite `{name}`: unit, model, receiver, e2e, faults"),
        }
    }
}

/// The package of the end-to-end tests, and those of its test targets that need browsers.
const PACKAGE: &str = "limen-tests";
const BROWSERS: [&str; 2] = ["e2e", "faults"];

/// The package of the model test, which has a profile of its own: optimised, with the checks of a debug build.
const MODEL: &str = "limen-model";

/// Runs the selected tests, all suites even after a failure, and ends with the table. Fails when a test failed, or when
/// no test ran.
pub(crate) fn run(ws: &Workspace, selection: &Selection) -> Result<()> {
    let mut report = Report::default();
    for kind in Kind::ALL.into_iter().filter(|kind| selection.only.is_none_or(|only| only == *kind)) {
        let tally = match kind {
            Kind::Unit => unit(ws)?.run(ws, selection)?,
            Kind::Model => Suite::of(&["--profile", "model", "--package", MODEL]).run(ws, selection)?,
            Kind::Receiver => Suite::of(&["--package", "limen-receiver", "--package", "limen-cli"]).run(ws, selection)?,
            Kind::E2e | Kind::Faults => in_browsers(ws, selection, kind.name())?,
        };
        report.add(kind.name(), tally);
        if kind == Kind::E2e {
            report.add_engines(&ws.target.join("e2e/e2e-counts.json"))?;
        }
    }
    print!("\n{report}");
    report.verdict()
}

/// All packages but those of the other suites, and the end-to-end package's tests that need no browser.
fn unit(ws: &Workspace) -> Result<Suite> {
    let exclude = ["limen-receiver", "limen-cli", MODEL, PACKAGE].map(|package| ["--exclude", package]).concat();
    let mut suite = Suite::of(&[&["--workspace"], &exclude[..]].concat());
    let others: Vec<&str> = ws.targets(PACKAGE, "test").into_iter().filter(|name| !BROWSERS.contains(name)).collect();
    suite.also(&["--package", PACKAGE, "--lib"], &others);
    Ok(suite)
}

/// A test target that needs browsers and the built product.
fn in_browsers(ws: &Workspace, selection: &Selection, target: &str) -> Result<report::Tally> {
    setup::for_engines(ws, &selection.engines)?;
    build::run(ws, Mode::Release)?;
    let limen = ws.build_limen()?;
    let counts = ws.target.join("e2e").join(format!("{target}-counts.json"));
    if counts.exists() {
        fs::remove_file(&counts).context("the counts of the last run cannot be removed")?;
    }
    let engines: Vec<&str> = selection.engines.iter().map(|engine| engine.name()).collect();
    let mut suite = Suite::of(&["--package", PACKAGE, "--test", target]);
    suite.env("LIMEN_DIST", ws.dist());
    suite.env("LIMEN_BIN", limen);
    suite.env("LIMEN_BROWSERS", engines.join(","));
    suite.run(ws, selection)
}
