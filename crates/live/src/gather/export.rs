//! What an export of a stage says that bears on calls: the resource policy, the routes with
//! their authorization and integrations, the authorizers. It is read no further than that.
//!
//! Sources: API Gateway API reference, `API_GetExport`; version 2 API reference,
//! `apis-apiid-exports-specification`; developer guide, `api-gateway-swagger-extensions`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    authorizer_form,
    integration_form::{self, Words},
    route_form::Form,
};

/// What an export says.
#[derive(Clone, Debug, Default)]
pub(super) struct Export {
    /// The resource policy. Exports of APIs with one are seen to hold it; AWS does not say
    /// that all do, so its absence tells nothing.
    pub(super) policy: Option<Value>,
    /// The routes; what an operation does not say is not known.
    pub(super) routes: BTreeMap<String, Form>,
    /// The authorizers that routes use, as an inventory has them.
    pub(super) authorizers: BTreeMap<String, Value>,
}

/// The keys of a path that are methods.
const METHODS: [(&str, &str); 8] = [
    ("get", "GET"),
    ("post", "POST"),
    ("put", "PUT"),
    ("patch", "PATCH"),
    ("delete", "DELETE"),
    ("head", "HEAD"),
    ("options", "OPTIONS"),
    ("x-amazon-apigateway-any-method", "ANY"),
];

/// The document of an export: an answer holds it as it is, or as the text of its body.
pub(super) fn document(answer: &Value) -> Option<Value> {
    let document = match answer.get("body").and_then(Value::as_str) {
        Some(body) => serde_json::from_str(body).ok()?,
        None => answer.clone(),
    };
    document.get("paths")?.as_object()?;
    Some(document)
}

/// Reads an export of a REST API ([`Words::RestExport`]) or of an HTTP API
/// ([`Words::HttpExport`]).
pub(super) fn read(document: &Value, words: Words) -> Export {
    let schemes = document
        .pointer("/components/securitySchemes")
        .or_else(|| document.get("securityDefinitions"))
        .and_then(Value::as_object);
    let mut export = Export {
        policy: document.get("x-amazon-apigateway-policy").cloned(),
        ..Export::default()
    };
    for (name, scheme) in schemes.into_iter().flatten() {
        if let Some(authorizer) = authorizer_form::of_scheme(scheme, words) {
            export.authorizers.insert(name.clone(), authorizer);
        }
    }
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, operations) in paths.into_iter().flatten() {
        for (key, method) in METHODS {
            let Some(operation) = operations.get(key) else {
                continue;
            };
            let is_default = operation.get("isDefaultRoute") == Some(&Value::Bool(true));
            let route = if is_default || path == "/$default" {
                "$default".to_owned()
            } else {
                format!("{method} {path}")
            };
            let form = form(operation, &|name| schemes?.get(name), words);
            export.routes.insert(route, form);
        }
    }
    export
}

fn form<'v>(operation: &Value, scheme: &dyn Fn(&str) -> Option<&'v Value>, words: Words) -> Form {
    let mut form = Form::default();
    if let Some(kind) = operation
        .pointer("/x-amazon-apigateway-auth/type")
        .and_then(Value::as_str)
    {
        form.authorization = Some(kind.to_ascii_uppercase());
    }
    let security = operation.get("security").and_then(Value::as_array);
    let named = security
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .flatten();
    for (name, scopes) in named {
        let Some(scheme) = scheme(name) else {
            continue;
        };
        let text = |key: &str| scheme.get(key).and_then(Value::as_str);
        if let Some(authorization) = authorizer_form::authorization(scheme) {
            form.authorization = Some(authorization.to_owned());
            form.authorizer = Some(name.clone());
            let scopes = scopes.as_array().map(Vec::as_slice).unwrap_or_default();
            let scopes = scopes.iter().filter_map(Value::as_str).map(str::to_owned);
            form.scopes = Some(scopes.collect::<BTreeSet<_>>());
        } else if text("x-amazon-apigateway-authtype") == Some("awsSigv4") {
            form.authorization = Some("AWS_IAM".to_owned());
        } else if text("type") == Some("apiKey")
            && text("name").is_some_and(|name| name.eq_ignore_ascii_case("x-api-key"))
        {
            form.is_api_key_required = Some(true);
        }
    }
    form.integration = operation
        .get("x-amazon-apigateway-integration")
        .map(|source| integration_form::canonical(source, words));
    form
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_operation_says_how_it_authorizes_or_nothing() {
        let document = json!({
            "openapi": "3.0.1",
            "paths": {
                "/open": {"get": {}},
                "/signed": {"post": {"security": [{"sigv4": []}, {"api_key": []}]}},
                "/own": {
                    "x-amazon-apigateway-any-method": {
                        "security": [{"members": ["read"]}],
                        "x-amazon-apigateway-integration": {"type": "mock"},
                    },
                    "parameters": [],
                },
                "/told": {"delete": {"x-amazon-apigateway-auth": {"type": "none"}}},
                "/$default": {"x-amazon-apigateway-any-method": {"isDefaultRoute": true}},
            },
            "components": {"securitySchemes": {
                "sigv4": {
                    "type": "apiKey", "name": "Authorization", "in": "header",
                    "x-amazon-apigateway-authtype": "awsSigv4",
                },
                "api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"},
                "members": {
                    "type": "apiKey", "name": "Authorization", "in": "header",
                    "x-amazon-apigateway-authorizer": {
                        "type": "cognito_user_pools",
                        "providerARNs": [
                            "arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_a"
                        ],
                    },
                },
            }},
        });
        let export = read(&document, Words::RestExport);
        let keys: Vec<&str> = export.routes.keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            [
                "$default",
                "ANY /own",
                "DELETE /told",
                "GET /open",
                "POST /signed"
            ]
        );
        let authorization = |key: &str| export.routes[key].authorization.as_deref();
        assert_eq!(authorization("GET /open"), None);
        assert_eq!(authorization("POST /signed"), Some("AWS_IAM"));
        assert_eq!(authorization("ANY /own"), Some("COGNITO_USER_POOLS"));
        assert_eq!(authorization("DELETE /told"), Some("NONE"));
        assert_eq!(
            export.routes["POST /signed"].is_api_key_required,
            Some(true)
        );
        assert_eq!(export.routes["GET /open"].is_api_key_required, None);
        assert_eq!(
            export.routes["ANY /own"].authorizer.as_deref(),
            Some("members")
        );
        assert_eq!(export.policy, None);
        assert_eq!(
            export.authorizers["members"]["identity-sources"],
            json!("method.request.header.Authorization")
        );
    }
}
