//! `GR109`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A statement has an element together with its opposite.
    ///
    /// # Why
    ///
    /// AWS refuses `Action` beside `NotAction`, `Resource` beside `NotResource` and
    /// `Principal` beside `NotPrincipal`.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "execute-api:*", "NotAction": "execute-api:ManageConnections"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": ["execute-api:Invoke", "execute-api:InvalidateCache"]
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>
    ElementCombination = "GR109" "element-combination" Error Regular since "0.2.0"
        access_analyzer ["UNSUPPORTED_ELEMENT_COMBINATION"]
}

promoted_rule! { ElementCombination takes "unsupported-element-combination" }
