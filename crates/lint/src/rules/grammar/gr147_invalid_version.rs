//! `GR147`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// The `Version` of a policy is neither of the two that there are.
    ///
    /// # Why
    ///
    /// `Version` is the version of the policy language and not the date of the policy:
    /// `2012-10-17`, or `2008-10-17`, which has no policy variables. AWS refuses any other.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Version": "2012-10-18"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Version": "2012-10-17"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
    InvalidVersion = "GR147" "invalid-version" Error Regular since "0.2.0"
        access_analyzer ["INVALID_VERSION"]
}

promoted_rule! { InvalidVersion takes "invalid-version" }
