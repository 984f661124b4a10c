//! One module for each command.

pub(crate) mod assumptions;
pub(crate) mod batch;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod keys;
pub(crate) mod man;
mod output;
pub(crate) mod references;
pub(crate) mod respond;
pub(crate) mod routes;
pub(crate) mod sequence;
pub(crate) mod test;
pub(crate) mod why;
