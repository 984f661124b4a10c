//! One module for each command.

#[cfg(feature = "live")]
mod acting;
pub(crate) mod assume;
pub(crate) mod assumptions;
pub(crate) mod batch;
pub(crate) mod call;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod fetch;
pub(crate) mod keys;
pub(crate) mod lint;
mod lint_fix;
mod lint_output;
mod live;
mod live_check;
pub(crate) mod man;
mod output;
pub(crate) mod permissions;
pub(crate) mod redact;
pub(crate) mod references;
pub(crate) mod respond;
pub(crate) mod routes;
pub(crate) mod rules;
pub(crate) mod sequence;
pub(crate) mod test;
pub(crate) mod why;
