//! `DP001`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A change of a resource policy is not deployed by the deployment of the template.
    ///
    /// # Why
    ///
    /// A REST API serves what was deployed, and a resource policy takes effect with the next
    /// deployment. CloudFormation makes a new deployment only where the resource is a new
    /// one, and Terraform where its triggers change: a deployment that is not tied to the
    /// policy stays, and so does the old policy.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// Deployment:
    ///   Type: AWS::ApiGateway::Deployment
    ///   Properties: { RestApiId: !Ref Pets }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// DeploymentOf20261123: # a new name with each change of the policy
    ///   Type: AWS::ApiGateway::Deployment
    ///   Properties: { RestApiId: !Ref Pets }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html>
    PolicyIsNotDeployed = "DP001" "policy-is-not-deployed" High Regular since "0.2.0"
}

promoted_rule!(PolicyIsNotDeployed takes "policy-not-deployed");
