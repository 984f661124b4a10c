//! The target `lint` for cargo-fuzz; its body is in the library.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| can_invoke_fuzz::lint::run(data));
