//! Which types of resources are read, and which are passed over.

use can_invoke_source::Node;

use super::resources::Resources;

/// What is read.
const READ: [&str; 49] = [
    "AWS::ApiGateway::ApiKey",
    "AWS::ApiGateway::Authorizer",
    "AWS::ApiGateway::BasePathMapping",
    "AWS::ApiGateway::BasePathMappingV2",
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::DomainName",
    "AWS::ApiGateway::DomainNameAccessAssociation",
    "AWS::ApiGateway::DomainNameV2",
    "AWS::ApiGateway::GatewayResponse",
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGateway::UsagePlan",
    "AWS::ApiGateway::UsagePlanKey",
    "AWS::ApiGateway::VpcLink",
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::ApiMapping",
    "AWS::ApiGatewayV2::Authorizer",
    "AWS::ApiGatewayV2::DomainName",
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Route",
    "AWS::ApiGatewayV2::Stage",
    "AWS::ApiGatewayV2::VpcLink",
    "AWS::EC2::VPCEndpoint",
    "AWS::IAM::Group",
    "AWS::IAM::GroupPolicy",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::User",
    "AWS::IAM::UserPolicy",
    "AWS::IAM::UserToGroupAddition",
    "AWS::Lambda::Permission",
    "AWS::Organizations::Policy",
    "AWS::SSO::PermissionSet",
    // Only their names and ARNs are read.
    "AWS::Lambda::Alias",
    "AWS::Lambda::Function",
    "AWS::Lambda::Version",
    // They say nothing that bears on requests.
    "AWS::ApiGateway::Account",
    "AWS::ApiGateway::ClientCertificate",
    "AWS::ApiGateway::Model",
    "AWS::ApiGateway::RequestValidator",
    "AWS::ApiGatewayV2::Deployment",
    "AWS::ApiGatewayV2::IntegrationResponse",
    "AWS::ApiGatewayV2::Model",
    "AWS::ApiGatewayV2::RouteResponse",
    "AWS::IAM::AccessKey",
];

/// What bears on no question that is asked here.
const PASSED_OVER: [&str; 19] = [
    "AWS::ApiGateway::DocumentationPart",
    "AWS::ApiGateway::DocumentationVersion",
    "AWS::IAM::InstanceProfile",
    "AWS::IAM::OIDCProvider",
    "AWS::IAM::SAMLProvider",
    "AWS::IAM::ServerCertificate",
    "AWS::IAM::ServiceLinkedRole",
    "AWS::IAM::VirtualMFADevice",
    "AWS::Lambda::CapacityProvider",
    "AWS::Lambda::CodeSigningConfig",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::LayerVersionPermission",
    "AWS::Lambda::Url",
    "AWS::Serverless::Application",
    "AWS::Serverless::LayerVersion",
    "AWS::Serverless::SimpleTable",
    "AWS::Serverless::StateMachine",
];

/// Transforms that change nothing that is not read in another way.
const TRANSFORMS: [&str; 5] = [
    "AWS::Serverless-2016-10-31",
    "AWS::LanguageExtensions",
    "AWS::CodeDeployBlueGreen",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
];

/// Whether resources of a type are read.
pub(super) fn is_read(kind: &str) -> bool {
    READ.contains(&kind)
}

/// Says of what is not read and would matter that it is not understood. Types of other
/// services are passed over in silence.
pub(super) fn report_others(template: &Node, resources: &mut Resources<'_>) {
    let all = template.get("Resources").and_then(Node::as_object);
    for one in all.unwrap_or_default() {
        if one.key.starts_with("Fn::") {
            let message = format!("what `{}` makes of the template is not known", one.key);
            resources.not_understood(one.key_span, message);
            continue;
        }
        let Some(node) = one.value.get("Type") else {
            continue;
        };
        let kind = node.as_str().unwrap_or_default();
        let of_ours = [
            "AWS::ApiGateway::",
            "AWS::ApiGatewayV2::",
            "AWS::IAM::",
            "AWS::Lambda::",
            "AWS::Serverless::",
        ];
        let matters = of_ours.iter().any(|prefix| kind.starts_with(prefix));
        if matters && !READ.contains(&kind) && !PASSED_OVER.contains(&kind) {
            let message = format!("resources of type `{kind}` are not understood");
            resources.not_understood(node.span, message);
        } else if matches!(
            kind,
            "AWS::CloudFormation::Stack" | "AWS::Serverless::Application"
        ) {
            let message = "the template of the nested stack is not read: give it as well";
            resources.not_understood(node.span, message);
        } else if kind.ends_with("::MODULE") {
            let message = format!("what the module `{kind}` stands for is not known");
            resources.not_understood(node.span, message);
        }
    }
    let transforms = template.get("Transform");
    let transforms = transforms.map_or(&[][..], super::resources::elements);
    for transform in transforms {
        let name = transform.get("Name").unwrap_or(transform);
        let known = name.as_str().is_some_and(|name| TRANSFORMS.contains(&name));
        if !known {
            let name = name.as_str().unwrap_or("?");
            let message = format!("what the macro `{name}` makes of the template is not known");
            resources.not_understood(transform.span, message);
        }
    }
}
