//! `GR107`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A principal is not written as principals are.
    ///
    /// # Why
    ///
    /// AWS refuses the policy. A principal is `"*"`, or an object from a kind (`AWS`,
    /// `Service`, `Federated`, `CanonicalUser`) to names; the name of an account has twelve
    /// digits.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": "arn:aws:iam::222222222222:role/pet-shop"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": { "AWS": "arn:aws:iam::222222222222:role/pet-shop" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
    InvalidPrincipal = "GR107" "invalid-principal" Error Regular since "0.2.0"
        access_analyzer ["INVALID_PRINCIPAL_FORMAT", "INVALID_PRINCIPAL_KEY", "INVALID_ARN_ACCOUNT"]
}

promoted_rule! { InvalidPrincipal takes "invalid-principal" "unknown-principal-kind" }
