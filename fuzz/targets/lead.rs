//! See `limen_fuzz::lead`.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| limen_fuzz::lead(text));
