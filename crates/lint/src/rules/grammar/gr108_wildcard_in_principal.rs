//! `GR108`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A wildcard is part of a principal.
    ///
    /// # Why
    ///
    /// A principal is everybody (`"*"`) or one of whom the whole name is written. AWS refuses
    /// `role/*`; a condition on `aws:PrincipalArn` can say what was meant.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": { "AWS": "arn:aws:iam::222222222222:role/pet-*" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": { "AWS": "222222222222" },
    /// "Condition": { "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::222222222222:role/pet-*" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
    WildcardInPrincipal = "GR108" "wildcard-in-principal" Error Regular since "0.2.0"
        access_analyzer ["UNSUPPORTED_WILDCARD_IN_PRINCIPAL", "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL"]
}

promoted_rule! { WildcardInPrincipal takes "unsupported-wildcard-in-principal" }
