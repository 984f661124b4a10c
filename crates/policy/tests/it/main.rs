//! Tests of the crate through its public face. One binary, so that it links once.
//!
//! Numbers in the data are those of the test vectors that the rules were collected with.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that cannot go on panics, and so do its helpers"
)]

mod batch_same;
mod condition_types;
mod condition_values;
mod condition_vectors;
mod conditions;
mod decisions;
mod decisions_cross;
mod depends;
mod depends_readings;
mod depends_variables;
mod details;
mod document_principals;
mod documents;
mod evidence;
mod keys;
mod messages;
mod principals;
mod printing;
mod properties;
mod readings;
mod sts;
mod support;
mod unknown;
mod variables;
mod wildcards;
