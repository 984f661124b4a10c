//! Ways to an API through roles: chains of `sts:AssumeRole`, then the invocation.
//!
//! Source: STS API reference, `AssumeRole`; IAM user guide,
//! `reference_policies_evaluation-logic-cross-account` and `id_roles_terms-and-concepts`.

mod chosen;
mod duration;
mod failure;
mod network;
mod options;
mod search;
mod session;
mod step;
mod told;
mod trust;

pub use chosen::predict;
pub use told::{
    AssumeCall, ClosedRole, DurationProblem, FailedStep, FailureReason, Passed, RoleFailure,
    RolePath, RolePaths,
};

pub(crate) use chosen::{records, through};
pub(crate) use options::check as check_options;
pub(crate) use search::search;
#[cfg(test)]
pub(crate) use session::of_assume_role;
pub(crate) use step::all;

/// The session name in the steps, where none is given.
pub const DEFAULT_SESSION_NAME: &str = "can-invoke";

/// How many calls of `sts:AssumeRole` a way may have.
pub const LONGEST_CHAIN: usize = 3;
