//! What the AWS CLI says of custom domain names.
//!
//! Source: API Gateway API reference, `API_DomainName`, `API_BasePathMapping`; version 2 API
//! reference, `domainnames`, `domainnames-domainname-apimappings`.

use can_invoke_policy::{Arn, PolicyKind, arn::is_account_id};
use can_invoke_source::{Diagnostic, Node};

use super::{
    BasePathMapping, EndpointType,
    detect::DomainOutput,
    domains::Facts,
    facts::Said,
    fields::{self, Fields},
    ids, policies,
    texts::Texts,
};

const REST_KEYS: [&str; 25] = [
    "domainName",
    "domainNameId",
    "domainNameArn",
    "certificateName",
    "certificateArn",
    "certificateUploadDate",
    "regionalDomainName",
    "regionalHostedZoneId",
    "regionalCertificateName",
    "regionalCertificateArn",
    "distributionDomainName",
    "distributionHostedZoneId",
    "endpointConfiguration",
    "domainNameStatus",
    "domainNameStatusMessage",
    "securityPolicy",
    "endpointAccessMode",
    "tags",
    "mutualTlsAuthentication",
    "ownershipVerificationCertificateArn",
    "managementPolicy",
    "policy",
    "routingMode",
    "ipAddressType",
    "ResponseMetadata",
];

const HTTP_KEYS: [&str; 8] = [
    "ApiMappingSelectionExpression",
    "DomainName",
    "DomainNameArn",
    "DomainNameConfigurations",
    "MutualTlsAuthentication",
    "RoutingMode",
    "Tags",
    "ResponseMetadata",
];

const CONFIGURATION_KEYS: [&str; 11] = [
    "ApiGatewayDomainName",
    "CertificateArn",
    "CertificateName",
    "CertificateUploadDate",
    "DomainNameStatus",
    "DomainNameStatusMessage",
    "EndpointType",
    "HostedZoneId",
    "IpAddressType",
    "OwnershipVerificationCertificateArn",
    "SecurityPolicy",
];

/// Checks what every such document is asked once.
pub(super) fn check_document(texts: &mut Texts<'_>, kind: DomainOutput, node: &Node) {
    fields::refuse_tags(texts, node);
    fields::check_complete(texts, node, kind.command());
    if let Some(list) = kind.list() {
        let keys = [list, "NextToken", "position"];
        fields::output(texts, node, kind.command(), &keys);
    }
}

/// The domain names of which a document speaks.
pub(super) fn domains(kind: DomainOutput, node: &Node) -> Vec<&Node> {
    match kind.list() {
        None => vec![node],
        Some(list) => {
            let items = node.get(list).and_then(Node::as_array);
            items.unwrap_or_default().iter().collect()
        }
    }
}

/// The name and the id of a domain name.
pub(super) fn identity(node: &Node) -> (Option<Said<String>>, Option<Said<String>>) {
    let said = |key: &str| {
        let node = node.get(key)?;
        Some(Said::new(node.scalar_text()?.to_owned(), node.span))
    };
    (
        said("domainName").or_else(|| said("DomainName")),
        said("domainNameId"),
    )
}

/// A domain name in the output without its name.
pub(super) fn nameless(kind: DomainOutput, node: &Node) -> Diagnostic {
    let key = match kind {
        DomainOutput::HttpDomain | DomainOutput::HttpDomains => "DomainName",
        _ => "domainName",
    };
    let what = format!("a domain name in the output of `{}`", kind.command());
    fields::missing_key(node.span, &what, key)
}

/// What the output says of one domain name.
pub(super) fn domain(texts: &mut Texts<'_>, kind: DomainOutput, node: &Node) -> Facts {
    match kind {
        DomainOutput::HttpDomain | DomainOutput::HttpDomains => http(texts, kind, node),
        _ => rest(texts, kind, node),
    }
}

fn rest(texts: &mut Texts<'_>, kind: DomainOutput, node: &Node) -> Facts {
    let Some(fields) = fields::output(texts, node, kind.command(), &REST_KEYS) else {
        return Facts::default();
    };
    let endpoint = fields.get("endpointConfiguration").and_then(|node| {
        let keys = ["types", "vpcEndpointIds", "ipAddressType"];
        let fields = fields::output(texts, node, kind.command(), &keys)?;
        match fields.list(texts, "types")? {
            [only] => Some(Said::new(endpoint_type(only.as_str()?)?, only.span)),
            _ => None,
        }
    });
    let is_private = endpoint
        .as_ref()
        .is_some_and(|endpoint| endpoint.value == EndpointType::Private);
    let (region, account) = place(&fields, "domainNameArn", "regionalDomainName");
    let name = fields.get("domainName").and_then(Node::scalar_text);
    let policy = match fields.get("policy") {
        Some(node) if node.as_str().is_some_and(|text| !text.trim().is_empty()) => {
            let name = format!("policy of {}", name.unwrap_or("the domain name"));
            policies::document(texts, node, PolicyKind::Resource, &name)
                .map(|policy| Said::new(Some(policy), node.span))
        }
        // A private domain name without a policy has no such key.
        _ if is_private => Some(Said::new(None, fields.span)),
        _ => None,
    };
    Facts {
        account,
        region,
        endpoint,
        policy,
        has_mutual_tls: mutual_tls(&fields, "mutualTlsAuthentication", "truststoreUri"),
        routing_rules: routing_rules(&fields, "routingMode"),
        ..Facts::default()
    }
}

fn http(texts: &mut Texts<'_>, kind: DomainOutput, node: &Node) -> Facts {
    let Some(fields) = fields::output(texts, node, kind.command(), &HTTP_KEYS) else {
        return Facts::default();
    };
    let (mut region, account) = place(&fields, "DomainNameArn", "");
    let mut endpoint = None;
    let configurations = fields.list(texts, "DomainNameConfigurations");
    for item in configurations.unwrap_or_default() {
        let Some(fields) = fields::output(texts, item, kind.command(), &CONFIGURATION_KEYS) else {
            continue;
        };
        endpoint = fields.get("EndpointType").and_then(|node| {
            let endpoint = endpoint_type(node.as_str()?)?;
            Some(Said::new(endpoint, node.span))
        });
        region = region.or_else(|| region_of_host(&fields, "ApiGatewayDomainName"));
    }
    Facts {
        account,
        region,
        endpoint,
        has_mutual_tls: mutual_tls(&fields, "MutualTlsAuthentication", "TruststoreUri"),
        routing_rules: routing_rules(&fields, "RoutingMode"),
        ..Facts::default()
    }
}

fn endpoint_type(text: &str) -> Option<EndpointType> {
    [
        EndpointType::Regional,
        EndpointType::Edge,
        EndpointType::Private,
    ]
    .into_iter()
    .find(|endpoint| endpoint.name() == text)
}

/// The Region and the account: from the ARN of the domain name, of which only that of a
/// private one names the account, or from the name that a Regional one resolves to.
fn place(
    fields: &Fields<'_>,
    arn: &str,
    host: &str,
) -> (Option<Said<String>>, Option<Said<String>>) {
    let Some(node) = fields.get(arn) else {
        return (region_of_host(fields, host), None);
    };
    let parsed = node.scalar_text().and_then(Arn::parse);
    let said = |text: &str| Said::new(text.to_owned(), node.span);
    let region = parsed.as_ref().filter(|arn| ids::is_region(arn.region));
    let account = parsed.as_ref().filter(|arn| is_account_id(arn.account));
    (
        region
            .map(|arn| said(arn.region))
            .or_else(|| region_of_host(fields, host)),
        account.map(|arn| said(arn.account)),
    )
}

/// The Region in `d-abc123.execute-api.us-east-1.amazonaws.com`.
fn region_of_host(fields: &Fields<'_>, key: &str) -> Option<Said<String>> {
    let node = fields.get(key)?;
    let mut labels = node.scalar_text()?.split('.').skip(1);
    match (labels.next(), labels.next()) {
        (Some("execute-api"), Some(region)) if ids::is_region(region) => {
            Some(Said::new(region.to_owned(), node.span))
        }
        _ => None,
    }
}

/// A domain name without mutual TLS has no such key, or no trust store in it.
fn mutual_tls(fields: &Fields<'_>, key: &str, trust_store: &str) -> Option<Said<bool>> {
    let node = fields.get(key);
    let has = node
        .and_then(|node| node.get(trust_store)?.as_str())
        .is_some_and(|uri| !uri.is_empty());
    Some(Said::new(has, node.map_or(fields.span, |node| node.span)))
}

fn routing_rules(fields: &Fields<'_>, key: &str) -> Option<can_invoke_source::Span> {
    let node = fields.get(key)?;
    let is_by_mappings = node.as_str() == Some("API_MAPPING_ONLY");
    (!is_by_mappings).then_some(node.span)
}

/// `get-base-path-mappings` or `get-api-mappings`.
pub(super) fn mappings(texts: &mut Texts<'_>, kind: DomainOutput, node: &Node) -> Facts {
    let (path_key, api_key, stage_key) = match kind {
        DomainOutput::RestMappings => ("basePath", "restApiId", "stage"),
        _ => ("ApiMappingKey", "ApiId", "Stage"),
    };
    let keys = [path_key, api_key, stage_key, "ApiMappingId"];
    let mut found = Vec::new();
    let mut is_complete = true;
    for item in domains(kind, node) {
        let Some(fields) = fields::output(texts, item, kind.command(), &keys) else {
            is_complete = false;
            continue;
        };
        let api = fields.require(texts, "a mapping", api_key);
        let Some((api, _)) = api.and_then(|node| fields::text(texts, node, api_key)) else {
            is_complete = false;
            continue;
        };
        let path = fields.text(texts, path_key).map_or("", |(path, _)| path);
        let stage = fields.text(texts, stage_key).map(|(stage, _)| stage);
        found.push(BasePathMapping {
            base_path: plain_base_path(path).to_owned(),
            api: api.to_owned(),
            stage: stage
                .filter(|stage| !matches!(*stage, "" | "(none)"))
                .map(str::to_owned),
            span: item.span,
        });
    }
    Facts {
        mappings: is_complete.then(|| Said::new(found, node.span)),
        ..Facts::default()
    }
}

/// A base path without the slashes at its ends; `(none)` is the root.
pub(super) fn plain_base_path(text: &str) -> &str {
    let text = text.trim_matches('/');
    if text == "(none)" { "" } else { text }
}
