//! `VL703`.

use crate::{rule::rule, surveyed::gap_rule};

rule! {
    /// An integration over HTTP, or of a REST API with AWS, has no method for its request to the backend.
    ///
    /// # Why
    ///
    /// API Gateway has to be told with which HTTP method it calls what is behind a route;
    /// `ANY` passes that of the client. Without one the integration is refused, or every call
    /// ends in a 500.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// type: HTTP_PROXY
    /// method: none
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// type: HTTP_PROXY
    /// method: ANY
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html>
    IntegrationMethodMissing = "VL703" "integration-method-missing" Error Regular since "0.2.0"
}

gap_rule!(IntegrationMethodMissing takes "method-missing" help "set the method of the integration (`integrationHttpMethod`, `IntegrationMethod`); `ANY` passes that of the client");
