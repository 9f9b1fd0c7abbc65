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
    ensure!(path.exists(), "{name} is missing from tools/node_modules: run `npm ci` in tools/");
    Ok(path)
}

/// Installs the tools when they are missing, or other than the lock file says.
pub(super) fn ensure(ws: &Workspace) -> Result<()> {
    let folder = folder(ws);
    if is_current(&folder)? {
        return Ok(());
    }
    let _in_tools = ws.sh.push_dir(&folder);
    cmd!(ws.sh, "npm ci --silent")
        .run()
        .context("the build tools cannot be installed: node and npm must be on the PATH, and npm must reach its registry")?;
    fs::copy(folder.join("package-lock.json"), stamp(&folder))?;
    Ok(())
}

/// Whether the last install was of today's lock file.
fn is_current(folder: &Path) -> Result<bool> {
    let wanted = fs::read(folder.join("package-lock.json")).context("tools/package-lock.json cannot be read")?;
    Ok(fs::read(stamp(folder)).is_ok_and(|installed| installed == wanted))
}

/// A copy of the lock file that was last installed from.
fn stamp(folder: &Path) -> PathBuf {
    folder.join("node_modules/.installed-lock.json")
}

fn folder(ws: &Workspace) -> PathBuf {
    ws.root.join("tools")
}
