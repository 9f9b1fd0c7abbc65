//! Which functions the wasm's bytes belong to.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// What a module's bytes are.
pub(super) struct Contents {
    /// Each function's name and bytes, largest first.
    pub(super) functions: Vec<(String, usize)>,
    /// Bytes of all functions.
    pub(super) code: usize,
    /// Bytes of texts and tables.
    pub(super) data: usize,
}

/// Takes a module that has kept its name section apart.
pub(super) fn read(wasm: &[u8]) -> Result<Contents> {
    let (mut imported, mut bodies, mut names, mut data) = (0, Vec::new(), BTreeMap::new(), 0);
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.context("the module is broken")? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::DataSection(section) => data += section.range().len(),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    for part in section {
                        if let Name::Function(functions) = part? {
                            for naming in functions {
                                let naming = naming?;
                                names.insert(naming.index, readable(naming.name));
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let code = bodies.iter().sum();
    let name = |index| names.remove(&index).unwrap_or_else(|| format!("function {index}"));
    let mut functions: Vec<(String, usize)> = (imported..).map(name).zip(bodies).collect();
    functions.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(Contents { functions, code, data })
}

/// A symbol's name as in the source, without the compiler's hash.
fn readable(symbol: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(symbol))
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::{FunctionBuilder, Module};

    #[test]
    fn functions_are_named_without_hash_and_the_largest_comes_first() {
        let mut module = Module::default();
        let nothing = module.types.add(&[], &[]);
        let (imported, _) = module.add_import_func("outside", "helper", nothing);
        for (name, calls) in [("_ZN4core5small17h0123456789abcdefE", 1), ("_ZN4core5large17h0123456789abcdefE", 3)] {
            let mut function = FunctionBuilder::new(&mut module.types, &[], &[]);
            function.name(name.into());
            for _ in 0..calls {
                function.func_body().call(imported);
            }
            let id = function.finish(Vec::new(), &mut module.funcs);
            module.exports.add(name, id);
        }
        let contents = read(&module.emit_wasm()).unwrap();
        // A body is its count of locals, two bytes a call, and its end.
        assert_eq!(contents.functions, [("core::large".to_owned(), 8), ("core::small".to_owned(), 4)]);
        assert_eq!((contents.code, contents.data), (12, 0));
    }
}
