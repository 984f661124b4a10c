//! The target `lint_config` for cargo-fuzz; its body is in the library.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| can_invoke_fuzz::lint_config::run(data));
