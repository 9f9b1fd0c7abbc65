//! Where things are: the root, cargo's target folder, the version, and what there is to run, as cargo itself reports it.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::{
    env,
    path::{Path, PathBuf},
};
use xshell::{Cmd, Shell, cmd};

/// A clone of the repository, and a shell that stands in its root.
pub(crate) struct Workspace {
    /// Runs commands; its current folder is the root.
    pub(crate) sh: Shell,
    /// The folder of the root Cargo.toml.
    pub(crate) root: PathBuf,
    /// Cargo's target folder: `CARGO_TARGET_DIR` or the configuration may have moved it.
    pub(crate) target: PathBuf,
    /// The version of the root package.
    pub(crate) version: String,
    packages: Vec<Package>,
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
    targets: Vec<Target>,
}

/// One thing that cargo can build of a package.
#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

impl Workspace {
    /// The clone that xtask was compiled in. Fails when a Cargo.toml cannot be read.
    pub(crate) fn load() -> Result<Self> {
        Self::at(Shell::new()?, Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")))
    }

    /// The clone at this path; the shell's environment counts.
    pub(crate) fn at(sh: Shell, root: &Path) -> Result<Self> {
        sh.change_dir(root);
        let cargo = cargo();
        let json = cmd!(sh, "{cargo} metadata --no-deps --format-version 1").quiet().read()?;
        let metadata: Metadata = serde_json::from_str(&json).context("cargo metadata answered in an unknown form")?;
        sh.change_dir(&metadata.workspace_root);
        let package = metadata.packages.iter().find(|package| package.name == "limen");
        Ok(Self {
            sh,
            root: metadata.workspace_root,
            target: metadata.target_directory,
            version: package.context("the workspace has no package `limen`")?.version.clone(),
            packages: metadata.packages,
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

    /// The names of a package's targets of a kind: `bin`, `test`.
    pub(crate) fn targets(&self, package: &str, kind: &str) -> Vec<&str> {
        let packages = self.packages.iter().filter(|candidate| candidate.name == package);
        let targets = packages.flat_map(|package| &package.targets);
        targets.filter(|target| target.kind.iter().any(|has| has == kind)).map(|target| target.name.as_str()).collect()
    }

    /// Builds the command `limen` and answers with its path.
    pub(crate) fn build_limen(&self) -> Result<PathBuf> {
        self.cargo(&["build", "--package", "limen-cli"]).run().context("the command `limen` does not compile")?;
        Ok(self.target.join("debug").join(format!("limen{}", env::consts::EXE_SUFFIX)))
    }
}

/// The cargo that runs this xtask, so that one toolchain does all.
pub(crate) fn cargo() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}
