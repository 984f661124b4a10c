//! Lambda functions, as far as who may call them.
//!
//! Source: Lambda API reference, `API_GetPolicy`.

use can_invoke_source::Span;

/// A Lambda function, or a version or alias of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Its ARN, with the version or alias if it is one.
    pub arn: String,
    /// Where the inventory speaks of it.
    pub span: Span,
}
