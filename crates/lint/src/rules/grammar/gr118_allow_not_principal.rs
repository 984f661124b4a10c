//! `GR118`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// An `Allow` has a `NotPrincipal`.
    ///
    /// # Why
    ///
    /// It allows everybody but those who are named, anonymous callers included.
    ///
    /// # Bad
    ///
    /// ```json
    /// { "Effect": "Allow", "NotPrincipal": { "AWS": "222222222222" }, "Action": "execute-api:Invoke", "Resource": "execute-api:/*" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// { "Effect": "Deny", "Principal": { "AWS": "222222222222" }, "Action": "execute-api:Invoke", "Resource": "execute-api:/*" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
    AllowNotPrincipal = "GR118" "allow-not-principal" High Regular since "0.2.0"
        access_analyzer ["ALLOW_WITH_NOT_PRINCIPAL"]
}

promoted_rule! { AllowNotPrincipal takes "allow-not-principal" }
