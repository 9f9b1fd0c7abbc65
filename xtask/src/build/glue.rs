//! The JavaScript between the browser and the wasm, by wasm-bindgen as a library.

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

/// What wasm-bindgen makes of a compiled module.
pub(super) struct Bound {
    /// Statements of a classic script that declare `wasm_bindgen`.
    pub(super) glue: String,
    /// The module that fits them, with the functions' names.
    pub(super) wasm: Vec<u8>,
}

/// Binds the module.
pub(super) fn generate(compiled: &[u8]) -> Result<Bound> {
    let mut output = Bindgen::new()
        .input_bytes("limen", compiled.to_vec())
        .no_modules(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen cannot bind the module: is its version in Cargo.toml the one of xtask's library?")?;
    let wasm = output.wasm_mut().emit_wasm();
    Ok(Bound { glue: output.js().to_owned(), wasm })
}
