//! `cargo xtask bench <what>` and `cargo xtask screenshots`: programs of tests/ that look at the built product, and `replay`, which times the
//! command `limen`.

use crate::{
    build::{self, Mode},
    engine::Engine,
    setup,
    workspace::Workspace,
};
use anyhow::{Result, ensure};
use std::ffi::OsString;

/// The package of these programs.
const PACKAGE: &str = "limen-tests";

/// How the benchmarks' binaries are called, before what they measure.
const PREFIX: &str = "bench-";

/// The benchmark of `limen replay`, which needs neither browser nor `dist/`.
const REPLAY: &str = "replay";

/// Lists what there is.
pub(crate) fn list(ws: &Workspace) {
    println!("cargo xtask bench <what> [options]");
    for name in names(ws) {
        println!("  {name}");
    }
}

/// Runs a benchmark; the options are its own.
pub(crate) fn run(ws: &Workspace, name: &str, options: &[OsString]) -> Result<()> {
    let names = names(ws);
    if name == REPLAY {
        return replay(ws);
    }
    ensure!(names.contains(&name), "there is no benchmark `{name}`: {}", names.join(", "));
    launch(ws, &format!("{PREFIX}{name}"), options)
}

/// Generates a log of ten million signals and replays it. `LIMEN_SIGNALS` and `LIMEN_VISITORS` make it another.
fn replay(ws: &Workspace) -> Result<()> {
    ws.cargo(&["build", "--release", "--package", "limen-cli"]).run()?;
    let limen = ws.target.join("release").join(format!("limen{}", std::env::consts::EXE_SUFFIX));
    ws.cargo(&["bench", "--quiet", "--package", "limen-replay", "--bench", REPLAY]).env("LIMEN_BIN", limen).run()?;
    Ok(())
}

/// Takes pictures of everything a person sees.
pub(crate) fn screenshots(ws: &Workspace) -> Result<()> {
    launch(ws, "screenshots", &[])?;
    println!("The pictures are in {}.", ws.target.join("screenshots").display());
    Ok(())
}

fn launch(ws: &Workspace, binary: &str, options: &[OsString]) -> Result<()> {
    setup::for_engines(ws, &[Engine::Chromium])?;
    build::run(ws, Mode::Release)?;
    let limen = ws.build_limen()?;
    ws.cargo(&["run", "--quiet", "--release", "--package", PACKAGE, "--bin", binary, "--"])
        .args(options)
        .env("LIMEN_DIST", ws.dist())
        .env("LIMEN_BIN", limen)
        .run()?;
    Ok(())
}

fn names(ws: &Workspace) -> Vec<&str> {
    ws.targets(PACKAGE, "bin").into_iter().filter_map(|name| name.strip_prefix(PREFIX)).chain([REPLAY]).collect()
}
