//! `DP010`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// An API has a definition, and methods beside it.
    ///
    /// # Why
    ///
    /// Each change of the definition writes the API anew, and the methods that are resources
    /// of their own are lost until the next update of theirs.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// Body: { … }
    /// # and resources of the type AWS::ApiGateway::Method
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// one of the two
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html>
    DefinitionAndMethodsMixed = "DP010" "definition-and-methods-mixed" Medium Regular since "0.2.0"
}

promoted_rule!(DefinitionAndMethodsMixed takes "body-and-resources-mixed");
