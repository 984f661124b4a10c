//! `GR111`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// An action is not written as `service:Name`.
    ///
    /// # Why
    ///
    /// AWS refuses the policy. Only `*` stands for every action without the name of a
    /// service.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "Invoke"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": "execute-api:Invoke"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
    InvalidAction = "GR111" "invalid-action" Error Regular since "0.2.0"
        access_analyzer ["INVALID_ACTION", "INVALID_SERVICE_IN_ACTION"]
}

promoted_rule! { InvalidAction takes "invalid-action" }
