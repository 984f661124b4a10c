//! `RP121`.

use crate::{
    finding::Findings,
    model::Model,
    promote::promote,
    rule::{Meta, Rule, rule},
};

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

impl Rule for ResourcePolicyWithoutEffect {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        promote(
            &Self::META,
            &["resource-policy-not-supported"],
            model,
            findings,
        );
    }
}
