//! The npm tools of tools/, at the versions its lock file names.

use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
};
use xshell::cmd;

/// The path of an installed tool. Fails when it is not there: no step is skipped for want of a tool.
pub(crate) fn tool(ws: &Workspace, name: &str) -> Result<PathBuf> {
    let path = folder(ws).join("node_modules/.bin").join(name);
    ensure!(path.exists(), "{name} is missing from tools/node_modules: run `npm ci --prefix tools`");
    Ok(path)
}

/// Whether the last install was of today's lock file.
pub(super) fn is_current(ws: &Workspace) -> Result<bool> {
    let folder = folder(ws);
    let wanted = fs::read(folder.join("package-lock.json")).context("tools/package-lock.json cannot be read")?;
    Ok(fs::read(stamp(&folder)).is_ok_and(|installed| installed == wanted))
}

/// Installs what the lock file says.
pub(super) fn install(ws: &Workspace) -> Result<()> {
    let folder = folder(ws);
    let _in_tools = ws.sh.push_dir(&folder);
    cmd!(ws.sh, "npm ci --silent").quiet().run()?;
    fs::copy(folder.join("package-lock.json"), stamp(&folder))?;
    Ok(())
}

/// A copy of the lock file that was last installed from.
fn stamp(folder: &Path) -> PathBuf {
    folder.join("node_modules/.installed-lock.json")
}

fn folder(ws: &Workspace) -> PathBuf {
    ws.root.join("tools")
}
