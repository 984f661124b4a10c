//! Tests of the crate through its public face. One binary, so that it links once.
//!
//! Numbers in the data are those of the test vectors that the rules were collected with.

mod condition_values;
mod conditions;
mod decisions;
mod decisions_cross;
mod depends;
mod documents;
mod evidence;
mod principals;
mod properties;
mod support;
mod unknown;
mod variables;
mod wildcards;
