//! Amazon API Gateway: what an inventory says about accounts, principals and APIs, and the
//! hops that a request to an API passes.
//!
//! Documents become an [`inventory::Inventory`]; a [`query::Query`] against it becomes an
//! [`answer::Answer`] by [`check::check`]. What IAM policies mean is decided in
//! `can-invoke-policy`, never here.

pub mod answer;
pub mod carried;
pub mod carried_input;
pub mod carried_words;
pub mod check;
pub mod chosen_way;
mod context;
pub mod context_input;
mod corrections;
pub mod explain;
pub mod integration;
pub mod inventory;
mod journey;
pub mod keys;
mod layers;
mod near_route;
mod network_input;
mod not_readable;
pub mod patterns;
pub mod query;
mod readings;
pub mod redact;
pub mod references;
pub mod request;
pub mod respond;
pub mod role_path;
pub mod route;
pub mod sent;
pub mod sequence;
pub mod shell;
mod suggest;
mod suggest_network;
pub mod target;
mod through_roles;
pub mod websocket;
pub mod why;
pub mod wording;

pub use answer::Answer;
pub use check::check;
pub use inventory::Inventory;
pub use query::Query;
