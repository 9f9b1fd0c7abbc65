//! The border of a wasm of ours: JavaScript writes a question in UTF-8 where [`reserve`] says, calls a function that gives the place of its
//! answer, and asks [`length`] how many bytes to read there (src/wasm.js). Nothing else crosses.
//!
//! The main wasm and the add-ons are built on this one, each with a text and an allocator of its own.

#[cfg(any(target_arch = "wasm32", test))]
mod alloc;

use std::cell::Cell;

/// What lives as long as the page. (`thread_local!` brings six functions along.)
pub struct Kept<T>(Cell<T>);

// SAFETY: a wasm of ours has one thread, and natively nobody calls what uses this.
unsafe impl<T> Sync for Kept<T> {}

impl<T: Default> Kept<T> {
    /// Begins with this.
    pub const fn new(value: T) -> Self {
        Self(Cell::new(value))
    }

    /// Takes it out.
    pub fn take(&self) -> T {
        self.0.take()
    }

    /// Puts it in.
    pub fn set(&self, value: T) {
        self.0.set(value);
    }
}

/// A question, and then its answer: all that JavaScript ever reads or writes here.
static TEXT: Kept<Vec<u8>> = Kept::new(Vec::new());

/// Makes room for a question of so many bytes, to be written there before the next call; answers with its place.
#[unsafe(no_mangle)]
pub extern "C" fn reserve(bytes: usize) -> *mut u8 {
    keep(vec![0; bytes])
}

/// How many bytes the last answer has.
#[unsafe(no_mangle)]
pub extern "C" fn length() -> usize {
    let text = TEXT.take();
    let length = text.len();
    TEXT.set(text);
    length
}

/// Keeps a text until the next; gives its place.
fn keep(mut text: Vec<u8>) -> *mut u8 {
    let place = text.as_mut_ptr();
    TEXT.set(text);
    place
}

/// Takes the bytes that JavaScript has written, which need not be text.
#[must_use]
pub fn take() -> Vec<u8> {
    TEXT.take()
}

/// Puts an answer in the place of its question; gives the place.
#[inline]
pub fn answer(ask: impl FnOnce(&str) -> String) -> *const u8 {
    // SAFETY: src/wasm.js puts there what a TextEncoder has written, and that is UTF-8 for any string (Encoding Standard §9.1).
    let question = unsafe { String::from_utf8_unchecked(take()) };
    keep(ask(&question).into_bytes())
}
