//! Tests of the crate through its public face. One binary, so that it links once.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that fails may say so by a panic, in its helpers too"
)]

mod embedded;
mod files;
mod json;
mod json_errors;
mod properties;
mod support;
mod write;
mod yaml;
mod yaml_errors;
