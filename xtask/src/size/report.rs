//! `cargo xtask size`: what is heavy.

use super::{Sizes, functions, readme};
use crate::{build, workspace::Workspace};
use anyhow::{Context, Result};
use std::fs;

/// How many functions are worth a look.
const LARGEST: usize = 20;

/// Prints the files and the largest functions of the last release build; with `readme`, writes README.md's table.
pub(crate) fn run(ws: &Workspace, readme: bool) -> Result<()> {
    let sizes = Sizes::load(&ws.dist())?;
    if readme {
        return readme::write(ws, &sizes);
    }
    println!("{:<28}{:>10}{:>10}{:>10}", "", "raw", "gzip", "brotli");
    let total = ("together", sizes.total);
    for (name, bytes) in sizes.files.iter().map(|file| (file.name.as_str(), file.bytes)).chain([total]) {
        println!("{name:<28}{:>10}{:>10}{:>10}", bytes.raw, bytes.gzip, bytes.brotli);
    }

    let wasm = fs::read(build::named_wasm(ws)).context("there is no module with names: run `cargo xtask build`")?;
    let contents = functions::read(&wasm)?;
    let count = contents.functions.len();
    println!("\n{} bytes of code in {count} functions, {} bytes of data; the largest functions:", contents.code, contents.data);
    for (name, bytes) in contents.functions.iter().take(LARGEST) {
        println!("{bytes:>8}  {:>4.1} %  {name}", *bytes as f64 * 100.0 / contents.code as f64);
    }
    Ok(())
}
