//! Does the `uri` have the form that the type of the integration asks for?
//!
//! Source: API Gateway API reference, `API_PutIntegration`, uri; version 2 API reference,
//! `apis-apiid-integrations`, integrationType and integrationUri.

use can_invoke_policy::Arn;

use super::Target;
use crate::inventory::{ApiKind, IntegrationKind};

/// What is wrong with a type for this kind of API, or with a target for this type.
pub(super) fn wrong(
    api: ApiKind,
    kind: Option<IntegrationKind>,
    target: &Target,
) -> Option<String> {
    let kind = kind?;
    let name = kind.name();
    let is_aws = matches!(kind, IntegrationKind::Aws | IntegrationKind::AwsProxy);
    let is_http = matches!(kind, IntegrationKind::Http | IntegrationKind::HttpProxy);
    if api == ApiKind::Http
        && !matches!(kind, IntegrationKind::AwsProxy | IntegrationKind::HttpProxy)
    {
        return Some(format!(
            "an HTTP API has integrations of the types AWS_PROXY and HTTP_PROXY, and this one is \
             of the type {name}"
        ));
    }
    match target {
        Target::Function { .. } | Target::Action { .. } if is_http => Some(format!(
            "an integration of the type {name} asks for a URL, and the uri is {}",
            target.words()
        )),
        Target::Url(_)
        | Target::Listener { .. }
        | Target::LoadBalancer { .. }
        | Target::CloudMap { .. }
            if is_aws =>
        {
            Some(format!(
                "an integration of the type {name} asks for a Lambda function or another AWS \
                 service, and the uri is {}",
                target.words()
            ))
        }
        _ => None,
    }
}

/// What is wrong with how a `uri` names its target.
pub(super) fn of_uri(api: ApiKind, uri: &str, target: &Target) -> Option<String> {
    let Target::Function { arn } = target else {
        return None;
    };
    let function = Arn::parse(arn)?;
    if let Some(gap) = account(&function, "uri") {
        return Some(gap);
    }
    // The `uri` of a REST API names the path of Lambda's own API; an HTTP API takes either.
    (api == ApiKind::Rest && uri == arn).then(|| {
        format!(
            "the uri is the ARN of the Lambda function itself, and a REST API asks for \
             `arn:{}:apigateway:{}:lambda:path/2015-03-31/functions/{arn}/invocations`",
            function.partition, function.region
        )
    })
}

/// What is wrong with the account that an ARN names.
pub(super) fn account(arn: &Arn<'_>, what: &str) -> Option<String> {
    let is_id = arn.account.len() == 12 && arn.account.bytes().all(|byte| byte.is_ascii_digit());
    (!is_id).then(|| {
        format!(
            "the {what} names the account `{}`, and account ids have twelve digits",
            arn.account
        )
    })
}
