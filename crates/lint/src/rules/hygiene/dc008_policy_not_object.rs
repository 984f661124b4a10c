//! `DC008`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A policy document is no object.
    ///
    /// # Why
    ///
    /// A policy is one object with `Version` and `Statement`. A list of statements, or a text
    /// inside a text inside a text, is refused.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// resource-policy: []
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// resource-policy: { Version: "2012-10-17", Statement: [] }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
    PolicyNotObject = "DC008" "policy-not-object" Error Regular since "0.2.0"
        access_analyzer ["JSON_SYNTAX_ERROR"]
}

promoted_rule! { PolicyNotObject takes "policy-not-object" "encoded-too-often" }
