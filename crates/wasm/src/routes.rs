//! Route tables beside the patterns of policies.

use can_invoke_gateway::{
    inventory::{InMemory, load},
    patterns::report,
    query::QueryError,
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
        Ok(input) => table(input).unwrap_or_else(|error| refuse(&error)),
        Err(error) => to_json(&v1::Refusal::of_question(
            &format!("the question cannot be read: {error}"),
            "give a JSON object with `documents`",
        )),
    };
    written + "\n"
}

fn table(input: RoutesInput) -> Result<String, QueryError> {
    names_differ(&input.documents)?;
    names_differ(&input.files)?;
    let files = InMemory {
        files: bytes(input.files).collect(),
    };
    let documents: Vec<(String, Vec<u8>)> = bytes(input.documents).collect();
    let loaded = load(&documents, &files, &Limits::default());
    if loaded.diagnostics.iter().any(Diagnostic::is_error) {
        return Ok(to_json(&v1::Refusal::of_documents(
            &loaded.diagnostics,
            &loaded.sources,
        )));
    }
    let report = report(&loaded.inventory, input.api.as_deref())?;
    let told = v1::routes(&report, &loaded.diagnostics, &loaded.sources);
    Ok(to_json(&told))
}

#[cfg(test)]
mod tests {
    use super::routes;

    const INVENTORY: &str = r#"{
        "can-invoke": 1,
        "apis": [{"id": "abc123", "kind": "REST", "account": "111111111111",
            "region": "us-east-1", "endpoint-type": "REGIONAL", "stages": ["prod"],
            "routes": {"GET /pets/{id}": "NONE"},
            "resource-policy": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                "Principal": "*", "Action": "execute-api:Invoke",
                "Resource": "execute-api:/prod/GET/pets/{id}"}}}]
    }"#;

    fn ask(more: &str) -> String {
        let text = serde_json::Value::from(INVENTORY);
        routes(&format!(
            r#"{{"documents": [{{"name": "i.json", "text": {text}}}]{more}}}"#
        ))
    }

    #[test]
    fn a_pattern_that_misses_is_told_at_its_place() {
        let told = ask("");
        assert!(told.contains(r#""kind": "misses-all""#), "{told}");
        assert!(told.contains(r#""file": "i.json""#), "{told}");
        let other = ask(r#", "api": "abc124""#);
        assert!(other.contains("did you mean `abc123`?"), "{other}");
        assert!(!other.contains("patterns"), "{other}");
    }

    #[test]
    fn documents_that_cannot_be_read_are_refused() {
        let told = routes(r#"{"documents": [{"name": "a.json", "text": "{"}]}"#);
        assert!(!told.contains("patterns"), "{told}");
        assert!(told.contains(r#""file": "a.json""#), "{told}");
    }
}
