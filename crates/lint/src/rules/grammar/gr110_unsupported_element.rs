//! `GR110`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A statement has an element that this kind of policy does not have.
    ///
    /// # Why
    ///
    /// AWS refuses the policy: the trust policy of a role has no `Resource`, because it
    /// stands on the role; a resource control policy has no `NotAction` and no
    /// `NotPrincipal`.
    ///
    /// # Bad
    ///
    /// ```json
    /// { "Effect": "Allow", "Principal": { "AWS": "222222222222" }, "Action": "sts:AssumeRole", "Resource": "*" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// { "Effect": "Allow", "Principal": { "AWS": "222222222222" }, "Action": "sts:AssumeRole" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html>
    UnsupportedElement = "GR110" "unsupported-element" Error Regular since "0.2.0"
        access_analyzer ["ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL", "RCP_SYNTAX_ERROR_NOTACTION"]
}

promoted_rule! { UnsupportedElement takes "unsupported-element" }
