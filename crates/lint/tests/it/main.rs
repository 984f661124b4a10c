//! Tests of rules.

mod fixtures;
mod registry;
