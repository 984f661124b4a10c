//! What people and machines see.
//!
//! [`v1`] holds the versioned types that are written as JSON, the same for the command
//! line, the browser and Node. [`text`] writes for a terminal, [`picture`] draws, [`ci`] writes
//! what services that run checks of a change read. Nothing here
//! decides.

pub mod ci;
pub mod picture;
pub mod sent;
pub mod snippet;
pub mod text;
pub mod v1;
