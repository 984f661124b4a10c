//! `VL701`.

use crate::{rule::rule, surveyed::gap_rule};

rule! {
    /// An HTTP API refers to a VPC link of the older version.
    ///
    /// # Why
    ///
    /// HTTP APIs take VPC links that were created for HTTP APIs (`aws apigatewayv2 create-
    /// vpc-link`). A link of `aws apigateway create-vpc-link` leads to a Network Load
    /// Balancer and belongs to REST APIs and WebSocket APIs.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// connection-id: vlk111 # of `aws apigateway create-vpc-link`
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// connection-id: vlk222 # of `aws apigatewayv2 create-vpc-link`
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vpc-links.html>
    HttpApiNeedsNewerLink = "VL701" "http-api-needs-newer-link" Error Regular since "0.2.0"
}

gap_rule!(HttpApiNeedsNewerLink takes "http-api-link-version" help "create the link with `aws apigatewayv2 create-vpc-link`");
