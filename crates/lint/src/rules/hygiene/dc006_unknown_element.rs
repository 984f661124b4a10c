//! `DC006`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// An object of a policy holds a key that no policy has.
    ///
    /// # Why
    ///
    /// AWS refuses the policy. A condition under a misspelt name would else restrict nothing.
    /// Names of elements depend on case.
    ///
    /// # Bad
    ///
    /// ```json
    /// { "Effect": "Allow", "Action": "*", "Resource": "*", "Conditions": {} }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {} }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>
    UnknownElement = "DC006" "unknown-element" Error Regular since "0.2.0"
        access_analyzer ["INVALID_POLICY_ELEMENT"]
}

promoted_rule! { UnknownElement takes "unknown-element" }
