//! `RM913`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A gateway response answers a denied request with a success.
    ///
    /// # Why
    ///
    /// Clients and monitors take a request that was denied for one that succeeded, and nobody
    /// sees that callers are kept out, or that a policy is wrong.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// Type: AWS::ApiGateway::GatewayResponse
    /// Properties: { ResponseType: ACCESS_DENIED, StatusCode: "200" }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// Properties: { ResponseType: ACCESS_DENIED, StatusCode: "403" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>
    DenialLooksLikeSuccess = "RM913" "denial-looks-like-success" High Regular since "0.2.0"
}

promoted_rule!(DenialLooksLikeSuccess takes "gateway-response-hides-denial");
