//! The pop-up's style sheet, which the compiler takes into the wasm.

use super::{Mode, script};
use crate::workspace::Workspace;
use anyhow::Result;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The style sheet to compile in: minified for release, as written for dev.
pub(super) fn prepare(ws: &Workspace, mode: Mode, browsers: &[String], scratch: &Path) -> Result<PathBuf> {
    let source = ws.root.join("src/perform/popup/popup.css");
    if mode == Mode::Dev {
        return Ok(source);
    }
    let minified = scratch.join("popup.min.css");
    let css = script::esbuild(ws, &source, browsers, &[])?;
    // Rewriting the same bytes would make cargo compile the shell again.
    if fs::read_to_string(&minified).ok().as_ref() != Some(&css) {
        fs::write(&minified, css)?;
    }
    Ok(minified)
}
