//! Integrations: how they are read, whose permission they need, and who refers to what.

mod permission;
mod reading;
mod references;
mod support;
