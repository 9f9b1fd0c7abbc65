//! See `limen_fuzz::visit_log`.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| limen_fuzz::visit_log(text));
