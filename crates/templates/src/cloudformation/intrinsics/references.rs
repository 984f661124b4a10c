//! `Ref` and `Fn::GetAtt`: what parameters and resources are known by.

use can_invoke_source::{Node, Span};

use super::{Intrinsics, MOST_LEVELS, Worked};
use crate::{placeholder::Shape, tree};

/// Attributes that are what `Ref` of the same resource is.
///
/// Source: CloudFormation template reference, return values of each resource type.
const SAME_AS_REFERENCE: [(&str, &str); 11] = [
    ("AWS::ApiGateway::RestApi", "RestApiId"),
    ("AWS::ApiGateway::Resource", "ResourceId"),
    ("AWS::ApiGateway::Authorizer", "AuthorizerId"),
    ("AWS::ApiGateway::VpcLink", "VpcLinkId"),
    ("AWS::ApiGatewayV2::Api", "ApiId"),
    ("AWS::ApiGatewayV2::Authorizer", "AuthorizerId"),
    ("AWS::ApiGatewayV2::Integration", "IntegrationId"),
    ("AWS::ApiGatewayV2::Route", "RouteId"),
    ("AWS::ApiGatewayV2::VpcLink", "VpcLinkId"),
    ("AWS::EC2::VPC", "VpcId"),
    ("AWS::EC2::VPCEndpoint", "Id"),
];

impl<'a> Intrinsics<'a> {
    /// `Ref`: a pseudo parameter, a parameter, or a resource.
    pub(super) fn reference(&mut self, name: &str, span: Span, level: usize) -> Worked {
        let environment = self.environment;
        let known = match name {
            "AWS::NoValue" => return Worked::Nothing,
            "AWS::AccountId" => Some(self.account()),
            "AWS::Region" => Some(self.region()),
            "AWS::Partition" => Some(self.partition()),
            "AWS::URLSuffix" => Some(match self.partition().as_str() {
                "aws-cn" => "amazonaws.com.cn".to_owned(),
                _ => "amazonaws.com".to_owned(),
            }),
            _ => None,
        };
        if let Some(known) = known {
            return Worked::Value(tree::text(known, span));
        }
        let given = environment.parameters.iter().find(|(one, _)| one == name);
        if let Some(parameter) = self.parameters.get(name).copied() {
            let given = given.map(|(_, value)| value.as_str());
            return Worked::Value(self.parameter(name, parameter, given, span));
        }
        if let Some((_, value)) = given {
            return Worked::Value(tree::text(value.clone(), span));
        }
        if self.type_of(name).is_some() {
            let text = self.reference_to(name, level);
            return Worked::Value(tree::text(text, span));
        }
        Worked::Value(self.unknown(span, name))
    }

    /// What a parameter is: as it is given, or its default. The default of a parameter that is
    /// read from Systems Manager is where the value is found, and not the value.
    fn parameter(&mut self, name: &str, node: &Node, given: Option<&str>, span: Span) -> Node {
        let kind = node.get("Type").and_then(Node::as_str).unwrap_or("String");
        let default = node.get("Default").and_then(Node::scalar_text);
        let default = default.filter(|_| !kind.starts_with("AWS::SSM::"));
        let is_list = kind == "CommaDelimitedList" || kind.contains("List<");
        match given.or(default) {
            Some(value) if is_list => {
                let parts = value.split(',').map(|part| tree::text(part.trim(), span));
                let parts: Vec<Node> = parts.collect();
                self.spend(parts.len(), span);
                tree::list(span, parts)
            }
            Some(value) => tree::text(value, span),
            None => {
                let text = self.unknown_parameter(name, kind);
                tree::text(text, span)
            }
        }
    }

    /// The placeholder of a parameter, in the shape that its type or its name tells.
    fn unknown_parameter(&mut self, name: &str, kind: &str) -> String {
        let lower = name.to_ascii_lowercase();
        let is_arn = lower.contains("arn");
        if is_arn && (lower.contains("lambda") || lower.contains("function")) {
            let own = self.placeholders.of(Shape::Text, name);
            return self.function_arn_of(&own);
        }
        let shape = if kind.contains("AWS::EC2::VPC::Id") {
            Shape::Vpc
        } else if is_arn || kind.contains("List") {
            Shape::Text
        } else if lower.contains("vpce") || lower.contains("vpcendpoint") {
            Shape::VpcEndpoint
        } else if lower.ends_with("account") || lower.ends_with("accountid") {
            Shape::Account
        } else if lower.ends_with("organizationid") || lower.ends_with("orgid") {
            Shape::Organization
        } else if lower.ends_with("region") {
            Shape::Region
        } else if lower.ends_with("vpcid") || lower.ends_with("vpc") {
            Shape::Vpc
        } else {
            Shape::Text
        };
        self.placeholders.of(shape, name)
    }

    fn function_arn_of(&mut self, name: &str) -> String {
        let (partition, region, account) = (self.partition(), self.region(), self.account());
        format!("arn:{partition}:lambda:{region}:{account}:function:{name}")
    }

    /// What `Ref` of a resource gives: its name, its ARN, or an id.
    fn reference_to(&mut self, logical_id: &str, level: usize) -> String {
        let kind = self.type_of(logical_id).unwrap_or_default();
        match kind {
            "AWS::IAM::ManagedPolicy"
            | "AWS::Lambda::Alias"
            | "AWS::Lambda::Version"
            | "AWS::ApiGateway::DomainNameV2" => {
                if let Some(arn) = self.arn_at(logical_id, level + 1) {
                    return arn;
                }
            }
            _ => {
                if let Some(property) = name_property(kind) {
                    return self.name_at(logical_id, property, level + 1);
                }
            }
        }
        self.placeholders.of(shape_of(kind), logical_id)
    }

    /// The type of a resource.
    pub(crate) fn type_of(&self, logical_id: &str) -> Option<&'a str> {
        self.resources.get(logical_id)?.get("Type")?.as_str()
    }

    /// `Fn::GetAtt`.
    pub(super) fn attribute(&mut self, argument: &Node, span: Span, level: usize) -> Node {
        let path = match argument.as_array() {
            Some(parts) => parts
                .iter()
                .filter_map(Node::as_str)
                .collect::<Vec<_>>()
                .join("."),
            None => argument.as_str().unwrap_or_default().to_owned(),
        };
        let (name, attribute) = path.split_once('.').unwrap_or((&path, ""));
        let kind = self.type_of(name).unwrap_or_default().to_owned();
        let text = if SAME_AS_REFERENCE.contains(&(kind.as_str(), attribute)) {
            Some(self.reference_to(name, level))
        } else if matches!(
            attribute,
            "Arn" | "PolicyArn" | "DomainNameArn" | "AliasArn"
        ) {
            self.arn_at(name, level + 1)
        } else {
            None
        };
        let text = text.unwrap_or_else(|| self.placeholders.of(Shape::Text, &path));
        tree::text(text, span)
    }

    /// What an attribute is, by a text that names resource and attribute.
    pub(crate) fn attribute_text(&mut self, path: &Node) -> String {
        let node = self.attribute(path, path.span, 0);
        node.scalar_text().unwrap_or_default().to_owned()
    }

    /// The account that the template is deployed to.
    pub(crate) fn account(&mut self) -> String {
        let known = self.environment.account.clone();
        known.unwrap_or_else(|| self.placeholders.of(Shape::Account, "AWS::AccountId"))
    }

    /// The Region that the template is deployed to.
    pub(crate) fn region(&mut self) -> String {
        let known = self.environment.region.clone();
        known.unwrap_or_else(|| self.placeholders.of(Shape::Region, "AWS::Region"))
    }

    /// The partition that the template is deployed to.
    pub(crate) fn partition(&self) -> String {
        if let Some(known) = &self.environment.partition {
            return known.clone();
        }
        // Source: AWS General Reference, `rande`.
        let region = self.environment.region.as_deref().unwrap_or_default();
        let partition = match region {
            region if region.starts_with("cn-") => "aws-cn",
            region if region.starts_with("us-gov-") => "aws-us-gov",
            region if region.starts_with("eusc-") => "aws-eusc",
            _ => "aws",
        };
        partition.to_owned()
    }

    /// What `Ref` of a resource of this template gives.
    pub(crate) fn id_of(&mut self, logical_id: &str) -> String {
        self.reference_to(logical_id, 0)
    }

    /// The ARN of a resource that has one which is put together from its name.
    pub(crate) fn arn_of(&mut self, logical_id: &str) -> Option<String> {
        self.arn_at(logical_id, 0)
    }

    fn property(&self, logical_id: &str, property: &str) -> Option<&'a Node> {
        let resource: &'a Node = self.resources.get(logical_id)?;
        resource.get("Properties")?.get(property)
    }

    fn property_text(&mut self, logical_id: &str, property: &str, level: usize) -> Option<String> {
        let said = self.property(logical_id, property)?;
        let resolved = self.resolve_at(said, level)?;
        resolved.scalar_text().map(str::to_owned)
    }

    /// The name of a resource: what its property says, or a placeholder for the name that AWS
    /// gives it, or for one that cannot be put together.
    fn name_at(&mut self, logical_id: &str, property: &str, level: usize) -> String {
        let kind = self.type_of(logical_id).unwrap_or_default();
        let shape = if name_property(kind) == Some("DomainName") {
            Shape::Domain
        } else {
            Shape::Text
        };
        if level > MOST_LEVELS {
            return self.placeholders.of(shape, logical_id);
        }
        let is_of_iam = kind.starts_with("AWS::IAM::");
        match self.property_text(logical_id, property, level) {
            Some(text) if text.is_empty() => self.placeholders.of(shape, logical_id),
            Some(text) if self.placeholders.is_in(&text) => {
                // A placeholder may make the name longer than any name, or a name of no host.
                let is_no_name = (is_of_iam && text.len() > 64)
                    || (shape == Shape::Domain && !text.contains('.'));
                if is_no_name {
                    self.placeholders.of(shape, logical_id)
                } else {
                    text
                }
            }
            Some(text) => text,
            None => self.placeholders.of(shape, logical_id),
        }
    }

    fn arn_at(&mut self, logical_id: &str, level: usize) -> Option<String> {
        if level > MOST_LEVELS {
            return None;
        }
        let kind = self.type_of(logical_id)?.to_owned();
        let (partition, account) = (self.partition(), self.account());
        let of_iam = match kind.as_str() {
            "AWS::IAM::Role" => Some(("role", "RoleName")),
            "AWS::IAM::User" => Some(("user", "UserName")),
            "AWS::IAM::Group" => Some(("group", "GroupName")),
            "AWS::IAM::ManagedPolicy" => Some(("policy", "ManagedPolicyName")),
            _ => None,
        };
        if let Some((what, property)) = of_iam {
            let name = self.name_at(logical_id, property, level + 1);
            let path = self.property_text(logical_id, "Path", level + 1);
            let path = match path {
                Some(path) if path.starts_with('/') => path,
                // A path that is not known begins with a slash too.
                Some(path) => format!("/{path}"),
                None => "/".to_owned(),
            };
            let end = if path.ends_with('/') { "" } else { "/" };
            return Some(format!(
                "arn:{partition}:iam::{account}:{what}{path}{end}{name}"
            ));
        }
        match kind.as_str() {
            "AWS::Lambda::Function" | "AWS::Serverless::Function" => {
                let name = self.name_at(logical_id, "FunctionName", level + 1);
                Some(self.function_arn_of(&name))
            }
            "AWS::Lambda::Alias" => {
                let function = self.property_text(logical_id, "FunctionName", level + 1)?;
                let name = self.property_text(logical_id, "Name", level + 1)?;
                Some(format!("{}:{name}", self.function_arn(&function)))
            }
            "AWS::Lambda::Version" => {
                let function = self.property_text(logical_id, "FunctionName", level + 1)?;
                let version = self.placeholders.of(Shape::Text, logical_id);
                Some(format!("{}:{version}", self.function_arn(&function)))
            }
            "AWS::ApiGateway::DomainNameV2" => {
                let name = self.name_at(logical_id, "DomainName", level + 1);
                let id = self.placeholders.of(Shape::Api, logical_id);
                let region = self.region();
                Some(format!(
                    "arn:{partition}:apigateway:{region}:{account}:/domainnames/{name}+{id}"
                ))
            }
            _ => None,
        }
    }

    /// The ARN of a function that is named as Lambda takes it: by its name, by a part of its
    /// ARN, or by its ARN, each with a version or alias behind it or without.
    ///
    /// Source: Lambda API reference, `API_AddPermission`, `FunctionName`.
    pub(crate) fn function_arn(&mut self, named: &str) -> String {
        if named.starts_with("arn:") {
            return named.to_owned();
        }
        let (partition, region) = (self.partition(), self.region());
        match named.split_once(":function:") {
            Some((account, name)) => {
                format!("arn:{partition}:lambda:{region}:{account}:function:{name}")
            }
            None => self.function_arn_of(named.strip_prefix("function:").unwrap_or(named)),
        }
    }
}

/// The property that holds the name which `Ref` of a resource gives.
fn name_property(kind: &str) -> Option<&'static str> {
    match kind {
        "AWS::IAM::Role" => Some("RoleName"),
        "AWS::IAM::User" => Some("UserName"),
        "AWS::IAM::Group" => Some("GroupName"),
        "AWS::Lambda::Function" | "AWS::Serverless::Function" => Some("FunctionName"),
        "AWS::ApiGateway::Stage" | "AWS::ApiGatewayV2::Stage" => Some("StageName"),
        "AWS::ApiGateway::DomainName" | "AWS::ApiGatewayV2::DomainName" => Some("DomainName"),
        _ => None,
    }
}

/// The shape of what `Ref` of a resource gives.
fn shape_of(kind: &str) -> Shape {
    match kind {
        "AWS::ApiGateway::RestApi"
        | "AWS::ApiGatewayV2::Api"
        | "AWS::Serverless::Api"
        | "AWS::Serverless::HttpApi" => Shape::Api,
        "AWS::EC2::VPCEndpoint" => Shape::VpcEndpoint,
        "AWS::EC2::VPC" => Shape::Vpc,
        _ => Shape::Text,
    }
}
