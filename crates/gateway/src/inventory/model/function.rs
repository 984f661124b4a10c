//! Lambda functions, as far as who may call them.
//!
//! Source: Lambda API reference, `API_GetPolicy`: a version or an alias has a policy of its
//! own, and a call of one is not governed by that of the function.

use std::sync::Arc;

use can_invoke_policy::{Arn, Policy};
use can_invoke_source::Span;

use crate::inventory::Known;

/// A Lambda function, or a version or alias of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Its ARN, with the version or alias if it is one.
    pub arn: String,
    /// The resource-based policy of just this function, version or alias.
    pub policy: Known<Option<Arc<Policy>>>,
    /// Where the inventory speaks of it.
    pub span: Span,
}

impl Function {
    /// The account that owns it.
    pub fn account(&self) -> Option<&str> {
        Some(Arn::parse(&self.arn)?.account)
    }
}
