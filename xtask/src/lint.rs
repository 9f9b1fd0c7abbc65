//! Formatting, lints, and generated files that must be fresh.

use crate::{
    build::{Mode, TARGET},
    lists, setup,
    workspace::Workspace,
};
use anyhow::{Context, Result};

/// Formats all of the workspace.
pub(crate) fn fmt(ws: &Workspace) -> Result<()> {
    Ok(ws.cargo(&["fmt", "--all"]).run()?)
}

/// Fails on anything unformatted, on lists that are not fresh, and on any warning, in the native workspace and in the wasm as browsers get it.
pub(crate) fn run(ws: &Workspace) -> Result<()> {
    setup::for_build(ws, Mode::Dev)?;
    ws.cargo(&["fmt", "--all", "--check"]).run().context("not formatted: run `cargo xtask fmt`")?;
    lists::check(ws)?;
    let clippy = |scope: &[&str]| {
        let args = [&["clippy", "--quiet"], scope, &["--", "--deny", "warnings"]].concat();
        ws.cargo(&args).run().context("clippy has something to say")
    };
    clippy(&["--workspace", "--all-targets"])?;
    clippy(&["--package", "limen", "--target", TARGET])
}
