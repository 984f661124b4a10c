//! `GR116`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// What looks like a policy variable is none.
    ///
    /// # Why
    ///
    /// A variable that is not closed, or whose name is none, stays literal text: the pattern
    /// then matches a resource whose name holds `${`, and in truth none.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/${aws:username"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/${aws:username}"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
    MalformedVariable = "GR116" "malformed-variable" High Regular since "0.2.0"
        access_analyzer ["MISSING_BRACE_IN_VARIABLE", "EMPTY_VARIABLE", "UNSUPPORTED_SPACE_IN_VARIABLE", "MISSING_QUOTE_IN_VARIABLE"]
}

promoted_rule! { MalformedVariable takes "malformed-variable" }
