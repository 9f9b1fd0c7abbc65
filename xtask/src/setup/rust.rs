//! The parts of the Rust toolchain that a plain rustup does not bring.

use crate::{build::TARGET, workspace::Workspace};
use anyhow::{Context, Result};
use std::path::PathBuf;
use xshell::cmd;

/// The folder of the compiler in use.
pub(crate) fn sysroot(ws: &Workspace) -> Result<PathBuf> {
    Ok(cmd!(ws.sh, "rustc --print sysroot").quiet().read()?.into())
}

/// Adds the browser's target when it is missing.
pub(super) fn ensure_target(ws: &Workspace) -> Result<()> {
    if sysroot(ws)?.join("lib/rustlib").join(TARGET).exists() {
        return Ok(());
    }
    rustup(ws, &["target", "add", TARGET])
}

/// Adds the standard library's source when it is missing.
pub(super) fn ensure_source(ws: &Workspace) -> Result<()> {
    if sysroot(ws)?.join("lib/rustlib/src/rust/library/std/Cargo.toml").exists() {
        return Ok(());
    }
    rustup(ws, &["component", "add", "rust-src"])
}

fn rustup(ws: &Workspace, args: &[&str]) -> Result<()> {
    let command = args.join(" ");
    cmd!(ws.sh, "rustup {args...}").run().with_context(|| {
        format!("`rustup {command}` failed; with a Rust that rustup does not manage, install it the way that Rust was installed")
    })
}
