//! `GR117`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A policy variable stands before the last part of an ARN.
    ///
    /// # Why
    ///
    /// Variables are read in the last part of an ARN only. Before it they are literal text,
    /// which no ARN has, so that the statement matches nothing.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:${aws:PrincipalAccount}:abc123/*"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
    VariableBeforeResource = "GR117" "variable-before-resource" Error Regular since "0.2.0"
        access_analyzer ["VARIABLE_UNSUPPORTED_IN_ELEMENT"]
}

promoted_rule! { VariableBeforeResource takes "variable-before-resource" }
