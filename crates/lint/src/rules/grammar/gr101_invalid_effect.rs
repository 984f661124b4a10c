//! `GR101`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// The `Effect` of a statement is missing, or it is neither `Allow` nor `Deny`.
    ///
    /// # Why
    ///
    /// AWS refuses the policy. The words depend on case: `allow` is none of them. A resource
    /// control policy can only deny.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Effect": "allow"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Effect": "Allow"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html>
    InvalidEffect = "GR101" "invalid-effect" Error Regular since "0.2.0"
        access_analyzer ["INVALID_EFFECT", "MISSING_EFFECT", "RCP_SYNTAX_ERROR_ALLOW"]
}

promoted_rule! { InvalidEffect takes "invalid-effect" "missing-effect" "unsupported-effect" }
