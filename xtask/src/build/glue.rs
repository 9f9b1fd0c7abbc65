//! The JavaScript between the shell and the wasm, by wasm-bindgen as a library.

use super::{Mode, names};
use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

/// What wasm-bindgen makes of a compiled module.
pub(super) struct Bound {
    /// An ECMAScript module: the wasm's functions by name, and as its default export the one that instantiates it.
    pub(super) glue: String,
    /// The wasm that fits it, with the functions' names.
    pub(super) wasm: Vec<u8>,
    /// The short names that the wasm has and the glue is yet to get; none in dev.
    pub(super) names: names::Names,
}

/// Binds the module.
pub(super) fn generate(compiled: &[u8], mode: Mode) -> Result<Bound> {
    let mut output = Bindgen::new()
        .input_bytes("limen", compiled.to_vec())
        .web(true)?
        .typescript(false)
        .demangle(false)
        .omit_default_module_path(true)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen cannot bind the module: is its version in Cargo.toml the one of xtask's library?")?;
    let names = match mode {
        Mode::Release => names::shorten(output.wasm_mut()),
        Mode::Dev => names::Names::new(),
    };
    let wasm = output.wasm_mut().emit_wasm();
    Ok(Bound { glue: output.js().to_owned(), wasm, names })
}
