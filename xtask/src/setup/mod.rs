//! Installs what building, testing and the demo need. Says nothing when all is there.

mod npm;
mod rust;

pub(crate) use npm::tool as npm_tool;
pub(crate) use rust::sysroot;

use crate::{build::Mode, workspace::Workspace};
use anyhow::Result;

/// What a build needs: the browser's target and, for release, the standard library's source and the npm tools.
pub(crate) fn for_build(ws: &Workspace, mode: Mode) -> Result<()> {
    rust::ensure_target(ws)?;
    if mode == Mode::Release {
        rust::ensure_source(ws)?;
        npm::ensure(ws)?;
    }
    Ok(())
}
