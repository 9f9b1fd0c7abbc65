//! limen.js: the shell's modules and the pop-up's style sheet in one classic script.

use super::Mode;
use crate::{pkg::Manifest, setup, workspace::Workspace};
use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt::Write, fs, path::Path};
use xshell::cmd;

/// A file that the script loads, and pins by its hash.
pub(super) struct Pinned<'a> {
    /// The name under which it ships: it changes with the content, so browsers may keep it for ever.
    pub(super) name: String,
    /// Its content.
    pub(super) bytes: &'a [u8],
}

impl<'a> Pinned<'a> {
    /// The file `<stem>-<hash>.<extension>`.
    pub(super) fn new(stem: &str, extension: &str, bytes: &'a [u8]) -> Self {
        let mut name = format!("{stem}-");
        for byte in &Sha256::digest(bytes)[..6] {
            write!(name, "{byte:02x}").expect("writing to a string succeeds");
        }
        Self { name: format!("{name}.{extension}"), bytes }
    }

    /// What Subresource Integrity compares it with.
    fn integrity(&self) -> String {
        format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(self.bytes)))
    }
}

/// The files that the script loads.
pub(super) struct Pins<'a> {
    /// The wasm.
    pub(super) wasm: &'a Pinned<'a>,
    /// The built-in config.
    pub(super) config: &'a Pinned<'a>,
    /// The lists of e-mail domains.
    pub(super) addresses: &'a Pinned<'a>,
    /// The add-ons, by name.
    pub(super) add_ons: &'a BTreeMap<&'a str, Pinned<'a>>,
}

/// Bundles src/loader.js and all that it imports.
pub(super) fn bundle(ws: &Workspace, mode: Mode, manifest: &Manifest, pins: &Pins, scratch: &Path) -> Result<String> {
    let source = ws.root.join("src");
    let css = popup_css(ws, mode, &manifest.browsers, &source.join("perform/popup/popup.css"))?;

    let mut options = vec![
        "--bundle".to_owned(),
        "--format=iife".to_owned(),
        "--charset=utf8".to_owned(),
        "--legal-comments=none".to_owned(),
        format!("--inject:{}", source.join("natives.js").display()),
    ];
    let defined = [
        ("WASM", &pins.wasm.name),
        ("WASM_INTEGRITY", &pins.wasm.integrity()),
        ("BUILT_IN", &pins.config.name),
        ("BUILT_IN_INTEGRITY", &pins.config.integrity()),
        ("ADDRESSES", &pins.addresses.name),
        ("ADDRESSES_INTEGRITY", &pins.addresses.integrity()),
        ("VERSION", &manifest.version),
        ("POPUP_CSS", &css),
    ];
    for (name, value) in defined {
        options.push(format!("--define:__LIMEN_{name}__={}", serde_json::to_string(value)?));
    }
    // Name and integrity of each: what `release` takes.
    let add_ons: BTreeMap<_, _> = pins.add_ons.iter().map(|(name, file)| (name, [file.name.clone(), file.integrity()])).collect();
    options.push(format!("--define:__LIMEN_ADD_ONS__={}", serde_json::to_string(&add_ons)?));
    if mode == Mode::Release {
        options.push("--minify".to_owned());
        options.push(format!("--mangle-props=^({})$", OURS.join("|")));
    }
    let script = esbuild(ws, &source.join("loader.js"), &manifest.browsers, &options)?;
    match mode {
        Mode::Release => minify(ws, &script, scratch),
        Mode::Dev => Ok(script),
    }
}

/// Properties that only the shell's own objects have: the build gives them shorter names. None is a name of the browser's, the page's or the
/// wasm's.
const OURS: [&str; 19] = [
    "absent",
    "before",
    "begin",
    "controls",
    "creates",
    "decide",
    "drawStep",
    "drawThanks",
    "finish",
    "frame",
    "heading",
    "host",
    "live",
    "mayOutliveThePage",
    "modal",
    "pressedOutside",
    "release",
    "showError",
    "typed",
];

/// Chromium then compiles the functions while the script arrives, off the main thread, and not one by one at their first call (V8's explicit
/// compile hints). To other browsers it is a comment.
const COMPILE_EARLY: &str = "//# allFunctionsCalledOnLoad";

/// What esbuild's minifier does not do: it inlines what is used once, also across modules. 4 % of the script in brotli. No function of ours
/// is called with `new`, so all may become arrows.
const SMALLER: [&str; 4] = ["--compress", "ecma=2020,passes=4,toplevel,unsafe_arrows", "--mangle", "toplevel"];

fn minify(ws: &Workspace, script: &str, scratch: &Path) -> Result<String> {
    let bundled = scratch.join("bundled.js");
    fs::write(&bundled, script)?;
    let terser = setup::npm_tool(ws, "terser")?;
    let minified = cmd!(ws.sh, "{terser} {bundled} {SMALLER...}").quiet().read().context("terser refuses the script")?;
    Ok(format!("{COMPILE_EARLY}\n{minified}"))
}

/// The style sheet that the script carries: minified for release, as written for dev.
fn popup_css(ws: &Workspace, mode: Mode, browsers: &[String], file: &Path) -> Result<String> {
    match mode {
        Mode::Release => Ok(esbuild(ws, file, browsers, &["--minify".to_owned()])?.trim_end().to_owned()),
        Mode::Dev => fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display())),
    }
}

fn esbuild(ws: &Workspace, file: &Path, browsers: &[String], options: &[String]) -> Result<String> {
    let esbuild = setup::npm_tool(ws, "esbuild")?;
    let target = browsers.join(",");
    cmd!(ws.sh, "{esbuild} {file} --target={target} --log-level=warning {options...}")
        .quiet()
        .read()
        .with_context(|| format!("esbuild refuses {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_changes_with_the_content() {
        assert_eq!(Pinned::new("limen", "wasm", b"").name, "limen-e3b0c44298fc.wasm");
        assert_ne!(Pinned::new("limen", "wasm", b"a").name, Pinned::new("limen", "wasm", b"b").name);
    }

    #[test]
    fn no_name_of_the_border_is_shortened() {
        let ws = Workspace::load().expect("the workspace");
        for file in ["wire/effects.rs", "wire/events.rs", "wire/mod.rs", "wire/popup.rs", "wire/store.rs", "event.rs"] {
            let source = fs::read_to_string(ws.root.join("crates/core/src").join(file)).expect("the border's source");
            let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
            // Names stand in texts, alone or with spaces between.
            for name in code.flat_map(|line| line.split(['"', ' '])) {
                assert!(!OURS.contains(&name), "{name} crosses to the core, see {file}");
            }
        }
    }
}
