//! Corrections, applied to the bytes of a document: [`fix`] splices them in and looks at the
//! result, [`Prover`] says whether a request that was denied would be allowed afterwards.
//!
//! Nothing here reads or writes files.

mod apply;
mod meaning;
mod prove;
mod requests;
mod worlds;

pub use apply::{Applied, Fixed, Left, Looked, Why, fix};
pub use prove::{ByRequests, Opened, Proof, Prover, Version};

/// Which corrections are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// Only those that are safe and of which the prover says that they open nothing.
    Safe,
    /// All, also those that change what is allowed.
    All,
}
