//! `RM915`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// The `security` of the root of an OpenAPI definition does not protect a REST API.
    ///
    /// # Why
    ///
    /// API Gateway reads `security` at operations only. Tools that show the definition say that
    /// every operation asks for it, and the operations that have none of their own ask nobody
    /// who calls: everybody gets in whom no resource policy keeps out.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// security: [{ sigv4: [] }]
    /// paths:
    ///   /pets:
    ///     get: { x-amazon-apigateway-integration: { type: mock } }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// paths:
    ///   /pets:
    ///     get: { security: [{ sigv4: [] }], x-amazon-apigateway-integration: { type: mock } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html>
    RootSecurityIsNotUsed = "RM915" "root-security-is-not-used" High Regular since "0.2.0"
}

promoted_rule!(RootSecurityIsNotUsed takes "root-security-not-used");
