//! What the AWS CLI says of authorizers, and which of them routes name.
//!
//! Source: API Gateway API reference, `API_Authorizer`; version 2 API reference,
//! `apis-apiid-authorizers`.

use can_invoke_source::words::{nearest, quote};
use can_invoke_source::{Diagnostic, Node};

use super::{
    ApiKind, Authorization, Authorizer, AuthorizerKind, Known, Route,
    facts::{Facts, Said},
    fields::{self, Fields},
    native::authorizers as native,
    texts::Texts,
};

const REST_KEYS: [&str; 10] = [
    "id",
    "name",
    "type",
    "providerARNs",
    "authType",
    "authorizerUri",
    "authorizerCredentials",
    "identitySource",
    "identityValidationExpression",
    "authorizerResultTtlInSeconds",
];

const HTTP_KEYS: [&str; 11] = [
    "AuthorizerCredentialsArn",
    "AuthorizerId",
    "AuthorizerPayloadFormatVersion",
    "AuthorizerResultTtlInSeconds",
    "AuthorizerType",
    "AuthorizerUri",
    "EnableSimpleResponses",
    "IdentitySource",
    "IdentityValidationExpression",
    "JwtConfiguration",
    "Name",
];

/// `aws apigateway get-authorizers`.
pub(super) fn rest(texts: &mut Texts<'_>, node: &Node) -> Facts {
    let command = "aws apigateway get-authorizers";
    let items = fields::output(texts, node, command, &["items", "position", "NextToken"])
        .and_then(|fields| fields.list(texts, "items"));
    all(texts, node, items, |texts, item| {
        rest_authorizer(texts, item, command)
    })
}

/// `aws apigatewayv2 get-authorizers`.
pub(super) fn http(texts: &mut Texts<'_>, node: &Node, kind: ApiKind) -> Facts {
    let command = "aws apigatewayv2 get-authorizers";
    let items = fields::output(texts, node, command, &["Items", "NextToken"])
        .and_then(|fields| fields.list(texts, "Items"));
    all(texts, node, items, |texts, item| {
        http_authorizer(texts, item, command, kind)
    })
}

fn all(
    texts: &mut Texts<'_>,
    node: &Node,
    items: Option<&[Node]>,
    mut read: impl FnMut(&mut Texts<'_>, &Node) -> Option<Authorizer>,
) -> Facts {
    let items = items.unwrap_or_default().iter();
    let authorizers: Vec<Option<Authorizer>> = items.map(|item| read(texts, item)).collect();
    let authorizers: Option<Vec<Authorizer>> = authorizers.into_iter().collect();
    Facts {
        authorizers: authorizers.map(|all| Said::new(all, node.span)),
        ..Facts::default()
    }
}

fn rest_authorizer(texts: &mut Texts<'_>, node: &Node, command: &str) -> Option<Authorizer> {
    let fields = fields::output(texts, node, command, &REST_KEYS)?;
    let id = fields.require(texts, "an authorizer", "id")?;
    let (id, span) = fields::text(texts, id, "id")?;
    let text = fields.require(texts, "an authorizer", "type")?;
    let (text, at) = fields::text(texts, text, "type")?;
    let kind = native::authorizer_kind(texts, text, at, ApiKind::Rest)?;
    let name = fields.text(texts, "name").map(|(name, _)| name);
    let mut found = blank(name.unwrap_or(id), id, kind, span);
    found.identity_sources = match fields.text(texts, "identitySource") {
        Some((text, span)) => {
            let sources: Vec<String> = text
                .split(',')
                .map(|part| part.trim().to_owned())
                .filter(|part| !part.is_empty())
                .collect();
            let is_read = sources
                .iter()
                .all(|one| native::identity_source(texts, one, span, kind, ApiKind::Rest));
            if is_read {
                Known::Known(sources)
            } else {
                Known::NotKnown
            }
        }
        None if kind == AuthorizerKind::Request => Known::Known(Vec::new()),
        None => Known::NotKnown,
    };
    found.identity_validation = said(texts, &fields, "identityValidationExpression");
    if let Some(node) = fields.get("authorizerResultTtlInSeconds") {
        found.result_ttl = native::result_ttl(texts, node);
    }
    found.function = function(texts, &fields, "authorizerUri");
    found.credentials = said(texts, &fields, "authorizerCredentials");
    found.user_pools = list(texts, &fields, "providerARNs");
    native::without_others(&mut found, ApiKind::Rest);
    Some(found)
}

fn http_authorizer(
    texts: &mut Texts<'_>,
    node: &Node,
    command: &str,
    api: ApiKind,
) -> Option<Authorizer> {
    let fields = fields::output(texts, node, command, &HTTP_KEYS)?;
    let id = fields.require(texts, "an authorizer", "AuthorizerId")?;
    let (id, span) = fields::text(texts, id, "AuthorizerId")?;
    let text = fields.require(texts, "an authorizer", "AuthorizerType")?;
    let (text, at) = fields::text(texts, text, "AuthorizerType")?;
    let kind = native::authorizer_kind(texts, text, at, api)?;
    let name = fields.text(texts, "Name").map(|(name, _)| name);
    let mut found = blank(name.unwrap_or(id), id, kind, span);
    found.identity_sources = match fields.get("IdentitySource") {
        Some(node) => native::identity_sources(texts, node, kind, api),
        None if kind == AuthorizerKind::Request => Known::Known(Vec::new()),
        None => Known::NotKnown,
    };
    if let Some(node) = fields.get("AuthorizerResultTtlInSeconds") {
        found.result_ttl = native::result_ttl(texts, node);
    }
    if let Some((text, span)) = fields.text(texts, "AuthorizerPayloadFormatVersion") {
        found.payload_format = native::payload_format(texts, text, span);
    }
    if kind == AuthorizerKind::Request && api == ApiKind::Http {
        // Simple responses are off unless somebody turned them on.
        let flag = fields.flag(texts, "EnableSimpleResponses");
        found.has_simple_responses = Known::Known(flag.is_some_and(|said| said.value));
    }
    found.function = function(texts, &fields, "AuthorizerUri");
    found.credentials = said(texts, &fields, "AuthorizerCredentialsArn");
    if let Some(node) = fields.get("JwtConfiguration")
        && let Some(jwt) = fields::output(texts, node, command, &["Audience", "Issuer"])
    {
        found.issuer = said(texts, &jwt, "Issuer");
        found.audience = list(texts, &jwt, "Audience");
    }
    native::without_others(&mut found, api);
    Some(found)
}

fn blank(name: &str, id: &str, kind: AuthorizerKind, span: can_invoke_source::Span) -> Authorizer {
    Authorizer {
        name: name.to_owned(),
        id: Some(id.to_owned()),
        kind,
        identity_sources: Known::NotKnown,
        identity_validation: Known::Known(None),
        result_ttl: Known::NotKnown,
        payload_format: Known::NotKnown,
        has_simple_responses: Known::NotKnown,
        function: Known::NotKnown,
        credentials: Known::NotKnown,
        user_pools: Known::Known(Vec::new()),
        issuer: Known::Known(None),
        audience: Known::Known(Vec::new()),
        returns: Known::NotKnown,
        span,
    }
}

/// A text that is left out where there is none.
fn said(texts: &mut Texts<'_>, fields: &Fields<'_>, key: &str) -> Known<Option<String>> {
    let text = fields.text(texts, key).map(|(text, _)| text.to_owned());
    Known::Known(text.filter(|text| !text.is_empty()))
}

fn list(texts: &mut Texts<'_>, fields: &Fields<'_>, key: &str) -> Known<Vec<String>> {
    let items = fields.list(texts, key).unwrap_or_default().iter();
    match items
        .map(|item| Some(fields::text(texts, item, key)?.0.to_owned()))
        .collect()
    {
        Some(items) => Known::Known(items),
        None => Known::NotKnown,
    }
}

/// The ARN of the function in `arn:aws:apigateway:…:lambda:path/…/functions/{ARN}/invocations`.
fn function(texts: &mut Texts<'_>, fields: &Fields<'_>, key: &str) -> Known<Option<String>> {
    let Some((uri, _)) = fields.text(texts, key) else {
        return Known::Known(None);
    };
    let arn = uri.split_once("/functions/").map(|(_, rest)| rest);
    match arn.and_then(|rest| rest.strip_suffix("/invocations")) {
        Some(arn) => Known::Known(Some(arn.to_owned())),
        None => Known::NotKnown,
    }
}

/// Checks that routes name authorizers that there are, and that authorize as the routes do.
/// `stage` is the stage to which both are deployed; none if they are what the API holds.
pub(super) fn check_routes(
    texts: &mut Texts<'_>,
    routes: &[Route],
    authorizers: &[Authorizer],
    stage: Option<&str>,
) {
    for route in routes {
        let Known::Known(name) = &route.authorizer else {
            continue;
        };
        let named = authorizers
            .iter()
            .find(|one| one.name == *name || one.id.as_ref() == Some(name));
        let Some(named) = named else {
            texts.report(unknown(route, name, authorizers, stage));
            continue;
        };
        let wanted = match route.authorization {
            Known::Known(Authorization::Custom) => {
                &[AuthorizerKind::Token, AuthorizerKind::Request][..]
            }
            Known::Known(Authorization::CognitoUserPools) => &[AuthorizerKind::CognitoUserPools],
            Known::Known(Authorization::Jwt) => &[AuthorizerKind::Jwt],
            Known::Known(Authorization::None | Authorization::AwsIam) | Known::NotKnown => continue,
        };
        if !wanted.contains(&named.kind) {
            let authorization = route.authorization.known().map_or("", |one| one.name());
            texts.report(
                Diagnostic::error(
                    "other-kind-of-authorizer",
                    route.span,
                    format!(
                        "{} authorizes by {authorization}, and {} is a {} authorizer",
                        route.key.text(),
                        quote(name),
                        named.kind.name()
                    ),
                )
                .also(named.span, "the authorizer"),
            );
        }
    }
}

fn unknown(
    route: &Route,
    name: &str,
    authorizers: &[Authorizer],
    stage: Option<&str>,
) -> Diagnostic {
    let mut names: Vec<&str> = Vec::new();
    for one in authorizers {
        names.push(&one.name);
        names.extend(one.id.as_deref());
    }
    let where_it = match stage {
        Some(stage) => format!("what is deployed to stage {stage}"),
        None => "the API".to_owned(),
    };
    let message = format!("{where_it} has no authorizer {}", quote(name));
    let diagnostic = Diagnostic::error("unknown-authorizer", route.span, message);
    if stage.is_some() && nearest(name, &names).is_none() {
        return diagnostic.help(
            "what `deployed` of the stage does not say is as the API holds it: list there every \
             authorizer and every route that is deployed",
        );
    }
    match (nearest(name, &names), names.is_empty()) {
        (Some(known), _) => diagnostic.help(format!("did you mean `{known}`?")),
        (None, true) => diagnostic.help("its inventory says that it has none"),
        (None, false) => diagnostic.help(format!(
            "its authorizers are {}",
            can_invoke_source::words::enumerate(&names)
        )),
    }
}
