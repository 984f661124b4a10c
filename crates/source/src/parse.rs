//! The front door: bytes or text in, tree and diagnostics out.

use crate::{Diagnostic, FileId, Limits, Node, Sources};

/// What could be read, and what is to be said about the rest.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    /// The value; present whenever anything sensible could be read.
    pub value: T,
    /// What is wrong with the text, in order of position.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Parsed<T> {
    /// Whether a diagnostic forbids a verdict on this value.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}
