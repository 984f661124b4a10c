//! Who refers to a VPC link, a function or an authorizer.

use can_invoke_gateway::{
    inventory::{InMemory, load},
    query::QueryError,
    references as links,
};
use can_invoke_report::v1;
use can_invoke_source::{Diagnostic, Limits};
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Document, bytes, names_differ, refuse, to_json};

/// What is referred to, with the documents to look in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReferencesInput {
    /// The documents to read, by name: inventories and AWS CLI output.
    documents: Vec<Document>,
    /// Documents that those refer to.
    #[serde(default)]
    files: Vec<Document>,
    /// An id, a name, an ARN, or the error of AWS.
    subject: String,
}

/// Says who refers to something. Takes and gives JSON: the input holds `documents` and
/// `subject`, and may hold `files`; the output is the `v1` JSON of `can-invoke references`,
/// byte for byte.
#[wasm_bindgen]
pub fn references(input: &str) -> String {
    let written = match serde_json::from_str::<ReferencesInput>(input) {
        Ok(input) => look(input).unwrap_or_else(|error| refuse(&error)),
        Err(error) => to_json(&v1::Refusal::of_question(
            &format!("the question cannot be read: {error}"),
            "give a JSON object with `documents` and `subject`",
        )),
    };
    written + "\n"
}

fn look(input: ReferencesInput) -> Result<String, QueryError> {
    names_differ(&input.documents)?;
    names_differ(&input.files)?;
    let documents: Vec<(String, Vec<u8>)> = bytes(input.documents).collect();
    let files = InMemory {
        files: bytes(input.files).collect(),
    };
    let loaded = load(&documents, &files, &Limits::default());
    if loaded.diagnostics.iter().any(Diagnostic::is_error) {
        return Ok(to_json(&v1::Refusal::of_documents(
            &loaded.diagnostics,
            &loaded.sources,
        )));
    }
    let found = links::references(&loaded.inventory, &input.subject)?;
    let written = v1::references(&found, &loaded.diagnostics, &loaded.sources);
    Ok(to_json(&written))
}

#[cfg(test)]
mod tests {
    use super::references as references_to;

    fn ask(subject: &str) -> String {
        let inventory = serde_json::Value::from(
            r#"{ "can-invoke": 1, "apis": [{ "id": "abc123", "kind": "HTTP", "stages": [],
                "routes": { "GET /a": { "authorization": "NONE", "integration": {
                    "type": "HTTP_PROXY", "connection-type": "VPC_LINK",
                    "connection-id": "link1" } } } }] }"#,
        );
        let subject = serde_json::Value::from(subject);
        references_to(&format!(
            r#"{{"documents": [{{"name": "i.json", "text": {inventory}}}], "subject": {subject}}}"#
        ))
    }

    #[test]
    fn what_refers_to_a_link_is_told_and_what_names_nothing_is_refused() {
        let told = ask("link1");
        assert!(told.contains(r#""route": "GET /a""#), "{told}");
        let named = ask("Cannot delete VPC link. Vpc link 'link1', is referenced in [ANY:i8n2lo]");
        assert!(named.contains(r#""resource": "i8n2lo""#), "{named}");
        let refused = ask("<vpc-link-id>");
        assert!(
            refused.contains("`<vpc-link-id>` is no VPC link, Lambda function or authorizer"),
            "{refused}"
        );
    }
}
