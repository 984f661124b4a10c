//! `GR119`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A `Sid` holds characters that IAM does not accept.
    ///
    /// # Why
    ///
    /// IAM accepts letters and digits without spaces and signs in the `Sid` of identity-based
    /// policies and trust policies, and refuses the policy otherwise.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Sid": "allow-pets"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Sid": "AllowPets"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>
    UnsupportedSid = "GR119" "unsupported-sid" Error Regular since "0.2.0"
        access_analyzer ["UNSUPPORTED_SID"]
}

promoted_rule! { UnsupportedSid takes "unsupported-sid" }
