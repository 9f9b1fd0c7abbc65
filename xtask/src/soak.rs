//! `cargo xtask soak`: the long runs that say what the short ones of `cargo xtask test` say, of many more leads.

use crate::{
    build::{self, Mode},
    engine::Engine,
    setup,
    workspace::Workspace,
};
use anyhow::{Result, bail};
use std::str::FromStr;

/// What to run.
pub(crate) struct Soak {
    /// One part, or both.
    pub(crate) only: Option<Part>,
    pub(crate) engines: Vec<Engine>,
    /// Over all engines and seeds.
    pub(crate) leads: u32,
    pub(crate) seeds: u32,
}

/// A part of the soak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Random interleavings of the core's outbox.
    Model,
    /// Leads in real browsers.
    Browsers,
}

impl FromStr for Part {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "model" => Ok(Self::Model),
            "browsers" => Ok(Self::Browsers),
            _ => bail!("the soak has no part `{name}`: model, browsers"),
        }
    }
}

/// How many interleavings of the model; `cargo test` runs 100,000.
const INTERLEAVINGS: &str = "10000000";

/// Runs it. What has been done stands in target/soak, and a further call goes on from there.
pub(crate) fn run(ws: &Workspace, soak: &Soak) -> Result<()> {
    if soak.only != Some(Part::Browsers) {
        let test = ["test", "--release", "--package", "limen-core", "--", "--nocapture", "outbox::"];
        ws.cargo(&test).env("LIMEN_INTERLEAVINGS", INTERLEAVINGS).run()?;
    }
    if soak.only != Some(Part::Model) {
        setup::for_engines(ws, &soak.engines)?;
        build::run(ws, Mode::Release)?;
        let limen = ws.build_limen()?;
        let engines: Vec<&str> = soak.engines.iter().map(|engine| engine.name()).collect();
        let (leads, seeds) = (soak.leads.to_string(), soak.seeds.to_string());
        ws.cargo(&["test", "--quiet", "--package", "limen-tests", "--test", "faults", "--", "soak", "--leads", &leads, "--seeds", &seeds])
            .env("LIMEN_DIST", ws.dist())
            .env("LIMEN_BIN", limen)
            .env("LIMEN_BROWSERS", engines.join(","))
            .run()?;
    }
    Ok(())
}
