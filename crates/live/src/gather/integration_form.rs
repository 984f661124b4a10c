//! An integration in the words of an inventory, from the words of either API and from those of
//! an export, so that what a stage serves can be compared with what the API holds.
//!
//! Sources: API Gateway API reference, `API_Integration`; version 2 API reference,
//! `apis-apiid-integrations`; developer guide,
//! `api-gateway-swagger-extensions-integration`.

use serde_json::{Map, Value, json};

/// In which words an integration is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// `methodIntegration` of `get-resources`.
    Rest,
    /// An item of `get-integrations`.
    Version2,
    /// `x-amazon-apigateway-integration` of a REST API.
    RestExport,
    /// `x-amazon-apigateway-integration` of an HTTP API.
    HttpExport,
}

/// Key of an inventory; key of REST APIs and of exports; key of version 2.
const TEXTS: [(&str, &str, &str); 12] = [
    ("type", "type", "IntegrationType"),
    ("uri", "uri", "IntegrationUri"),
    ("target", "integrationTarget", ""),
    ("subtype", "integrationSubtype", "IntegrationSubtype"),
    ("method", "httpMethod", "IntegrationMethod"),
    ("connection-type", "connectionType", "ConnectionType"),
    ("connection-id", "connectionId", "ConnectionId"),
    ("credentials", "credentials", "CredentialsArn"),
    (
        "payload-format-version",
        "payloadFormatVersion",
        "PayloadFormatVersion",
    ),
    (
        "passthrough-behavior",
        "passthroughBehavior",
        "PassthroughBehavior",
    ),
    (
        "content-handling",
        "contentHandling",
        "ContentHandlingStrategy",
    ),
    (
        "template-selection-expression",
        "templateSelectionExpression",
        "TemplateSelectionExpression",
    ),
];

/// What exports write in lower case.
const WORDS: [&str; 4] = [
    "type",
    "connection-type",
    "passthrough-behavior",
    "content-handling",
];

const MAPS: [(&str, &str, &str); 3] = [
    (
        "request-parameters",
        "requestParameters",
        "RequestParameters",
    ),
    ("request-templates", "requestTemplates", "RequestTemplates"),
    (
        "response-parameters",
        "responseParameters",
        "ResponseParameters",
    ),
];

/// The integration with everything that is not as AWS has it where nothing is said. What is
/// left out is so.
pub(super) fn canonical(source: &Value, words: Words) -> Value {
    let get = |one: &str, two: &str| match words {
        Words::Version2 => source.get(two),
        _ => source.get(one),
    };
    let mut found = Map::new();
    for (key, one, two) in TEXTS {
        let Some(text) = get(one, two).and_then(Value::as_str) else {
            continue;
        };
        let text = if WORDS.contains(&key) {
            text.to_ascii_uppercase()
        } else {
            text.to_owned()
        };
        let is_default = matches!(
            (key, text.as_str()),
            (_, "") | ("connection-type", "INTERNET") | ("passthrough-behavior", "WHEN_NO_MATCH")
        );
        if !is_default {
            found.insert(key.to_owned(), json!(text));
        }
    }
    let longest = match words {
        Words::Rest | Words::RestExport => 29_000,
        Words::Version2 | Words::HttpExport => 30_000,
    };
    let timeout = get("timeoutInMillis", "TimeoutInMillis").and_then(Value::as_u64);
    if let Some(timeout) = timeout.filter(|timeout| *timeout != longest) {
        found.insert("timeout".to_owned(), json!(timeout));
    }
    for (key, one, two) in MAPS {
        let map = get(one, two).and_then(Value::as_object);
        if let Some(map) = map.filter(|map| !map.is_empty()) {
            found.insert(key.to_owned(), json!(map));
        }
    }
    if let Some(tls) = get("tlsConfig", "TlsConfig") {
        let mut kept = Map::new();
        if let Some(name) = tls
            .get("serverNameToVerify")
            .or_else(|| tls.get("ServerNameToVerify"))
            .and_then(Value::as_str)
        {
            kept.insert("server-name-to-verify".to_owned(), json!(name));
        }
        if tls.get("insecureSkipVerification") == Some(&json!(true)) {
            kept.insert("insecure-skip-verification".to_owned(), json!(true));
        }
        if !kept.is_empty() {
            found.insert("tls".to_owned(), json!(kept));
        }
    }
    let responses = responses(source, words);
    if !responses.is_empty() {
        found.insert("responses".to_owned(), json!(responses));
    }
    json!(found)
}

/// The integration responses, in an order of their own. An export names them by their
/// selection patterns, and the one without `default`.
fn responses(source: &Value, words: Words) -> Vec<Value> {
    let key = match words {
        Words::Rest => "integrationResponses",
        Words::RestExport => "responses",
        Words::Version2 | Words::HttpExport => return Vec::new(),
    };
    let all = source.get(key).and_then(Value::as_object);
    let mut found = Vec::new();
    for (name, response) in all.into_iter().flatten() {
        let mut kept = Map::new();
        let status = response.get("statusCode").and_then(Value::as_str);
        let pattern = match words {
            Words::RestExport => Some(name.as_str()).filter(|name| *name != "default"),
            _ => response.get("selectionPattern").and_then(Value::as_str),
        };
        let status = status.unwrap_or(if words == Words::Rest { name } else { "" });
        kept.insert("status".to_owned(), json!(status));
        if let Some(pattern) = pattern.filter(|pattern| !pattern.is_empty()) {
            kept.insert("selection-pattern".to_owned(), json!(pattern));
        }
        for (key, from) in [
            ("parameters", "responseParameters"),
            ("templates", "responseTemplates"),
        ] {
            let map = response.get(from).and_then(Value::as_object);
            if let Some(map) = map.filter(|map| !map.is_empty()) {
                kept.insert(key.to_owned(), json!(map));
            }
        }
        let handling = response.get("contentHandling").and_then(Value::as_str);
        if let Some(handling) = handling.filter(|handling| !handling.is_empty()) {
            kept.insert(
                "content-handling".to_owned(),
                json!(handling.to_ascii_uppercase()),
            );
        }
        found.push(json!(kept));
    }
    found.sort_by_key(Value::to_string);
    found
}

/// A canonical integration as an inventory has it: what is left out is said.
pub(super) fn native(canonical: &Value) -> Value {
    let mut found = canonical.as_object().cloned().unwrap_or_default();
    for (key, value) in [
        ("credentials", json!("none")),
        ("connection-type", json!("INTERNET")),
        ("request-parameters", json!({})),
        ("request-templates", json!({})),
        ("responses", json!([])),
    ] {
        found.entry(key).or_insert(value);
    }
    json!(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_integration_is_the_same_in_all_words() {
        let uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\
                   arn:aws:lambda:us-east-1:111111111111:function:pets/invocations";
        let rest = json!({
            "type": "AWS", "httpMethod": "POST", "uri": uri,
            "passthroughBehavior": "WHEN_NO_MATCH", "timeoutInMillis": 29000,
            "cacheNamespace": "abc", "cacheKeyParameters": [],
            "integrationResponses": {
                "200": {"statusCode": "200", "responseTemplates": {"application/json": "x"}},
                "400": {"statusCode": "400", "selectionPattern": "4\\d{2}"},
            },
        });
        let export = json!({
            "type": "aws", "httpMethod": "POST", "uri": uri,
            "passthroughBehavior": "when_no_match",
            "responses": {
                "4\\d{2}": {"statusCode": "400"},
                "default": {"statusCode": "200", "responseTemplates": {"application/json": "x"}},
            },
        });
        let (rest, export) = (
            canonical(&rest, Words::Rest),
            canonical(&export, Words::RestExport),
        );
        assert_eq!(rest, export);
        assert_eq!(rest["responses"][1]["selection-pattern"], "4\\d{2}");

        let version_2 = json!({
            "IntegrationId": "xyz", "IntegrationType": "AWS_PROXY", "IntegrationUri": uri,
            "ConnectionType": "INTERNET", "PayloadFormatVersion": "2.0",
            "TimeoutInMillis": 30000,
        });
        let export = json!({
            "type": "aws_proxy", "uri": uri, "payloadFormatVersion": "2.0",
            "connectionType": "INTERNET",
        });
        assert_eq!(
            canonical(&version_2, Words::Version2),
            canonical(&export, Words::HttpExport)
        );
    }

    #[test]
    fn another_timeout_or_role_is_another_integration() {
        let one = json!({"type": "MOCK"});
        for other in [
            json!({"type": "MOCK", "timeoutInMillis": 50}),
            json!({"type": "MOCK", "credentials": "arn:aws:iam::111111111111:role/a"}),
            json!({"type": "HTTP"}),
        ] {
            let of = |value| canonical(value, Words::Rest);
            assert_ne!(of(&one), of(&other), "{other}");
        }
        assert_eq!(native(&canonical(&one, Words::Rest))["credentials"], "none");
    }
}
