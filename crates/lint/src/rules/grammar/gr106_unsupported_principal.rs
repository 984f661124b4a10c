//! `GR106`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A principal stands where this kind of policy has none, or none of this kind.
    ///
    /// # Why
    ///
    /// AWS refuses the policy. Identity-based policies, permissions boundaries and service
    /// control policies name no principals; federated principals stand in trust policies
    /// only.
    ///
    /// # Bad
    ///
    /// ```json
    /// { "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// { "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
    UnsupportedPrincipal = "GR106" "unsupported-principal" Error Regular since "0.2.0"
        access_analyzer ["UNSUPPORTED_PRINCIPAL", "FEDERATED_PRINCIPAL_NOT_SUPPORTED", "SCP_SYNTAX_ERROR_PRINCIPAL", "RCP_SYNTAX_ERROR_PRINCIPAL"]
}

promoted_rule! { UnsupportedPrincipal takes "unsupported-principal" }
