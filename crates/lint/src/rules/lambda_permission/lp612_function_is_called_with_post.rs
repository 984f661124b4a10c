//! `LP612`.

use crate::{rule::rule, surveyed::gap_rule};

rule! {
    /// An integration of a REST API calls a Lambda function with another method than POST.
    ///
    /// # Why
    ///
    /// The method of the integration is that of the request to Lambda, which takes POST only,
    /// whatever the method of the route is. With another one every call ends in a 500.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// GET /pets:
    ///   integration: { type: AWS_PROXY, method: GET, uri: … }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// GET /pets:
    ///   integration: { type: AWS_PROXY, method: POST, uri: … }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>
    FunctionIsCalledWithPost = "LP612" "function-is-called-with-post" Error Regular since "0.2.0"
}

gap_rule!(FunctionIsCalledWithPost takes "lambda-not-post" help "set the method of the integration to POST");
