//! `cargo xtask repro`: two builds of the same commit, in two places, give the same bytes.

use crate::{
    build::{self, Mode},
    workspace::Workspace,
};
use anyhow::{Context, Result, ensure};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use xshell::{Shell, cmd};

/// Clones the last commit twice, into folders of unlike names and lengths, builds both from nothing and compares.
pub(crate) fn run(ws: &Workspace) -> Result<()> {
    let scratch = ws.target.join("repro");
    if scratch.exists() {
        fs::remove_dir_all(&scratch)?;
    }
    let one = build(ws, &scratch.join("one"))?;
    let other = build(ws, &scratch.join("another/place"))?;
    ensure!(!one.is_empty(), "the build wrote nothing");
    let names: Vec<_> = one.keys().chain(other.keys()).collect();
    for name in names {
        ensure!(
            one.get(name) == other.get(name),
            "dist/{} differs between two builds of one commit: see {}",
            name.display(),
            scratch.display()
        );
    }
    fs::remove_dir_all(&scratch)?;
    println!("Two clean builds of this commit in different places: {} files, the same bytes.", one.len());
    Ok(())
}

fn build(ws: &Workspace, place: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let (root, clone) = (&ws.root, place.join("clone"));
    cmd!(ws.sh, "git clone --quiet {root} {clone}").quiet().run()?;
    let sh = Shell::new()?;
    sh.set_var("CARGO_TARGET_DIR", place.join("target"));
    let ws = Workspace::at(sh, &clone)?;
    build::run(&ws, Mode::Release)?;
    let files = fs::read_dir(ws.dist())?.map(|entry| {
        let path = entry?.path();
        let name = path.file_name().context("a file has a name")?;
        Ok((name.into(), fs::read(&path)?))
    });
    files.collect()
}
