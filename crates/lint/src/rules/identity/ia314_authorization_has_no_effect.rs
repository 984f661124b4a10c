//! `IA314`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// An authorization of a SAM template names no authorizer, or has no effect.
    ///
    /// # Why
    ///
    /// SAM takes the name of an authorizer that the API defines, `AWS_IAM`, which HTTP APIs
    /// have to enable, and `NONE` where there is a default. Otherwise the template is
    /// refused, or the route is not authorized as it seems.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// Auth: { DefaultAuthorizer: AWS_IAM } # of an HttpApi
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// Auth: { DefaultAuthorizer: AWS_IAM, EnableIamAuthorizer: true }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-httpapiauth.html>
    AuthorizationHasNoEffect = "IA314" "authorization-has-no-effect" High Regular since "0.2.0"
}

promoted_rule!(AuthorizationHasNoEffect takes "sam-unknown-authorizer" "sam-iam-not-enabled" "sam-none-without-default" "sam-auth-without-definition" "sam-auth-not-a-map");
