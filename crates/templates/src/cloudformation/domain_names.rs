//! Custom domain names of both versions of API Gateway, with what their paths lead to.

use can_invoke_source::{Member, Node};

use super::resources::{Resource, Resources, copy, elements, put};
use crate::tree::{boolean, list, member, object, text};

/// The custom domain names of a template.
pub(crate) fn read(resources: &mut Resources<'_>) -> Vec<Node> {
    let mut found = Vec::new();
    for domain in resources.of_type("AWS::ApiGateway::DomainName") {
        let types = domain.get("EndpointConfiguration");
        let types = types.and_then(|one| one.get("Types"));
        let kind = match types.map(elements) {
            Some([kind, ..]) => resources.word(Some(kind)),
            // Source: template reference, `aws-resource-apigateway-domainname`: the certificate
            // of an edge-optimized one has a property of its own.
            _ if domain.get("RegionalCertificateArn").is_some() => {
                Some(text("REGIONAL", domain.key_span))
            }
            _ => Some(text("EDGE", domain.key_span)),
        };
        found.push(public(&domain, kind, resources));
    }
    for domain in resources.of_type("AWS::ApiGatewayV2::DomainName") {
        let configurations = domain.list("DomainNameConfigurations");
        let kind = configurations
            .iter()
            .find_map(|one| one.get("EndpointType"));
        let kind = match kind {
            Some(kind) => resources.word(Some(kind)),
            None => Some(text("REGIONAL", domain.key_span)),
        };
        found.push(public(&domain, kind, resources));
    }
    for domain in resources.of_type("AWS::ApiGateway::DomainNameV2") {
        found.push(private(&domain, resources));
    }
    found
}

fn public(domain: &Resource, kind: Option<Node>, resources: &mut Resources<'_>) -> Node {
    let span = domain.key_span;
    let name = resources.id(domain);
    let mut members = vec![member("name", text(name.clone(), span))];
    members.extend(resources.account_and_region(span));
    put(&mut members, "endpoint-type", kind);
    let has_certificates = domain.get("MutualTlsAuthentication").is_some();
    members.push(member("mutual-tls", boolean(has_certificates, span)));
    if let Some(mappings) = mappings(domain, &name, resources) {
        members.push(member("mappings", mappings));
    }
    object(span, members)
}

/// What the paths of a domain name lead to; nothing if routing rules decide, or if the template
/// has no mappings, as another one may have them.
fn mappings(domain: &Resource, name: &str, resources: &mut Resources<'_>) -> Option<Node> {
    let mode = domain.text("RoutingMode").unwrap_or("API_MAPPING_ONLY");
    if mode != "API_MAPPING_ONLY" {
        return None;
    }
    let mut all: Vec<Node> = Vec::new();
    let kinds = [
        (
            "AWS::ApiGateway::BasePathMapping",
            "DomainName",
            "BasePath",
            "RestApiId",
        ),
        (
            "AWS::ApiGateway::BasePathMappingV2",
            "DomainNameArn",
            "BasePath",
            "RestApiId",
        ),
        (
            "AWS::ApiGatewayV2::ApiMapping",
            "DomainName",
            "ApiMappingKey",
            "ApiId",
        ),
    ];
    for (kind, of, path, api) in kinds {
        for mapping in resources.with(kind, of, name) {
            let mut members: Vec<Member> = Vec::new();
            copy(&mut members, "path", mapping.get(path));
            copy(&mut members, "api", mapping.get(api));
            copy(&mut members, "stage", mapping.get("Stage"));
            // One without an API leads nowhere.
            if mapping.get(api).is_some() {
                all.push(object(mapping.key_span, members));
            }
        }
    }
    (!all.is_empty()).then(|| list(domain.key_span, all))
}

/// A private custom domain name.
///
/// Source: template reference, `aws-resource-apigateway-domainnamev2`.
fn private(domain: &Resource, resources: &mut Resources<'_>) -> Node {
    let span = domain.key_span;
    let arn = resources.id(domain);
    // `…:/domainnames/name+id`
    let both = arn.rsplit('/').next().unwrap_or_default();
    let (name, id) = both.split_once('+').unwrap_or((both, ""));
    let mut members = vec![
        member("name", text(name, span)),
        member("id", text(id, span)),
        member("endpoint-type", text("PRIVATE", span)),
    ];
    members.extend(resources.account_and_region(span));
    let policy = match domain.get("Policy") {
        Some(policy) => {
            let of = format!("the policy of `{}`", domain.logical_id);
            resources.document(Some(policy), &of, "resource")
        }
        None => Some(text("none", span)),
    };
    put(&mut members, "policy", policy);
    let kind = "AWS::ApiGateway::DomainNameAccessAssociation";
    let mut endpoints = Vec::new();
    let mut are_known = true;
    for association in resources.with(kind, "DomainNameArn", &arn) {
        match association.get("AccessAssociationSource") {
            Some(source) if source.as_str().is_some_and(|id| id.starts_with("vpce-")) => {
                endpoints.push(source.clone());
            }
            _ => are_known = false,
        }
    }
    if are_known && !endpoints.is_empty() {
        members.push(member("access-associations", list(span, endpoints)));
    }
    if let Some(mappings) = mappings(domain, &arn, resources) {
        members.push(member("mappings", mappings));
    }
    object(span, members)
}
