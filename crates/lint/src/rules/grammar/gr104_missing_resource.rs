//! `GR104`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A statement has neither `Resource` nor `NotResource`, and its policy must have one.
    ///
    /// # Why
    ///
    /// AWS refuses the policy. Only the trust policy of a role names no resource, because it
    /// stands on one.
    ///
    /// # Bad
    ///
    /// ```json
    /// { "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// { "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
    MissingResource = "GR104" "missing-resource" Error Regular since "0.2.0"
        access_analyzer ["MISSING_RESOURCE"]
}

promoted_rule! { MissingResource takes "missing-resource" }
