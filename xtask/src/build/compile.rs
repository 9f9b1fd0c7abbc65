//! Rust to wasm.

use super::{MAIN, Mode, scratch};
use crate::{setup::sysroot, workspace::Workspace};
use anyhow::{Context, Result, ensure};
use std::{env, fs, path::PathBuf};
use xshell::cmd;

/// The browser's target.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Compiles a package to wasm; answers with the bytes as the compiler wrote them.
pub(super) fn run(ws: &Workspace, mode: Mode, package: &str) -> Result<Vec<u8>> {
    let target = match mode {
        // Products of 128 bits, which arithmetic on curves is made of, are a call into the runtime that LLVM writes without regard to that ABI.
        Mode::Release if package == MAIN => multi_value_target(ws)?,
        Mode::Release | Mode::Dev => TARGET,
    };
    let mut cargo = ws
        .cargo(&["build", "--quiet", "--package", package, "--lib", "--profile", "web", "--target", target])
        // Takes the place of RUSTFLAGS and of any configuration: the bytes depend on the commit and the compiler alone.
        .env("CARGO_ENCODED_RUSTFLAGS", flags(ws, mode)?.join("\u{1f}"));
    cargo = match mode {
        // The standard library is compiled along so that panics cost no bytes: they abort, and the text they would
        // have printed never enters. The options are unstable, hence RUSTC_BOOTSTRAP on the stable compiler.
        Mode::Release => cargo
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUST_TARGET_PATH", scratch(ws, mode))
            .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]),
        Mode::Dev => {
            cargo.env("CARGO_PROFILE_WEB_LTO", "off").env("CARGO_PROFILE_WEB_CODEGEN_UNITS", "16").env("CARGO_PROFILE_WEB_OPT_LEVEL", "1")
        }
    };
    cargo.run().with_context(|| format!("{package} does not compile to wasm"))?;
    let wasm = ws.target.join(target).join("web").join(package.replace('-', "_")).with_extension("wasm");
    let bytes = fs::read(&wasm).with_context(|| format!("{} cannot be read", wasm.display()))?;
    // The linker only warns of a call that does not fit its function, and lets it trap.
    ensure!(
        !bytes.windows(MISMATCH.len()).any(|text| text == MISMATCH),
        "{} calls a function with other parameters than it has: it would trap there. Is all of it compiled for one ABI?",
        wasm.display()
    );
    Ok(bytes)
}

/// What the linker calls a function that stands for a wrong call.
const MISMATCH: &[u8] = b"signature_mismatch:";

/// Writes down the browser's target with one change: a function that answers with two values (a text, an option) returns both, where else it
/// would write them to memory for its caller to read back. All browsers on the list have had that for years (WebAssembly's multi-value);
/// LLVM's name for it has stayed "experimental" because it does not mix with code compiled without, and here all is compiled along. 2 % of
/// the wasm. Answers with the target's name.
fn multi_value_target(ws: &Workspace) -> Result<&'static str> {
    let name = "wasm32-multivalue";
    let text =
        cmd!(ws.sh, "rustc -Zunstable-options --print=target-spec-json --target {TARGET}").env("RUSTC_BOOTSTRAP", "1").quiet().read()?;
    let mut spec: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).context("rustc's description of the target")?;
    spec.insert("llvm-abiname".into(), "experimental-mv".into());
    spec.remove("is-builtin");
    fs::write(scratch(ws, Mode::Release).join(name).with_extension("json"), serde_json::to_string_pretty(&spec)?)?;
    Ok(name)
}

/// No text, no place in the source, no unwinding: what panics print never enters the wasm.
const SILENT: [&str; 4] = ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zfmt-debug=none", "-Zlocation-detail=none"];

/// What LLVM's `opt-level = "z"` does not do by itself. Each was measured on the whole widget, in gzip and brotli alike; together
/// they take 5 % off what travels. Measure again with another compiler.
const SMALLER: [&str; 8] = [
    // Moving a struct is one instruction, not a load and a store for every eight bytes.
    "-Cllvm-args=-max-store-memcpy=1",
    "-Cllvm-args=-max-store-memmove=1",
    "-Cllvm-args=-max-store-memset=1",
    // It makes loops faster by keeping more values at once.
    "-Cllvm-args=-disable-lsr",
    // Nor are values computed ahead on one way so that another need not compute them again: 0.3 % of the raw bytes.
    "-Cllvm-args=-enable-pre=false",
    "-Cllvm-args=-enable-load-pre=false",
    // A small body, repeated, compresses better than calls of it; larger ones do not.
    "-Cllvm-args=-inline-threshold=15",
    "-Zinline-mir=yes",
];

/// Texts and tables first, then the stack, for the linker: in the code an address below 8,192 is two bytes, above 1 MiB, where the stack would
/// have them, four. 0.1 kB. A stack that overflowed would now overwrite them instead of trapping: it has 1 MiB, and what recurses are JSON and
/// the types read from it, 64 levels at most. The lowest kilobyte stays unused, on which wasm-opt counts.
const LAYOUT: [&str; 2] = ["-Clink-arg=--no-stack-first", "-Clink-arg=--global-base=1024"];

/// The compiler's flags.
fn flags(ws: &Workspace, mode: Mode) -> Result<Vec<String>> {
    if mode == Mode::Dev {
        return Ok(Vec::new());
    }
    let mut flags: Vec<String> = SILENT.into_iter().chain(SMALLER).chain(LAYOUT).map(String::from).collect();
    // A clone elsewhere, another home folder: the same bytes.
    for (path, name) in [(ws.root.clone(), "limen"), (cargo_home()?, "cargo"), (sysroot(ws)?, "rust")] {
        flags.push(format!("--remap-path-prefix={}={name}", path.display()));
    }
    Ok(flags)
}

fn cargo_home() -> Result<PathBuf> {
    match env::var_os("CARGO_HOME") {
        Some(home) => Ok(home.into()),
        None => Ok(env::home_dir().context("neither CARGO_HOME nor a home folder is known")?.join(".cargo")),
    }
}
