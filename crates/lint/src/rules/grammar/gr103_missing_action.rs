//! `GR103`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A statement has neither `Action` nor `NotAction`.
    ///
    /// # Why
    ///
    /// AWS refuses the policy: nobody knows what it would allow or deny.
    ///
    /// # Bad
    ///
    /// ```json
    /// { "Effect": "Deny", "Resource": "*" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// { "Effect": "Deny", "Action": "execute-api:Invoke", "Resource": "*" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
    MissingAction = "GR103" "missing-action" Error Regular since "0.2.0"
        access_analyzer ["MISSING_ACTION"]
}

promoted_rule! { MissingAction takes "missing-action" }
