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
    /// Of the model.
    pub(crate) interleavings: u64,
}

impl Default for Soak {
    fn default() -> Self {
        Self { only: None, engines: Engine::ALL.to_vec(), leads: 20_000, seeds: 5, interleavings: 10_000_000 }
    }
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

/// Runs it. The leads that were played stand in target/soak, and a further call goes on from there.
pub(crate) fn run(ws: &Workspace, soak: &Soak) -> Result<()> {
    if soak.only != Some(Part::Browsers) {
        let interleavings = soak.interleavings.to_string();
        ws.cargo(&["run", "--quiet", "--profile", "model", "--package", "limen-model", "--", "--interleavings", &interleavings]).run()?;
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
