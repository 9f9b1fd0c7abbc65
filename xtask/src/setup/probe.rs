//! Whether something is there, without changing anything.

use super::{needs::Sign, npm};
use crate::workspace::Workspace;
use anyhow::Result;
use std::{
    env,
    path::{Path, PathBuf},
};
use xshell::cmd;

/// The folder of the compiler in use.
pub(crate) fn sysroot(ws: &Workspace) -> Result<PathBuf> {
    Ok(cmd!(ws.sh, "rustc --print sysroot").quiet().read()?.into())
}

/// Whether the sign is to be seen.
pub(super) fn is_there(ws: &Workspace, sign: &Sign) -> Result<bool> {
    Ok(match sign {
        Sign::InSysroot(path) => sysroot(ws)?.join(path).exists(),
        Sign::Program(names) => names.iter().any(|name| has_program(name)),
        Sign::Folder(paths) => paths.iter().any(|path| Path::new(path).is_dir()),
        Sign::NpmTools => npm::is_current(ws)?,
    })
}

/// Whether a program is on the PATH, or among those that `cargo install` put down.
pub(crate) fn has_program(name: &str) -> bool {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    let cargos = env::home_dir().map(|home| home.join(".cargo/bin"));
    env::split_paths(&path).chain(cargos).any(|folder| folder.join(&name).is_file())
}
