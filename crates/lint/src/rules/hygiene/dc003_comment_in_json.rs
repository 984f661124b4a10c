//! `DC003`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A JSON document holds a comment.
    ///
    /// # Why
    ///
    /// JSON has no comments. AWS refuses a policy with one, while some editors and readers
    /// take it, so that the mistake shows only when the policy is attached.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "execute-api:Invoke" // only reading
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Sid": "OnlyReading",
    /// "Action": "execute-api:Invoke"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
    CommentInJson = "DC003" "comment-in-json" Error Regular since "0.2.0"
        access_analyzer ["JSON_SYNTAX_ERROR"]
}

promoted_rule! { CommentInJson takes "json-comment" "json-unterminated-comment" }
