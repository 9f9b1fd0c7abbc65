//! Names the pop-up's style sheet to the compiler: minified by `cargo xtask build`, or else as written.

use std::{env, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=LIMEN_POPUP_CSS");
    let css = env::var("LIMEN_POPUP_CSS").unwrap_or_else(|_| {
        let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
        Path::new(&root).join("src/perform/popup/popup.css").display().to_string()
    });
    println!("cargo:rustc-env=LIMEN_POPUP_CSS={css}");
}
