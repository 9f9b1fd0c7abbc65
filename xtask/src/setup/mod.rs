//! Installs what building, testing and the demo need. Says nothing when all is there.

mod install;
mod needs;
mod npm;
mod probe;

pub(crate) use npm::tool as npm_tool;
pub(crate) use probe::{has_program, sysroot};

use crate::{build::Mode, engine::Engine, workspace::Workspace};
use anyhow::{Result, bail};
use needs::{NEEDS, Need, Purpose};
use std::env;

/// What a build needs.
pub(crate) fn for_build(ws: &Workspace, mode: Mode) -> Result<()> {
    install_missing(ws, |purpose| match purpose {
        Purpose::Compile => true,
        Purpose::Optimise => mode == Mode::Release,
        Purpose::Fuzz | Purpose::Browsers | Purpose::Engine(_) => false,
    })
}

/// What the end-to-end tests in these engines need, over what a build needs.
pub(crate) fn for_engines(ws: &Workspace, engines: &[Engine]) -> Result<()> {
    install_missing(ws, |purpose| match purpose {
        Purpose::Compile | Purpose::Optimise => true,
        Purpose::Fuzz => false,
        Purpose::Browsers => !engines.is_empty(),
        Purpose::Engine(engine) => engines.contains(&engine),
    })
}

/// What fuzzing needs.
pub(crate) fn for_fuzzing(ws: &Workspace) -> Result<()> {
    install_missing(ws, |purpose| purpose == Purpose::Fuzz)
}

/// `cargo xtask setup --check`: tells what is missing and how to get it; fails when anything is.
pub(crate) fn check(ws: &Workspace) -> Result<()> {
    let missing = missing(ws, |_| true)?;
    for need in &missing {
        println!("{}", need.advice());
    }
    if !missing.is_empty() {
        bail!("{} of {} things are missing; `cargo xtask setup` installs them", missing.len(), NEEDS.len());
    }
    Ok(())
}

/// Installs what is missing for these purposes. What a build needs must then be there. What only tests need may be
/// missing on a laptop, where the tests then skip; where `CI` is set it may not.
fn install_missing(ws: &Workspace, serves: impl Fn(Purpose) -> bool) -> Result<()> {
    let absent = missing(ws, &serves)?;
    if absent.is_empty() {
        return Ok(());
    }
    install::all(ws, &absent)?;
    let ci = env::var_os("CI").is_some();
    let (fatal, skipped): (Vec<&Need>, Vec<&Need>) = missing(ws, &serves)?
        .into_iter()
        .partition(|need| ci || matches!(need.purpose, Purpose::Compile | Purpose::Optimise | Purpose::Fuzz));
    for need in skipped {
        eprintln!("skipped: {}", need.advice());
    }
    if !fatal.is_empty() {
        let advice: Vec<String> = fatal.iter().map(|need| need.advice()).collect();
        bail!("{}", advice.join("\n"));
    }
    Ok(())
}

fn missing(ws: &Workspace, serves: impl Fn(Purpose) -> bool) -> Result<Vec<&'static Need>> {
    let mut missing = Vec::new();
    for need in NEEDS.iter().filter(|need| serves(need.purpose)) {
        if !probe::is_there(ws, &need.sign)? {
            missing.push(need);
        }
    }
    Ok(missing)
}
