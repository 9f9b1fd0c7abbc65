//! limen.js: the loader with the glue inside.

use super::names::{self, Names};
use crate::{setup, workspace::Workspace};
use anyhow::{Context, Result, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256, Sha384};
use std::{fmt::Write, fs, path::Path};
use xshell::cmd;

/// Where the loader takes the glue: inside its function, so that nothing of it is global.
const GLUE: &str = "/*@glue*/";

/// The name under which this wasm ships: it changes with the content, so browsers may keep it for ever.
pub(super) fn wasm_name(wasm: &[u8]) -> String {
    let mut name = String::from("limen-");
    for byte in &Sha256::digest(wasm)[..6] {
        write!(name, "{byte:02x}").expect("writing to a string succeeds");
    }
    name + ".wasm"
}

/// Puts glue, file name, integrity and version into the loader. Fails when the loader lacks a place for one of them.
pub(super) fn assemble(loader: &str, glue: &str, wasm_name: &str, wasm: &[u8], version: &str) -> Result<String> {
    let integrity = format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(wasm)));
    let mut script = loader.to_owned();
    let tokens = [("__LIMEN_WASM__", wasm_name), ("__LIMEN_INTEGRITY__", &integrity), ("__LIMEN_VERSION__", version)];
    for (token, value) in tokens {
        ensure!(script.contains(token), "src/loader.js lacks the token {token}");
        script = script.replace(token, value);
    }
    ensure!(script.matches(GLUE).count() == 1, "src/loader.js must hold {GLUE} exactly once");
    Ok(script.replace(GLUE, glue))
}

/// Minifies a classic script, and gives its glue the names that the wasm already has.
pub(super) fn minify(ws: &Workspace, script: &str, names: &Names, browsers: &[String], scratch: &Path) -> Result<String> {
    let file = scratch.join("limen.js");
    fs::write(&file, script)?;
    let cache = scratch.join("names.json");
    fs::write(&cache, serde_json::to_string(names)?)?;
    let mangle = [format!("--mangle-props={}", names::PATTERN), format!("--mangle-cache={}", cache.display())];
    esbuild(ws, &file, browsers, &["--charset=utf8", "--legal-comments=none", &mangle[0], &mangle[1]])
}

/// A file, minified for these browsers.
pub(super) fn esbuild(ws: &Workspace, file: &Path, browsers: &[String], more: &[&str]) -> Result<String> {
    let esbuild = setup::npm_tool(ws, "esbuild")?;
    let target = browsers.join(",");
    cmd!(ws.sh, "{esbuild} {file} --minify --target={target} --log-level=warning {more...}")
        .quiet()
        .read()
        .with_context(|| format!("esbuild cannot minify {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOADER: &str = "(() => { /*@glue*/ load('__LIMEN_WASM__', '__LIMEN_INTEGRITY__', '__LIMEN_VERSION__') })()";

    #[test]
    fn the_loader_gets_glue_name_integrity_and_version() {
        let script = assemble(LOADER, "let wasm_bindgen;", "limen-00.wasm", b"", "1.2.3").unwrap();
        // The SHA-384 of nothing, as NIST publishes it: 38b060a7…
        let integrity = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb";
        let expected = format!("(() => {{ let wasm_bindgen; load('limen-00.wasm', '{integrity}', '1.2.3') }})()");
        assert_eq!(script, expected);
    }

    #[test]
    fn a_loader_without_a_token_fails_and_names_it() {
        for token in [GLUE, "__LIMEN_WASM__", "__LIMEN_INTEGRITY__", "__LIMEN_VERSION__"] {
            let error = assemble(&LOADER.replace(token, ""), "", "", b"", "").unwrap_err().to_string();
            assert!(error.contains(token), "{error}");
        }
    }

    #[test]
    fn the_name_changes_with_the_content() {
        assert_eq!(wasm_name(b""), "limen-e3b0c44298fc.wasm");
        assert_ne!(wasm_name(b"a"), wasm_name(b"b"));
    }
}
