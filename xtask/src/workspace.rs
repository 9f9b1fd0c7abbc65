//! Where things are: the root, cargo's target folder, and the version, as cargo itself reports them.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::{env, path::PathBuf};
use xshell::{Cmd, Shell, cmd};

/// The workspace that xtask was compiled in, and a shell that stands in its root.
pub(crate) struct Workspace {
    /// Runs commands; its current folder is the root.
    pub(crate) sh: Shell,
    /// The folder of the root Cargo.toml.
    pub(crate) root: PathBuf,
    /// Cargo's target folder: `CARGO_TARGET_DIR` or the configuration may have moved it.
    pub(crate) target: PathBuf,
    /// The version of the root package.
    pub(crate) version: String,
}

/// The part of `cargo metadata` that is read here.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    target_directory: PathBuf,
    workspace_root: PathBuf,
}

/// One package of the workspace.
#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

impl Workspace {
    /// Asks cargo. Fails when Cargo.toml cannot be read.
    pub(crate) fn load() -> Result<Self> {
        let sh = Shell::new()?;
        sh.change_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let cargo = cargo();
        let json = cmd!(sh, "{cargo} metadata --no-deps --format-version 1").quiet().read()?;
        let metadata: Metadata = serde_json::from_str(&json).context("cargo metadata answered in an unknown form")?;
        let package = metadata.packages.into_iter().find(|package| package.name == "limen");
        sh.change_dir(&metadata.workspace_root);
        Ok(Self {
            sh,
            root: metadata.workspace_root,
            target: metadata.target_directory,
            version: package.context("the workspace has no package `limen`")?.version,
        })
    }

    /// The folder of what visitors download.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// A cargo command for the product, quiet about itself.
    pub(crate) fn cargo<'a>(&'a self, args: &[&str]) -> Cmd<'a> {
        let cargo = cargo();
        cmd!(self.sh, "{cargo} {args...}").quiet()
    }
}

/// The cargo that runs this xtask, so that one toolchain does all.
fn cargo() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}
