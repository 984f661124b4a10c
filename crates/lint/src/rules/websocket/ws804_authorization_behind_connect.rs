//! `WS804`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A route of a WebSocket API other than `$connect` has an authorization.
    ///
    /// # Why
    ///
    /// API Gateway authorizes a WebSocket connection once, at `$connect`, and refuses an
    /// authorization at any other route. Messages are not checked again.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// $connect: NONE
    /// sendmessage: AWS_IAM
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// $connect: AWS_IAM
    /// sendmessage: NONE
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html>
    AuthorizationBehindConnect = "WS804" "authorization-behind-connect" Error Regular since "0.2.0"
}

promoted_rule!(AuthorizationBehindConnect takes "authorization-behind-connect");
