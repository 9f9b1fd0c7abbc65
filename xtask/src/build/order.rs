//! The wasm as it travels, above all the order of its functions. A compressor finds what it has seen lately for less: functions that are alike stand side by side,
//! which saves 2 % of what travels. The same wasm in, the same wasm out.

use crate::size::Bytes;
use anyhow::{Context, Result};
use std::{cmp::Reverse, convert::Infallible};
use wasm_encoder::{
    CodeSection, ExportSection, FunctionSection, Module,
    reencode::{self, Error, Reencode},
};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, Export, ExternalKind, FunctionBody, FunctionSectionReader, MemArg, Parser, Payload,
};

/// How many functions keep the first places, in an order of their own. wasm-opt puts those first that are called most: their numbers have
/// one byte in a call, up to 127.
const MOST_CALLED: usize = 127;

/// So many orders are tried, that which travels best is taken: how a compressor fares with one is luck, by some 0.2 % either way.
const TRIES: usize = 32;

/// Rewrites a module: functions in their new order, without custom sections (names and remarks that no browser reads) and without the
/// globals that the linker exports for debuggers.
pub(super) fn rewrite(wasm: &[u8]) -> Result<Vec<u8>> {
    let pieces: Vec<_> = bodies(wasm)?.into_iter().map(pieces).collect();
    let pieces = &pieces;
    let attempt = |begins: usize| {
        let module = reorder(wasm, order(pieces, begins))?;
        anyhow::Ok((Bytes::of(&module)?.brotli, begins, module))
    };
    let attempt = &attempt;
    let halves = std::thread::scope(|scope| {
        let half = |first: usize| scope.spawn(move || (first..TRIES).step_by(2).map(attempt).collect::<Result<Vec<_>>>());
        [half(0), half(1)].map(|half| half.join().expect("an attempt does not panic"))
    });
    let mut attempts = Vec::new();
    for half in halves {
        attempts.extend(half?);
    }
    let (_, _, module) = attempts.into_iter().min().context("no order was tried")?;
    Ok(module)
}

fn reorder(wasm: &[u8], order: Vec<usize>) -> Result<Vec<u8>> {
    let mut places = vec![0; order.len()];
    for (place, &function) in (0..).zip(&order) {
        places[function] = place;
    }
    let mut module = Module::new();
    Reordering { order, places }.parse_core_module(&mut module, Parser::new(0), wasm).context("the module cannot be rewritten")?;
    Ok(module.finish())
}

/// The bytes of each function. Nothing is imported: the first has number 0.
fn bodies(wasm: &[u8]) -> Result<Vec<&[u8]>> {
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CodeSectionEntry(body) = payload.context("wasm-opt wrote a broken module")? {
            bodies.push(body.as_bytes());
        }
    }
    Ok(bodies)
}

/// Which function comes at each place.
fn order(pieces: &[Vec<[u8; 4]>], begins: usize) -> Vec<usize> {
    let (most_called, others) = pieces.split_at(MOST_CALLED.min(pieces.len()));
    let mut order = chain(most_called, begins);
    order.extend(chain(others, begins).into_iter().map(|place| place + most_called.len()));
    order
}

/// Begins with a function, by its place among them from the largest down, and goes on with the one most like the last, as long as there are any.
fn chain(functions: &[Vec<[u8; 4]>], begins: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (0..functions.len()).collect();
    left.sort_by_key(|&function| Reverse(functions[function].len()));
    let mut chain: Vec<usize> = Vec::new();
    while let Some(place) = match chain.last() {
        None => begins.checked_rem(left.len()),
        Some(&last) => (0..left.len()).max_by_key(|&place| likeness(&functions[last], &functions[left[place]])),
    } {
        chain.push(left.remove(place));
    }
    chain
}

/// All runs of four bytes of a function, sorted, each once.
fn pieces(body: &[u8]) -> Vec<[u8; 4]> {
    let mut pieces: Vec<[u8; 4]> = body.array_windows().copied().collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

/// How much two functions have in common of all that they have, in millionths (Jaccard's index).
fn likeness(a: &[[u8; 4]], b: &[[u8; 4]]) -> usize {
    let (mut at, mut common) = (0, 0);
    for piece in a {
        while b.get(at).is_some_and(|other| other < piece) {
            at += 1;
        }
        common += usize::from(b.get(at) == Some(piece));
    }
    1_000_000 * common / (a.len() + b.len() - common).max(1)
}

struct Reordering {
    /// Which function comes at each place.
    order: Vec<usize>,
    /// Where each function has gone.
    places: Vec<u32>,
}

impl Reencode for Reordering {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        Ok(self.places[function as usize])
    }

    fn parse_function_section(&mut self, functions: &mut FunctionSection, section: FunctionSectionReader<'_>) -> Result<(), Error> {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for &function in &self.order {
            functions.function(types[function]);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Result<(), Error> {
        let bodies = section.into_iter().collect::<Result<Vec<FunctionBody>, _>>()?;
        for function in self.order.clone() {
            self.parse_function_body(code, bodies[function].clone())?;
        }
        Ok(())
    }

    /// How well an address is aligned is a remark that changes nothing of what is read or written, and that all 64-bit machines do without (some
    /// 32-bit ones then read byte by byte). Left out everywhere, functions are more alike: 0.4 %.
    fn mem_arg(&mut self, argument: MemArg) -> Result<wasm_encoder::MemArg, Error> {
        Ok(wasm_encoder::MemArg { align: 0, ..reencode::utils::mem_arg(self, argument)? })
    }

    fn parse_export(&mut self, exports: &mut ExportSection, export: Export<'_>) -> Result<(), Error> {
        if export.kind == ExternalKind::Global {
            return Ok(());
        }
        reencode::utils::parse_export(self, exports, export)
    }

    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Result<(), Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{Function, MemorySection, MemoryType, TypeSection};

    #[test]
    fn functions_that_are_alike_stand_side_by_side() {
        let bodies = ["abcdefghij", "0123456789", "abcdefghik", "0123456788"].map(str::as_bytes);
        let pieces: Vec<_> = bodies.iter().map(|body| pieces(body)).collect();
        assert_eq!(chain(&pieces, 0), [0, 2, 3, 1]);
        assert_eq!(chain(&pieces, 1), [1, 3, 2, 0]);
    }

    #[test]
    fn an_address_is_said_to_be_aligned_nowhere() {
        let (mut types, mut functions, mut memories, mut code) =
            (TypeSection::new(), FunctionSection::new(), MemorySection::new(), CodeSection::new());
        types.ty().function([], []);
        functions.function(0);
        memories.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
        let mut body = Function::new([]);
        body.instructions().i32_const(8).i64_load(wasm_encoder::MemArg { offset: 16, align: 3, memory_index: 0 }).drop().end();
        code.function(&body);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&memories).section(&code);

        let rewritten = rewrite(&module.finish()).expect("a module");
        let body = bodies(&rewritten).expect("a module")[0];
        assert!(body.ends_with(&[0x41, 8, 0x29, 0, 16, 0x1a, 0x0b]), "{body:x?}");
    }
}
