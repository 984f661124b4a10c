//! Rules about policies and APIs. A rule looks at a [`model::Model`] and tells
//! [`finding::Finding`]s; rules that need reasoning ask the evaluator of `can-invoke-policy`
//! and the hops of `can-invoke-gateway` instead of guessing by pattern.

pub mod config;
pub mod elements;
pub mod execute_api;
pub mod finding;
pub mod model;
mod promote;
pub mod rule;
pub mod rules;
mod run;
pub mod suppress;
pub mod unit;

pub use run::run;
pub use unit::Unit;
