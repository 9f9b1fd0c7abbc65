//! `cargo xtask bench <what>`: the benchmarks of tests/, with what they measure built first.

use crate::{
    build::{self, Mode},
    engine::Engine,
    setup,
    workspace::Workspace,
};
use anyhow::{Result, ensure};
use std::ffi::OsString;

/// The package of the benchmarks.
const PACKAGE: &str = "limen-tests";

/// How the benchmarks' binaries are called, before what they measure.
const PREFIX: &str = "bench-";

/// Lists what there is.
pub(crate) fn list(ws: &Workspace) {
    println!("cargo xtask bench <what> [options]");
    for name in names(ws) {
        println!("  {name}");
    }
}

/// Runs one; the options are its own.
pub(crate) fn run(ws: &Workspace, name: &str, options: &[OsString]) -> Result<()> {
    let names = names(ws);
    ensure!(names.contains(&name), "there is no benchmark `{name}`: {}", names.join(", "));
    setup::for_engines(ws, &[Engine::Chromium])?;
    build::run(ws, Mode::Release)?;
    let limen = ws.build_limen()?;
    let binary = format!("{PREFIX}{name}");
    ws.cargo(&["run", "--quiet", "--release", "--package", PACKAGE, "--bin", &binary, "--"])
        .args(options)
        .env("LIMEN_DIST", ws.dist())
        .env("LIMEN_BIN", limen)
        .run()?;
    Ok(())
}

fn names(ws: &Workspace) -> Vec<&str> {
    ws.targets(PACKAGE, "bin").into_iter().filter_map(|name| name.strip_prefix(PREFIX)).collect()
}
