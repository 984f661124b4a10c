//! `GR115`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A condition key is not written as `service:name`, or a condition is no object.
    ///
    /// # Why
    ///
    /// A key without its service is in no request, so that the condition is never, or always,
    /// fulfilled.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "SourceVpce": "vpce-0a1b2c3d" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "aws:SourceVpce": "vpce-0a1b2c3d" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
    ConditionKeyFormat = "GR115" "condition-key-format" Error Regular since "0.2.0"
        access_analyzer ["INVALID_CONDITION_KEY_FORMAT"]
}

promoted_rule! { ConditionKeyFormat takes "condition-key-format" "condition-not-object" }
