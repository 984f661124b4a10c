//! An authorizer in the words of an inventory, from the words of either API and from those of
//! an export. What is not said is left out.
//!
//! Sources: API Gateway API reference, `API_Authorizer`; version 2 API reference,
//! `apis-apiid-authorizers`; developer guide,
//! `api-gateway-swagger-extensions-authorizer`.

use serde_json::{Map, Value, json};

use super::integration_form::Words;

/// The type of authorization of a security scheme that is an authorizer.
pub(super) fn authorization(scheme: &Value) -> Option<&'static str> {
    let authorizer = scheme.get("x-amazon-apigateway-authorizer")?;
    let kind = authorizer.get("type")?.as_str()?;
    match kind.to_ascii_lowercase().as_str() {
        "token" | "request" => Some("CUSTOM"),
        "cognito_user_pools" => Some("COGNITO_USER_POOLS"),
        "jwt" => Some("JWT"),
        _ => None,
    }
}

/// The authorizer of a security scheme.
pub(super) fn of_scheme(scheme: &Value, words: Words) -> Option<Value> {
    let source = scheme.get("x-amazon-apigateway-authorizer")?;
    let mut found = common(source, words)?;
    // A token stands in the header that the scheme names.
    if words == Words::RestExport
        && !found.contains_key("identity-sources")
        && let Some(name) = scheme.get("name").and_then(Value::as_str)
        && scheme.get("in").and_then(Value::as_str) == Some("header")
        && name != "Unused"
    {
        let header = format!("method.request.header.{name}");
        found.insert("identity-sources".to_owned(), json!(header));
    }
    Some(json!(found))
}

/// An item of `get-authorizers`, with its name.
pub(super) fn of_item(item: &Value, words: Words) -> Option<(String, Value)> {
    let (name, id) = match words {
        Words::Version2 => ("Name", "AuthorizerId"),
        _ => ("name", "id"),
    };
    let id = item.get(id)?.as_str()?;
    let name = item.get(name).and_then(Value::as_str).unwrap_or(id);
    let mut found = common(item, words)?;
    found.insert("id".to_owned(), json!(id));
    Some((name.to_owned(), json!(found)))
}

fn common(source: &Value, words: Words) -> Option<Map<String, Value>> {
    let is_version_2 = words == Words::Version2;
    let get = |one: &str, two: &str| source.get(if is_version_2 { two } else { one });
    let text = |one: &str, two: &str| get(one, two).and_then(Value::as_str);
    let kind = text("type", "AuthorizerType")?.to_ascii_uppercase();
    let is_lambda = matches!(kind.as_str(), "TOKEN" | "REQUEST");
    let mut found = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            found.insert(key.to_owned(), value);
        }
    };
    let sources: Vec<&str> = match get("identitySource", "IdentitySource") {
        Some(Value::String(text)) => text.split(',').map(str::trim).collect(),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    put(
        "identity-sources",
        match sources.as_slice() {
            [] => None,
            [only] => Some(json!(only)),
            several => Some(json!(several)),
        },
    );
    if kind == "TOKEN" {
        let expression = text("identityValidationExpression", "");
        let expression = expression.filter(|expression| !expression.is_empty());
        put("identity-validation", expression.map(|one| json!(one)));
    }
    if kind != "JWT" {
        let seconds = get(
            "authorizerResultTtlInSeconds",
            "AuthorizerResultTtlInSeconds",
        );
        put("result-ttl", seconds.filter(|one| one.is_u64()).cloned());
    }
    if is_lambda {
        let uri = text("authorizerUri", "AuthorizerUri");
        let function = uri.and_then(|uri| {
            let (_, rest) = uri.split_once("/functions/")?;
            rest.strip_suffix("/invocations")
        });
        put("function", function.map(|function| json!(function)));
        let role = text("authorizerCredentials", "AuthorizerCredentialsArn");
        let role = role.filter(|role| !role.is_empty()).unwrap_or("none");
        put("credentials", Some(json!(role)));
    }
    if is_lambda && matches!(words, Words::Version2 | Words::HttpExport) {
        let version = text(
            "authorizerPayloadFormatVersion",
            "AuthorizerPayloadFormatVersion",
        );
        put("payload-format", version.map(|version| json!(version)));
        let simple = get("enableSimpleResponses", "EnableSimpleResponses");
        let is_simple = simple.and_then(Value::as_bool).unwrap_or(false);
        put("simple-responses", Some(json!(is_simple)));
    }
    if kind == "COGNITO_USER_POOLS" {
        let pools = get("providerARNs", "").filter(|pools| pools.is_array());
        put("user-pools", pools.cloned());
    }
    if kind == "JWT" {
        let jwt = get("jwtConfiguration", "JwtConfiguration");
        let of = |one: &str, two: &str| jwt?.get(if is_version_2 { two } else { one }).cloned();
        put("issuer", of("issuer", "Issuer"));
        put("audience", of("audience", "Audience"));
    }
    found.insert("type".to_owned(), json!(kind));
    Some(found)
}

/// Whether two authorizers differ in anything that both say.
pub(super) fn differ(one: &Value, other: &Value) -> bool {
    let (Some(one), Some(other)) = (one.as_object(), other.as_object()) else {
        return true;
    };
    one.iter()
        .any(|(key, value)| other.get(key).is_some_and(|other| other != value))
}
