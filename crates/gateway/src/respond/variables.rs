//! What API Gateway names: context variables, and headers that no mapping may touch.

use crate::inventory::ApiKind;

/// The context variables of REST and WebSocket APIs. A name with a final dot stands for all
/// that begin with it.
///
/// Source: API Gateway developer guide, `api-gateway-mapping-template-reference`,
/// `apigateway-websocket-api-mapping-template-reference`.
const REST: &[&str] = &[
    "accountId",
    "apiId",
    "authorizer.",
    "awsEndpointRequestId",
    "customDomain.basePathMatched",
    "deploymentId",
    "domainName",
    "domainPrefix",
    "error.",
    "extendedRequestId",
    "httpMethod",
    "identity.",
    "isCanaryRequest",
    "path",
    "protocol",
    "requestId",
    "requestOverride.",
    "requestTime",
    "requestTimeEpoch",
    "resourceId",
    "resourcePath",
    "responseOverride.",
    "stage",
    "tlsVersion",
    "cipherSuite",
    "wafResponseCode",
    "webaclArn",
];

const WEB_SOCKET: &[&str] = &[
    "apiId",
    "authorizer.",
    "connectedAt",
    "connectionId",
    "disconnectReason",
    "disconnectStatusCode",
    "domainName",
    "error.",
    "eventType",
    "extendedRequestId",
    "identity.",
    "messageDirection",
    "messageId",
    "requestId",
    "requestTime",
    "requestTimeEpoch",
    "routeKey",
    "stage",
    "status",
];

/// Source: API Gateway developer guide, `http-api-logging-variables`.
const HTTP: &[&str] = &[
    "accountId",
    "apiId",
    "authorizer.",
    "awsEndpointRequestId",
    "awsEndpointRequestId2",
    "customDomain.basePathMatched",
    "dataProcessed",
    "domainName",
    "domainPrefix",
    "error.",
    "extendedRequestId",
    "httpMethod",
    "identity.",
    "integration.",
    "integrationErrorMessage",
    "integrationLatency",
    "integrationStatus",
    "path",
    "protocol",
    "requestId",
    "requestTime",
    "requestTimeEpoch",
    "responseLatency",
    "responseLength",
    "routeKey",
    "stage",
    "status",
];

/// The context variables of a kind of APIs.
pub(super) fn context(kind: ApiKind) -> &'static [&'static str] {
    match kind {
        ApiKind::Rest => REST,
        ApiKind::Http => HTTP,
        ApiKind::WebSocket => WEB_SOCKET,
    }
}

/// Whether such APIs have this context variable.
pub(super) fn is_context(kind: ApiKind, name: &str) -> bool {
    context(kind)
        .iter()
        .any(|known| match known.strip_suffix('.') {
            Some(family) => name
                .strip_prefix(family)
                .and_then(|rest| rest.strip_prefix('.'))
                .is_some_and(|rest| !rest.is_empty()),
            None => name == *known,
        })
}

/// Headers that a mapping of an HTTP API may not name; a final `*` stands for any rest.
///
/// Source: API Gateway developer guide, `http-api-parameter-mapping`, reserved headers.
const RESERVED: &[&str] = &[
    "access-control-*",
    "apigw-*",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-location",
    "forwarded",
    "keep-alive",
    "origin",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailers",
    "transfer-encoding",
    "upgrade",
    "x-amz-*",
    "x-amzn-*",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "via",
];

/// Whether a header is reserved by HTTP APIs; names of headers have no case.
pub(super) fn is_reserved(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    RESERVED.iter().any(|known| match known.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == *known,
    })
}
