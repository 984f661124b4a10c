//! `GR105`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A statement of a resource-based policy names no principal.
    ///
    /// # Why
    ///
    /// AWS refuses the policy. A resource-based policy has to say whom it speaks of; an
    /// identity-based policy speaks of whoever has it.
    ///
    /// # Bad
    ///
    /// ```json
    /// { "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "execute-api:/*" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// { "Effect": "Allow", "Principal": { "AWS": "222222222222" }, "Action": "execute-api:Invoke", "Resource": "execute-api:/*" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
    MissingPrincipal = "GR105" "missing-principal" Error Regular since "0.2.0"
        access_analyzer ["MISSING_PRINCIPAL"]
}

promoted_rule! { MissingPrincipal takes "missing-principal" }
