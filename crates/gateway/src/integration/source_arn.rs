//! For whom API Gateway says that it calls a Lambda function: `aws:SourceArn`.
//!
//! Source: API Gateway developer guide, `arn-format-reference` and
//! `http-api-develop-integrations-lambda`. What stands there for path parameters no page
//! says. Observed: the template `{id}` does not work for REST APIs and `ANY` for neither
//! kind (GitHub aws/serverless-application-model, issues 110 and 296), and the route
//! `$default` stands for itself, without a method (issue 1860).

use can_invoke_policy::{Assumption, Readings};

use crate::{
    inventory::{Api, ApiKind, Route, RouteKey},
    target::Call,
};

/// The ARN that API Gateway sends for a call of a route.
pub(super) struct SourceArn {
    pub(super) arn: String,
    /// Whether the answer leans on how path parameters stand in it.
    pub(super) leans: bool,
}

/// The ARN of a call of a route.
pub(super) fn of_route(call: &Call<'_>, route: &Route, readings: Readings) -> SourceArn {
    let is_alternative = readings.is_alternative(Assumption::IntegrationSourceArn);
    let (rest, leans) = match &route.key {
        RouteKey::Default => ("$default".to_owned(), false),
        RouteKey::Message(key) => (key.clone(), false),
        RouteKey::Path { template, .. } => {
            let leans = template.contains('{');
            let path = match (call.api.kind, is_alternative) {
                (ApiKind::Rest, true) => with_wildcards(template),
                (ApiKind::Rest, false) | (_, true) => call.path.clone(),
                (_, false) => template.clone(),
            };
            (format!("{}{path}", call.method), leans)
        }
    };
    SourceArn {
        arn: format!("{}/{}/{rest}", of_api(call.api, call), call.stage),
        leans,
    }
}

/// The ARN of an authorizer of the API.
///
/// Source: API Gateway developer guide, `apigateway-lambda-authorizer-cross-account-lambda-authorizer`.
pub(super) fn of_authorizer(call: &Call<'_>, id: &str) -> String {
    format!("{}/authorizers/{id}", of_api(call.api, call))
}

/// The pattern for a statement that lets just this route invoke, at every stage: it fits
/// however path parameters stand in what API Gateway sends.
pub(super) fn pattern(call: &Call<'_>, route: &Route) -> String {
    let api = of_api(call.api, call);
    match &route.key {
        RouteKey::Default => format!("{api}/*/$default"),
        RouteKey::Message(key) => format!("{api}/*/{key}"),
        RouteKey::Path { method, template } => {
            let method = if method == "ANY" { "*" } else { method };
            format!("{api}/*/{method}{}", with_wildcards(template))
        }
    }
}

fn of_api(api: &Api, call: &Call<'_>) -> String {
    format!(
        "arn:{}:execute-api:{}:{}:{}",
        api.partition, call.region, call.account, api.id
    )
}

/// `/pets/{id}` as `/pets/*`.
fn with_wildcards(template: &str) -> String {
    let segments = template.split('/').map(|segment| {
        if segment.starts_with('{') {
            "*"
        } else {
            segment
        }
    });
    segments.collect::<Vec<_>>().join("/")
}
