//! `RP121`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A resource policy is given to an HTTP API or a WebSocket API, which have none.
    ///
    /// # Why
    ///
    /// Only REST APIs have resource policies. For HTTP and WebSocket APIs the policy is
    /// refused or passed over, so that it neither opens nor closes anything; callers of other
    /// accounts come through a role of the account of the API.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// kind: HTTP
    /// resource-policy: { file: policy.json }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// kind: HTTP
    /// # and a role that callers of other accounts may assume
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html>
    ResourcePolicyWithoutEffect = "RP121" "resource-policy-without-effect" Error Regular since "0.2.0"
}

promoted_rule!(ResourcePolicyWithoutEffect takes "resource-policy-not-supported");
