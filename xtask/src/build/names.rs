//! Short names on the border of glue and wasm. wasm-bindgen's own are long and end in hashes that no compressor can
//! shrink: in brotli they are some 5 % of all that a visitor downloads.

use std::collections::BTreeMap;
use walrus::Module;

/// The names that are wasm-bindgen's own, as esbuild's `--mangle-props` wants them. Nothing of the browser's and nothing
/// that the loader calls begins like this.
pub(super) const PATTERN: &str = "^(__wb|__externref_|wasm_bindgen_)";

/// Old name to new name, in the form of esbuild's `--mangle-cache`: what it then does to the glue was done to the wasm.
pub(super) type Names = BTreeMap<String, String>;

/// Renames the module's imports and exports.
pub(super) fn shorten(module: &mut Module) -> Names {
    let border = module.imports.iter().map(|import| &import.name).chain(module.exports.iter().map(|export| &export.name));
    let mut names: Names = border.filter(|name| is_bindgens(name)).map(|name| (name.clone(), String::new())).collect();
    for (index, short) in names.values_mut().enumerate() {
        *short = name_of(index);
    }
    let rename = |name: &mut String| {
        if let Some(short) = names.get(name) {
            name.clone_from(short);
        }
    };
    module.imports.iter_mut().for_each(|import| rename(&mut import.name));
    module.exports.iter_mut().for_each(|export| rename(&mut export.name));
    names
}

/// What [`PATTERN`] says.
fn is_bindgens(name: &str) -> bool {
    PATTERN.trim_matches(['^', '(', ')']).split('|').any(|prefix| name.starts_with(prefix))
}

/// a, b, … z, aa, ba, …
fn name_of(mut index: usize) -> String {
    let mut name = String::new();
    loop {
        name.push(char::from(b'a' + (index % 26) as u8));
        index /= 26;
        if index == 0 {
            return name;
        }
        index -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_names_are_the_same() {
        let names: BTreeSet<String> = (0..2000).map(name_of).collect();
        assert_eq!(names.len(), 2000);
        assert_eq!([0, 25, 26, 27].map(name_of), ["a", "z", "aa", "ba"]);
    }

    #[test]
    fn only_wasm_bindgens_own_names_are_shortened() {
        for name in ["__wbg_body_5f971cbc6950ca4f", "__wbindgen_malloc", "__externref_table_alloc", "wasm_bindgen_dcfc_invoke"] {
            assert!(is_bindgens(name), "{name}");
        }
        for name in ["memory", "limen_boot", "body", "__proto__"] {
            assert!(!is_bindgens(name), "{name}");
        }
    }
}
