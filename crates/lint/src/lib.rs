//! Rules about policies and APIs. A rule looks at a [`model::Model`] and tells
//! [`finding::Finding`]s; rules that need reasoning ask the evaluator of `can-invoke-policy`
//! and the hops of `can-invoke-gateway` instead of guessing by pattern.

mod absent;
mod asked;
mod catalogued;
pub mod config;
mod coverage;
pub mod elements;
pub mod execute_api;
pub mod finding;
pub mod fix;
pub mod model;
mod patterns;
mod promote;
pub mod rule;
pub mod rules;
mod run;
pub mod suppress;
mod surveyed;
pub mod unit;

/// The day of the catalogue of actions, condition keys and Regions that rules ask.
pub use can_invoke_catalogue::DATE as CATALOGUE_DATE;
pub use run::run;
pub use unit::Unit;
