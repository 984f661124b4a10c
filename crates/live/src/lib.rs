//! What can-invoke asks a live AWS account: an inventory, by calls that read; the credentials
//! of a role; and, only where somebody says so, a signed request to an API.
//!
//! Information flows in one direction: `gather` asks, a [`door::Door`] answers in the shape of
//! the AWS CLI, `collected` holds the answers, and the inventory is read from them by the same
//! reader that reads files.

pub mod accounts;
pub mod ask;
pub mod assume;
pub mod collected;
pub mod door;
pub mod error;
pub mod finish;
pub mod gather;
pub mod operation;
pub mod operation_resource;
pub mod permissions;
pub mod plan;
pub mod run;
pub mod send;
pub mod services;
pub mod session;
pub mod settings;
pub mod wanted;
pub mod whoami;
