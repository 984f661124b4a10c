//! Text patterns of the policy language: wildcards, policy variables, resource ARNs.
//!
//! IAM wildcards are neither shell globs nor regular expressions: `*` is any run of
//! characters, `?` is exactly one, and nothing else is special.

pub mod action;
pub(crate) mod filled;
pub mod glob;
pub mod resource;
pub mod template;
pub(crate) mod wildcard;

pub use action::ActionPattern;
pub use filled::Filled;
pub use glob::Glob;
pub use resource::{ResourceForm, ResourcePattern};
pub use template::{Resolved, Template, Variable};
