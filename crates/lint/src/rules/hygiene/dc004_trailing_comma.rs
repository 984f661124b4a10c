//! `DC004`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A comma stands before the end of a list or an object in JSON.
    ///
    /// # Why
    ///
    /// JSON allows no comma there. AWS refuses such a policy, while some editors and readers
    /// take it, so that the mistake shows only when the policy is attached.
    ///
    /// # Bad
    ///
    /// ```json
    /// { "Effect": "Allow", "Action": "execute-api:Invoke", }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// { "Effect": "Allow", "Action": "execute-api:Invoke" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
    TrailingComma = "DC004" "trailing-comma" Error Regular since "0.2.0"
        access_analyzer ["JSON_SYNTAX_ERROR"]
}

promoted_rule! { TrailingComma takes "json-trailing-comma" }
