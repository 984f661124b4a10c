//! `DP006`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A resource policy of a SAM template becomes no statement, as the API has no paths there.
    ///
    /// # Why
    ///
    /// SAM writes the statements of `ResourcePolicy` for each path and method of the API that
    /// it knows from the template. Without any, it writes none, and the API has no policy
    /// although the template seems to say one.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// Auth:
    ///   ResourcePolicy:
    ///     IpRangeWhitelist: [203.0.113.0/24]
    /// # and no function has an event of this API
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// Auth:
    ///   ResourcePolicy:
    ///     CustomStatements: [{ Effect: Allow, … }]
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html>
    SamPolicyWithoutPaths = "DP006" "sam-policy-without-paths" Error Regular since "0.2.0"
}

promoted_rule!(SamPolicyWithoutPaths takes "sam-allowlist-without-paths");
