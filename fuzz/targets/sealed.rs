//! See `limen_fuzz::sealed`.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| limen_fuzz::sealed(text));
