//! `LP619`.

use crate::{rule::rule, surveyed::gap_rule};

rule! {
    /// The uri of an integration has a form that its type does not take.
    ///
    /// # Why
    ///
    /// A REST API names a Lambda function by the path of Lambda in its own ARN form,
    /// `arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function}/invocations`;
    /// integrations over HTTP take a URL, those with AWS services an ARN. Any other text is
    /// refused, or leads nowhere.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// type: AWS_PROXY
    /// uri: arn:aws:lambda:us-east-1:111111111111:function:pets
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// type: AWS_PROXY
    /// uri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:pets/invocations
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html>
    IntegrationUriForm = "LP619" "integration-uri-form" Error Regular since "0.2.0"
}

gap_rule!(IntegrationUriForm takes "uri-form" "type-and-target" "uri-missing" help "write the uri in the form that the type of the integration takes");
