//! `GR113`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A resource is no ARN, or an ARN that is cut short.
    ///
    /// # Why
    ///
    /// A resource is `*` or an ARN of six parts between colons; the short form
    /// `execute-api:/…` is for the resource policies of REST APIs alone. What is no ARN matches
    /// nothing. Of an ARN that is cut short, IAM takes the missing parts for `*`, so that it
    /// matches more than is written.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
    MalformedResource = "GR113" "malformed-resource" Error Regular since "0.2.0"
        access_analyzer ["INVALID_ARN_PREFIX", "MISSING_ARN_FIELD", "INVALID_ARN_RESOURCE"]
}

promoted_rule! { MalformedResource takes "malformed-resource" "incomplete-arn" }
