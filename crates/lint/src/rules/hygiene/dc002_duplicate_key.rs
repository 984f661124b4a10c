//! `DC002`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A key stands twice in one object.
    ///
    /// # Why
    ///
    /// Readers keep one of the two and drop the other without a word, so that a condition
    /// that was written restricts nothing. Names of condition keys do not depend on case, so
    /// that two that differ in nothing else are one.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": {
    ///   "StringEquals": { "aws:SourceVpce": "vpce-0a1b2c3d" },
    ///   "StringEquals": { "aws:PrincipalOrgID": "o-exampleorg1" }
    /// }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": {
    ///   "StringEquals": {
    ///     "aws:SourceVpce": "vpce-0a1b2c3d",
    ///     "aws:PrincipalOrgID": "o-exampleorg1"
    ///   }
    /// }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>
    DuplicateKey = "DC002" "duplicate-key" Error Regular since "0.2.0"
        access_analyzer ["DUPLICATE_KEYS_WITH_DIFFERENT_CASE"]
}

promoted_rule! { DuplicateKey takes "duplicate-key" "duplicate-condition-key" }
