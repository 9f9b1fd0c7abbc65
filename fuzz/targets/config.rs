//! See `limen_fuzz::config`.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| limen_fuzz::config(text));
