//! What could not be read when an inventory was made from live accounts.

use can_invoke_source::Span;

/// A fact that somebody tried to read and could not: it is not known, and this says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotReadable {
    /// What it is about: the ARN of a principal or function, the id of an API, a VPC endpoint or
    /// an account, a domain name.
    pub of: String,
    /// Which fact, in words that go on after "the": `identity-based policies`.
    pub fact: String,
    /// The operation, with its service: `iam:ListRolePolicies`, `apigateway:GetResources`.
    pub operation: String,
    /// The account that was asked.
    pub account: Option<String>,
    /// The IAM action that the call needs: `iam:ListRolePolicies`, `apigateway:GET`.
    pub action: Option<String>,
    /// The resource that the action is needed on.
    pub resource: Option<String>,
    /// The error, with its code.
    pub error: String,
    /// Where the inventory says so.
    pub span: Span,
}
