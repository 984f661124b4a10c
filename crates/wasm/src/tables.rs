//! What is read off documents without a request: route tables beside the patterns of
//! policies, and who refers to something.

use can_invoke_gateway::{
    inventory::{InMemory, Loaded, load},
    patterns::report,
    query::QueryError,
    references::references as referring,
};
use can_invoke_report::v1;
use can_invoke_source::{Diagnostic, Limits};
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Document, bytes, names_differ, refuse, to_json};

/// Documents, and the API whose routes are asked for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RoutesInput {
    /// The documents to read, by name: inventories and AWS CLI output.
    documents: Vec<Document>,
    /// Documents that those refer to, as for `check`.
    #[serde(default)]
    files: Vec<Document>,
    /// Only this API, and the patterns that speak of it.
    #[serde(default)]
    api: Option<String>,
}

/// Shows route tables, and which patterns of policies miss them or match too much. Takes and
/// gives JSON: the input holds `documents` and may hold `files` and `api`; the output is the
/// `v1` JSON of `can-invoke routes`, byte for byte.
#[wasm_bindgen]
pub fn routes(input: &str) -> String {
    let written = match serde_json::from_str::<RoutesInput>(input) {
        Ok(input) => with_documents(input.documents, input.files, |loaded| {
            let report = report(&loaded.inventory, input.api.as_deref())?;
            let told = v1::routes(&report, &loaded.diagnostics, &loaded.sources);
            Ok(to_json(&told))
        }),
        Err(error) => to_json(&v1::Refusal::of_question(
            &format!("the question cannot be read: {error}"),
            "give a JSON object with `documents`",
        )),
    };
    written + "\n"
}

/// Documents, and what is asked for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReferencesInput {
    /// The documents to read, by name: inventories and AWS CLI output.
    documents: Vec<Document>,
    /// Documents that those refer to, as for `check`.
    #[serde(default)]
    files: Vec<Document>,
    /// An id, an ARN, or the error of AWS.
    subject: String,
}

/// Says who refers to a VPC link, a Lambda function or an authorizer. Takes and gives JSON:
/// the input holds `documents` and `subject`, and may hold `files`; the output is the `v1`
/// JSON of `can-invoke references`, byte for byte.
#[wasm_bindgen]
pub fn references(input: &str) -> String {
    let written = match serde_json::from_str::<ReferencesInput>(input) {
        Ok(input) => with_documents(input.documents, input.files, |loaded| {
            let found = referring(&loaded.inventory, &input.subject)?;
            let told = v1::references(&found, &loaded.diagnostics, &loaded.sources);
            Ok(to_json(&told))
        }),
        Err(error) => to_json(&v1::Refusal::of_question(
            &format!("the question cannot be read: {error}"),
            "give a JSON object with `documents` and `subject`",
        )),
    };
    written + "\n"
}

/// Reads documents and tells about them, or says why they cannot be read.
fn with_documents(
    documents: Vec<Document>,
    files: Vec<Document>,
    tell: impl FnOnce(&Loaded) -> Result<String, QueryError>,
) -> String {
    if let Err(error) = names_differ(&documents).and_then(|()| names_differ(&files)) {
        return refuse(&error);
    }
    let files = InMemory {
        files: bytes(files).collect(),
    };
    let documents: Vec<(String, Vec<u8>)> = bytes(documents).collect();
    let loaded = load(&documents, &files, &Limits::default());
    if loaded.diagnostics.iter().any(Diagnostic::is_error) {
        return to_json(&v1::Refusal::of_documents(
            &loaded.diagnostics,
            &loaded.sources,
        ));
    }
    tell(&loaded).unwrap_or_else(|error| refuse(&error))
}

#[cfg(test)]
mod tests {
    use super::{references, routes};

    const INVENTORY: &str = r#"{
        "can-invoke": 1,
        "apis": [{"id": "abc123", "kind": "REST", "account": "111111111111",
            "region": "us-east-1", "endpoint-type": "REGIONAL", "stages": ["prod"],
            "routes": {"GET /pets/{id}": {"authorization": "NONE", "integration": {
                "type": "HTTP_PROXY", "method": "GET", "uri": "https://pets.example.com",
                "connection-type": "VPC_LINK", "connection-id": "vlk222"}}},
            "resource-policy": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                "Principal": "*", "Action": "execute-api:Invoke",
                "Resource": "execute-api:/prod/GET/pets/{id}"}}}]
    }"#;

    fn ask(of: fn(&str) -> String, more: &str) -> String {
        let text = serde_json::Value::from(INVENTORY);
        of(&format!(
            r#"{{"documents": [{{"name": "i.json", "text": {text}}}]{more}}}"#
        ))
    }

    #[test]
    fn a_pattern_that_misses_is_told_at_its_place() {
        let told = ask(routes, "");
        assert!(told.contains(r#""kind": "misses-all""#), "{told}");
        assert!(told.contains(r#""file": "i.json""#), "{told}");
        let other = ask(routes, r#", "api": "abc124""#);
        assert!(other.contains("did you mean `abc123`?"), "{other}");
        assert!(!other.contains("patterns"), "{other}");
    }

    #[test]
    fn who_refers_to_a_link_is_told() {
        let told = ask(references, r#", "subject": "vlk222""#);
        assert!(told.contains("GET /pets/{id}"), "{told}");
        let nothing = ask(references, "");
        assert!(nothing.contains("missing field `subject`"), "{nothing}");
    }

    #[test]
    fn documents_that_cannot_be_read_are_refused() {
        let told = routes(r#"{"documents": [{"name": "a.json", "text": "{"}]}"#);
        assert!(!told.contains("patterns"), "{told}");
        assert!(told.contains(r#""file": "a.json""#), "{told}");
    }
}
