//! `RP122`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// An API has a resource policy in two places.
    ///
    /// # Why
    ///
    /// A policy beside the definition of an API and another inside it, or one in the resource
    /// of the API and one in a resource of its own: which of them the API has in the end
    /// depends on the order of the updates, and each update undoes the other.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// Policy: { … }
    /// Body: { x-amazon-apigateway-policy: { … } }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// Body: { x-amazon-apigateway-policy: { … } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html>
    TwoPolicies = "RP122" "two-policies" Error Regular since "0.2.0"
}

promoted_rule!(TwoPolicies takes "two-policies" "two-owners");
