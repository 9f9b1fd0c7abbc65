//! Smaller wasm, by binaryen's wasm-opt.

use crate::{setup, workspace::Workspace};
use anyhow::{Context, Result};
use std::{fs, path::Path};
use wasmparser::{Parser, Payload};
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
const PASSES: [&str; 6] =
    ["--flatten", "--rereloop", "-Os", "--converge", "--one-caller-inline-max-function-size=20", "--skip-pass=local-cse"];

/// Optimises for size. The scratch folder keeps a copy with the functions' names.
pub(super) fn run(ws: &Workspace, wasm: &[u8], scratch: &Path) -> Result<Vec<u8>> {
    let input = scratch.join("bound.wasm");
    let named = scratch.join("named.wasm");
    fs::write(&input, wasm)?;
    let wasm_opt = setup::npm_tool(ws, "wasm-opt")?;
    cmd!(ws.sh, "{wasm_opt} {PASSES...} --debuginfo {FEATURES...} {input} --output {named}").quiet().run()?;
    strip(&fs::read(named)?)
}

/// The module without its custom sections: names and remarks that no browser reads.
fn strip(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut out = wasm.get(..8).context("wasm-opt wrote no module")?.to_vec();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.context("wasm-opt wrote a broken module")?;
        if matches!(payload, Payload::CustomSection(_)) {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            out.push(id);
            leb128(&mut out, range.len());
            out.extend_from_slice(&wasm[range]);
        }
    }
    Ok(out)
}

/// Appends a length as WebAssembly writes it: seven bits a byte, lowest first.
fn leb128(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
