//! `GR102`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A policy has no statement, or a statement is no object.
    ///
    /// # Why
    ///
    /// AWS refuses a policy without `Statement`, and a statement that is no object. With an empty
    /// list a policy neither allows nor denies anything.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// { "Version": "2012-10-17" }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// { "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*" } ] }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html>
    MissingStatement = "GR102" "missing-statement" Error Regular since "0.2.0"
        access_analyzer ["MISSING_STATEMENT"]
}

promoted_rule! { MissingStatement takes "missing-statement" "no-statements" "statement-not-object" }
