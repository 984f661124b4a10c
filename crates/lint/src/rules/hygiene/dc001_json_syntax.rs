//! `DC001`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// The document is neither JSON nor YAML as it should be.
    ///
    /// # Why
    ///
    /// Nobody reads it: AWS refuses the policy or the template, and what was meant takes no
    /// effect. Often the text was copied from a place with other rules: JavaScript, Python,
    /// HCL, or a page that turns quotes around.
    ///
    /// # Bad
    ///
    /// ```json
    /// { "Effect": 'Allow' }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// { "Effect": "Allow" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
    JsonSyntax = "DC001" "json-syntax" Error Regular since "0.2.0"
        access_analyzer ["JSON_SYNTAX_ERROR"]
}

promoted_rule! { JsonSyntax takes "json-expected-colon" "json-missing-comma" "json-unexpected" "json-unexpected-word" "json-unquoted-key" "json-unterminated" "json-unterminated-string" "json-single-quotes" "json-control-character" "json-number" "json-whitespace" "json-trailing-text" "json-escape" "yaml-syntax" "yaml-tab" "yaml-escape" "yaml-unterminated-string" "yaml-key" "yaml-alias" "yaml-merge-key" }
