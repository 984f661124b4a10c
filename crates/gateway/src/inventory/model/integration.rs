//! Integrations: what a route leads to.
//!
//! Source: API Gateway API reference, `API_Integration`; version 2 API reference,
//! `apis-apiid-integrations`.

use can_invoke_source::Span;

/// An integration of a route.
#[derive(Clone, Debug, PartialEq)]
pub struct Integration {
    /// Its id or name, where it has one.
    pub id: Option<String>,
    /// Where the inventory speaks of it.
    pub span: Span,
}
