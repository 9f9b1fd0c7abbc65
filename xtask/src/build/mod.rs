//! From source to dist/: compile, optimise, bundle, weigh.

mod compile;
mod optimise;
mod order;
mod script;

use crate::{lists, pkg::Manifest, setup, size::Sizes, workspace::Workspace};
use anyhow::Result;
pub(crate) use compile::TARGET;
use limen_core::config::BUILT_IN;
use script::Pinned;
use std::{
    collections::BTreeMap,
    fs, iter,
    path::{Path, PathBuf},
    time::Instant,
};

/// How much care a build takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// What ships: standard library built for size, everything optimised, minified and held against its budget.
    Release,
    /// For working on things: the same parts, nothing optimised, in seconds.
    Dev,
}

impl Mode {
    fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "dev",
        }
    }
}

/// The package of the wasm that every page loads.
const MAIN: &str = "limen";

/// The add-ons: the package `limen-<name>` becomes the file `limen-<name>-<hash>.wasm`, which a page loads when its config asks for it,
/// or a lead waits (docs/adr/0009, 0010).
const ADD_ONS: [&str; 3] = ["formats", "outbox", "seal"];

/// The folder of what lies between the steps.
fn scratch(ws: &Workspace, mode: Mode) -> PathBuf {
    ws.target.join("limen").join(mode.name())
}

/// The optimised wasm with its functions' names, for `cargo xtask size`.
pub(crate) fn named_wasm(ws: &Workspace) -> PathBuf {
    scratch(ws, Mode::Release).join(format!("{MAIN}.named.wasm"))
}

/// Builds dist/. Fails when a tool is missing, a step fails, or a file is over its budget.
pub(crate) fn run(ws: &Workspace, mode: Mode) -> Result<()> {
    let started = Instant::now();
    let manifest = Manifest::load(ws)?;
    setup::for_build(ws, mode)?;

    let scratch = scratch(ws, mode);
    fs::create_dir_all(&scratch)?;
    let main = wasm(ws, mode, MAIN)?;
    let main = Pinned::new(MAIN, "wasm", &main);
    let add_ons = ADD_ONS.map(|name| (name, format!("limen-{name}")));
    let compiled = add_ons.iter().map(|(_, package)| wasm(ws, mode, package)).collect::<Result<Vec<_>>>()?;
    let pinned = add_ons.iter().zip(&compiled).map(|((name, package), bytes)| (*name, Pinned::new(package, "wasm", bytes)));
    let add_ons: BTreeMap<&str, Pinned> = pinned.collect();
    let addresses = lists::read(ws)?;
    let addresses = Pinned::new("limen-addresses", "bin", &addresses);
    let config = Pinned::new("limen-config", "json", BUILT_IN.as_bytes());
    let pins = script::Pins { wasm: &main, config: &config, addresses: &addresses, add_ons: &add_ons };
    let script = script::bundle(ws, mode, &manifest, &pins, &scratch)?;

    let dist = ws.dist();
    let pinned = [&main, &config, &addresses].into_iter().chain(add_ons.values());
    let files: Vec<(&str, &[u8])> =
        iter::once(("limen.js", script.as_bytes())).chain(pinned.map(|file| (file.name.as_str(), file.bytes))).collect();
    replace_folder(&dist, &files)?;
    let seconds = started.elapsed().as_secs_f32();
    match mode {
        Mode::Dev => println!("dist/ is ready in {seconds:.1} s. It is a dev build, not for shipping: nothing in it is optimised."),
        Mode::Release => {
            let sizes = Sizes::measure(&files, |name| manifest.is_on_demand(name))?;
            fs::write(dist.join("size.json"), sizes.to_json()?)?;
            fs::write(dist.join("package.json"), manifest.package_json(&sizes)?)?;
            let Sizes { total, .. } = sizes;
            println!("dist/ is ready in {seconds:.1} s: {} bytes, {} in gzip, {} in brotli.", total.raw, total.gzip, total.brotli);
            manifest.check_budgets(&sizes)?;
        }
    }
    Ok(())
}

/// A package as wasm, with the care of the mode.
fn wasm(ws: &Workspace, mode: Mode, package: &str) -> Result<Vec<u8>> {
    let compiled = compile::run(ws, mode, package)?;
    match mode {
        Mode::Release => optimise::run(ws, &compiled, &scratch(ws, mode), package),
        Mode::Dev => Ok(compiled),
    }
}

/// Leaves nothing in the folder but these files: an old wasm must not ship beside the new one.
fn replace_folder(folder: &Path, files: &[(&str, &[u8])]) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for (name, content) in files {
        fs::write(folder.join(name), content)?;
    }
    Ok(())
}
