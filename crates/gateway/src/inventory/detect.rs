//! What kind of document a text holds, by its content.

use can_invoke_source::Node;

use super::{ApiKind, VpcLinkVersion, vpc_endpoint_output};

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DocumentKind {
    /// An inventory in our own words.
    Native,
    /// The same without its first key.
    NativeWithoutVersion,
    /// A test file, which may hold an inventory under `inventory`.
    TestFile,
    /// `aws iam get-account-authorization-details`.
    IamDetails,
    /// What the AWS CLI says of APIs.
    Output(OutputKind),
    /// What the AWS CLI says of custom domain names.
    Domain(DomainOutput),
    /// `aws apigateway get-usage-plans`.
    UsagePlans,
    /// `aws apigateway get-usage-plan-keys`.
    UsagePlanKeys,
    /// `aws apigateway get-api-keys`.
    ApiKeys,
    /// What the AWS CLI says of VPC links.
    VpcLinks(VpcLinkVersion),
    /// What the AWS CLI says of VPC endpoints.
    VpcEndpoints,
    /// A list of nothing, which does not say of what.
    EmptyList,
    /// A policy document.
    Policy,
    /// The answer of a Lambda authorizer.
    AuthorizerAnswer,
    /// A sequence of calls, which may hold an inventory under `inventory`.
    Sequence,
    /// Something else; what, if it is recognized.
    Other(Option<&'static str>),
}

/// The commands of the AWS CLI whose output is read for an API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OutputKind {
    /// One REST API.
    RestApi,
    /// A list of REST APIs.
    RestApis,
    /// The resources of a REST API, with their methods.
    RestResources,
    /// The stages of a REST API.
    RestStages,
    /// One HTTP or WebSocket API.
    HttpApi,
    /// A list of them.
    HttpApis,
    /// The routes of one.
    HttpRoutes,
    /// The integrations of one.
    HttpIntegrations,
    /// One integration of one, as it is or as it is to be created.
    HttpIntegration,
    /// The stages of one.
    HttpStages,
    /// The authorizers of a REST API.
    RestAuthorizers,
    /// The authorizers of an HTTP or WebSocket API.
    HttpAuthorizers,
}

impl OutputKind {
    /// The command.
    pub(super) fn command(self) -> &'static str {
        match self {
            OutputKind::RestApi => "aws apigateway get-rest-api",
            OutputKind::RestApis => "aws apigateway get-rest-apis",
            OutputKind::RestResources => "aws apigateway get-resources",
            OutputKind::RestStages => "aws apigateway get-stages",
            OutputKind::HttpApi => "aws apigatewayv2 get-api",
            OutputKind::HttpApis => "aws apigatewayv2 get-apis",
            OutputKind::HttpRoutes => "aws apigatewayv2 get-routes",
            OutputKind::HttpIntegrations => "aws apigatewayv2 get-integrations",
            OutputKind::HttpIntegration => "aws apigatewayv2 get-integration",
            OutputKind::HttpStages => "aws apigatewayv2 get-stages",
            OutputKind::RestAuthorizers => "aws apigateway get-authorizers",
            OutputKind::HttpAuthorizers => "aws apigatewayv2 get-authorizers",
        }
    }

    fn is_rest(self) -> bool {
        matches!(
            self,
            OutputKind::RestApi
                | OutputKind::RestApis
                | OutputKind::RestResources
                | OutputKind::RestStages
                | OutputKind::RestAuthorizers
        )
    }

    /// Whether the command can speak of an API of this kind.
    pub(super) fn describes(self, kind: ApiKind) -> bool {
        self.is_rest() == (kind == ApiKind::Rest)
    }

    /// The kinds of APIs it can speak of, in words.
    pub(super) fn family(self) -> &'static str {
        if self.is_rest() {
            "a REST API"
        } else {
            "an HTTP or WebSocket API"
        }
    }

    /// The key of the list, where the output is a list of APIs.
    pub(super) fn list_of_apis(self) -> Option<&'static str> {
        match self {
            OutputKind::RestApis => Some("items"),
            OutputKind::HttpApis => Some("Items"),
            _ => None,
        }
    }

    /// Whether the output says which API it speaks of.
    pub(super) fn names_apis(self) -> bool {
        matches!(self, OutputKind::RestApi | OutputKind::HttpApi) || self.list_of_apis().is_some()
    }
}

/// The commands of the AWS CLI whose output is read for a custom domain name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DomainOutput {
    /// One domain name, as of REST APIs.
    RestDomain,
    /// A list of them.
    RestDomains,
    /// The base path mappings of one.
    RestMappings,
    /// One domain name, as of HTTP and WebSocket APIs.
    HttpDomain,
    /// A list of them.
    HttpDomains,
    /// The API mappings of one.
    HttpMappings,
}

impl DomainOutput {
    /// The command.
    pub(super) fn command(self) -> &'static str {
        match self {
            DomainOutput::RestDomain => "aws apigateway get-domain-name",
            DomainOutput::RestDomains => "aws apigateway get-domain-names",
            DomainOutput::RestMappings => "aws apigateway get-base-path-mappings",
            DomainOutput::HttpDomain => "aws apigatewayv2 get-domain-name",
            DomainOutput::HttpDomains => "aws apigatewayv2 get-domain-names",
            DomainOutput::HttpMappings => "aws apigatewayv2 get-api-mappings",
        }
    }

    /// The key of the list, where the output is a list.
    pub(super) fn list(self) -> Option<&'static str> {
        match self {
            DomainOutput::RestDomain | DomainOutput::HttpDomain => None,
            DomainOutput::RestDomains | DomainOutput::RestMappings => Some("items"),
            DomainOutput::HttpDomains | DomainOutput::HttpMappings => Some("Items"),
        }
    }

    /// Whether the output says which domain name it speaks of.
    pub(super) fn names_domains(self) -> bool {
        !matches!(
            self,
            DomainOutput::RestMappings | DomainOutput::HttpMappings
        )
    }
}

/// Looks at the keys of a document.
pub(super) fn detect(node: &Node) -> DocumentKind {
    if node.as_str().is_some_and(looks_like_document) {
        return DocumentKind::Policy;
    }
    let has = |key: &str| node.get(key).is_some();
    let any = |keys: &[&str]| keys.iter().any(|key| has(key));
    if node.as_object().is_none() {
        return DocumentKind::Other(None);
    }
    if has("can-invoke") {
        return DocumentKind::Native;
    }
    if has("can-invoke-test") {
        return DocumentKind::TestFile;
    }
    if has("can-invoke-sequence") {
        return DocumentKind::Sequence;
    }
    if any(&["policyDocument", "isAuthorized"]) {
        return DocumentKind::AuthorizerAnswer;
    }
    if any(&["UserDetailList", "GroupDetailList", "RoleDetailList"]) {
        return DocumentKind::IamDetails;
    }
    if has("domainName") {
        return DocumentKind::Domain(DomainOutput::RestDomain);
    }
    if has("DomainName") && has("DomainNameConfigurations") {
        return DocumentKind::Domain(DomainOutput::HttpDomain);
    }
    if vpc_endpoint_output::is_output(node) {
        return DocumentKind::VpcEndpoints;
    }
    if any(&["Statement", "policy", "PolicyDocument", "PolicyVersion"]) && !has("id") {
        return DocumentKind::Policy;
    }
    if has("Policy") && has("RevisionId") {
        return DocumentKind::Policy;
    }
    if any(&["openapi", "swagger"]) {
        return DocumentKind::Other(Some("an OpenAPI document"));
    }
    if any(&["AWSTemplateFormatVersion", "Resources"]) {
        return DocumentKind::Other(Some("a CloudFormation template"));
    }
    if any(&["terraform_version", "planned_values"]) {
        return DocumentKind::Other(Some("a Terraform plan"));
    }
    if has("ApiId") && any(&["ProtocolType", "ApiEndpoint"]) {
        return DocumentKind::Output(OutputKind::HttpApi);
    }
    if has("VpcLinkId") {
        return DocumentKind::VpcLinks(VpcLinkVersion::Two);
    }
    if has("id") && has("targetArns") {
        return DocumentKind::VpcLinks(VpcLinkVersion::One);
    }
    if has("IntegrationType") {
        return DocumentKind::Output(OutputKind::HttpIntegration);
    }
    if has("id") && any(&["endpointConfiguration", "apiKeySource", "rootResourceId"]) {
        return DocumentKind::Output(OutputKind::RestApi);
    }
    if node.get("item").is_some_and(is_list) {
        return DocumentKind::Output(OutputKind::RestStages);
    }
    for key in ["items", "Items"] {
        if let Some(items) = node.get(key).and_then(Node::as_array) {
            return by_first_item(items);
        }
    }
    if any(&[
        "apis",
        "principals",
        "organization",
        "standalone-accounts",
        "domain-names",
        "vpc-endpoints",
    ]) {
        return DocumentKind::NativeWithoutVersion;
    }
    DocumentKind::Other(None)
}

/// Whether a string holds a document: JSON, as it is or escaped once more or URL-encoded.
pub(crate) fn looks_like_document(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['{', '[', '"']) || text.starts_with("%7B") || text.starts_with("%7b")
}

fn any_of(node: &Node, keys: &[&str]) -> bool {
    keys.iter().any(|key| node.get(key).is_some())
}

fn is_list(node: &Node) -> bool {
    node.as_array().is_some()
}

fn by_first_item(items: &[Node]) -> DocumentKind {
    let Some(first) = items.first() else {
        return DocumentKind::EmptyList;
    };
    let has = |key: &str| first.get(key).is_some();
    if let Some(kind) = of_usage(items) {
        return kind;
    }
    let domain = if has("domainName") {
        Some(DomainOutput::RestDomains)
    } else if has("restApiId") && any_of(first, &["basePath", "stage"]) {
        Some(DomainOutput::RestMappings)
    } else if has("DomainName") {
        Some(DomainOutput::HttpDomains)
    } else if has("ApiMappingId") || has("ApiMappingKey") {
        Some(DomainOutput::HttpMappings)
    } else {
        None
    };
    if let Some(domain) = domain {
        return DocumentKind::Domain(domain);
    }
    if has("targetArns") {
        return DocumentKind::VpcLinks(VpcLinkVersion::One);
    }
    if has("VpcLinkId") {
        return DocumentKind::VpcLinks(VpcLinkVersion::Two);
    }
    let kind = if has("path") && has("id") {
        OutputKind::RestResources
    } else if has("id") && has("type") && has("name") {
        OutputKind::RestAuthorizers
    } else if has("AuthorizerType") {
        OutputKind::HttpAuthorizers
    } else if has("id") && has("name") {
        OutputKind::RestApis
    } else if has("RouteKey") {
        OutputKind::HttpRoutes
    } else if has("IntegrationType") {
        OutputKind::HttpIntegrations
    } else if has("StageName") {
        OutputKind::HttpStages
    } else if has("ApiId") {
        OutputKind::HttpApis
    } else {
        return DocumentKind::Other(None);
    };
    DocumentKind::Output(kind)
}

/// Usage plans and their keys. A plan without stages shows in the others, or in what it
/// limits.
fn of_usage(items: &[Node]) -> Option<DocumentKind> {
    let any = |keys: &[&str]| {
        let mut items = items.iter();
        items.any(|item| keys.iter().any(|key| item.get(key).is_some()))
    };
    let is_key = |item: &Node| item.get("type").and_then(Node::as_str) == Some("API_KEY");
    if items.iter().any(is_key) {
        Some(DocumentKind::UsagePlanKeys)
    } else if any(&["apiStages", "quota", "throttle"]) {
        Some(DocumentKind::UsagePlans)
    } else if any(&["stageKeys", "enabled"]) {
        Some(DocumentKind::ApiKeys)
    } else {
        None
    }
}
