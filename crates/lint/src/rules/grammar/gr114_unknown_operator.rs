//! `GR114`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A condition operator is none.
    ///
    /// # Why
    ///
    /// AWS refuses the policy. Operators end in what they compare with: `StringEquals`,
    /// `ArnLike`, `IpAddress`; `IfExists` may follow, `ForAllValues:` and `ForAnyValue:` may
    /// stand before.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "StringEqual": { "aws:PrincipalOrgID": "o-exampleorg1" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-exampleorg1" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
    UnknownOperator = "GR114" "unknown-operator" Error Regular since "0.2.0"
        access_analyzer ["INVALID_CONDITION_OPERATOR"]
}

promoted_rule! { UnknownOperator takes "unknown-operator" }
