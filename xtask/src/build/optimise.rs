//! Smaller wasm, by binaryen's wasm-opt.

use super::order;
use crate::{setup, workspace::Workspace};
use anyhow::Result;
use std::{fs, path::Path};
use xshell::cmd;

/// What the compiler uses and every browser on the list has. Never `--all-features`: binaryen then writes what shipping
/// browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What travels counts, so brotli decides, measured on the whole widget: -Oz, inlining the functions that have one caller, and local-cse
/// all give fewer raw bytes that compress worse (some 5 % for the inlining). Writing the control flow anew first saves 0.4 %.
const PASSES: [&str; 9] = [
    // The linker leaves the lowest kilobyte free, and so an address may be folded into an offset.
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Os",
    "--converge",
    // V8 takes some 10 µs for each function at its first call, and this makes some 100 fewer. 80 makes 16 fewer of those
    // that the start calls, for 0.2 kB more. Sizes in between differ by 0.1 kB either way, by how the order of functions falls: try a few.
    "--one-caller-inline-max-function-size=24",
    "--skip-pass=local-cse",
    // Another round once parameters that always have the same value are gone: 0.4 % of the raw bytes.
    "--dae-optimizing",
    "-Os",
];

/// Optimises for size. The scratch folder keeps a copy with the functions' names, `<package>.named.wasm`.
pub(super) fn run(ws: &Workspace, wasm: &[u8], scratch: &Path, package: &str) -> Result<Vec<u8>> {
    let input = scratch.join(format!("{package}.compiled.wasm"));
    let named = scratch.join(format!("{package}.named.wasm"));
    fs::write(&input, wasm)?;
    let wasm_opt = setup::npm_tool(ws, "wasm-opt")?;
    cmd!(ws.sh, "{wasm_opt} {PASSES...} --debuginfo {FEATURES...} {input} --output {named}").quiet().run()?;
    order::rewrite(&fs::read(named)?)
}
