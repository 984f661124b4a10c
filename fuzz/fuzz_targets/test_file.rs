//! The target `test_file` for cargo-fuzz; its body is in the library.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| can_invoke_fuzz::test_file::run(data));
