//! The allocator. The standard one (dlmalloc) is made for programs that allocate much and for long; this widget allocates
//! little and for short, so its allocator's own size counts.
//!
//! Measured with a shell in Rust, as it was then, a core without its engine, and the release build of `cargo xtask build` (bytes of the
//! wasm):
//!
//! | allocator | raw | brotli | |
//! |---|---:|---:|---|
//! | dlmalloc, the default | 88,151 | 34,977 | |
//! | talc 5.1 | 84,382 | 33,511 | maintained, checked with Miri: taken |
//! | talc 5.1 that never grows a block in place | 84,142 | 33,399 | copies every growing string |
//! | lol_alloc 0.4, free list | 83,322 | 33,008 | not changed since 2024-02, walks its list on every call |
//! | our own, free lists of powers of two | 83,254 | 32,987 | 100 lines of unsafe code to answer for |

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

#[global_allocator]
static ALLOCATOR: WasmDynamicTalc = new_wasm_dynamic_allocator();
