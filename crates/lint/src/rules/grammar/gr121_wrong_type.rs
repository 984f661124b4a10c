//! `GR121`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// An element of a policy has a value of another type than it can have.
    ///
    /// # Why
    ///
    /// AWS refuses the policy. Actions, resources and `Sid`s are strings, in quotation marks.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Sid": 1
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Sid": "1"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
    WrongType = "GR121" "wrong-type" Error Regular since "0.2.0"
        access_analyzer ["DATA_TYPE_MISMATCH"]
}

promoted_rule! { WrongType takes "not-a-string" "wrong-type" }
