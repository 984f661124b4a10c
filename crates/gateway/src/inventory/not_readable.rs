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

impl NotReadable {
    /// What was tried and what came of it, in a line: `iam:GetRole answered AccessDenied: …`.
    pub fn refusal(&self) -> String {
        format!("`{}` answered {}", self.operation, self.error)
    }

    /// Whether a permission was missing, and not something else in the way.
    pub fn is_denied(&self) -> bool {
        // Source: the pages of common errors of the services, and of EC2 and Lambda
        // (`UnauthorizedOperation`).
        ["AccessDenied", "Unauthorized", "NotAuthorized", "Forbidden"]
            .iter()
            .any(|code| self.error.contains(code))
            || self.error.contains("not authorized to perform")
    }

    /// The permission that reading it takes: `apigateway:GET on arn:aws:apigateway:…`; the
    /// operation, where the action is not said.
    pub fn permission(&self) -> String {
        let action = self.action.as_deref().unwrap_or(&self.operation);
        match self.resource.as_deref() {
            Some(resource) => format!("`{action}` on `{resource}`"),
            None => format!("`{action}`"),
        }
    }

    /// What to do so that it can be read.
    pub fn remedy(&self) -> String {
        if self.is_denied() {
            format!("grant {} and fetch again", self.permission())
        } else {
            format!("fetch again; it takes {}", self.permission())
        }
    }
}
