//! Several calls, with the cache of the authorizer between them.

use can_invoke_gateway::{inventory::InMemory, query::QueryError, sequence as calls};
use can_invoke_report::v1;
use can_invoke_source::Limits;
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Document, bytes, names_differ, readings, refuse, to_json};

/// Calls with the documents that they are asked of.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SequenceInput {
    /// The file with the calls.
    sequence: Document,
    /// The documents to read, by name: inventories and AWS CLI output.
    #[serde(default)]
    documents: Vec<Document>,
    /// Documents that those refer to.
    #[serde(default)]
    files: Vec<Document>,
    #[serde(default)]
    strict: bool,
    /// Choices where AWS is silent: the id of an assumption and the id of a choice.
    #[serde(default)]
    assume: Vec<(String, String)>,
}

/// Makes several calls, one after another. Takes and gives JSON: the input holds `sequence`
/// (a `{name, text}`), and may hold `documents`, `files`, `strict` and `assume`; the output is
/// the `v1` JSON of `can-invoke sequence --explain full`, byte for byte.
#[wasm_bindgen]
pub fn sequence(input: &str) -> String {
    let written = match serde_json::from_str::<SequenceInput>(input) {
        Ok(input) => run_calls(input).unwrap_or_else(|error| refuse(&error)),
        Err(error) => to_json(&v1::Refusal::of_question(
            &format!("the calls cannot be read: {error}"),
            "give a JSON object with `sequence`, an object with `name` and `text`",
        )),
    };
    written + "\n"
}

fn run_calls(input: SequenceInput) -> Result<String, QueryError> {
    names_differ(&input.documents)?;
    names_differ(&input.files)?;
    let readings = readings(&input.assume)?;
    let limits = Limits::default();
    let documents: Vec<(String, Vec<u8>)> = bytes(input.documents).collect();
    let files = InMemory {
        files: bytes(input.files).collect(),
    };
    let Document { name, text } = input.sequence;
    let read = calls::load(&name, text.as_bytes(), &documents, &files, &limits);
    let loaded = &read.loaded;
    let Some(mut sequence) = read.sequence else {
        return Ok(to_json(&v1::Refusal::of_documents(
            &loaded.diagnostics,
            &loaded.sources,
        )));
    };
    for call in &mut sequence.calls {
        call.query.strict = input.strict;
        call.query.readings = readings;
    }
    let answer = calls::run(&loaded.inventory, &sequence)?;
    let written = v1::sequence(&sequence, &answer, &loaded.diagnostics, &loaded.sources);
    Ok(to_json(&written))
}

#[cfg(test)]
mod tests {
    use super::sequence as sequence_of;
    use crate::check;

    const BEHIND_AUTHORIZER: &str = r#"{
        "can-invoke": 1,
        "apis": [{"id": "abc123", "kind": "REST", "account": "111111111111",
            "region": "us-east-1", "endpoint-type": "REGIONAL", "stages": ["prod"],
            "routes": {"GET /pets": "CUSTOM", "GET /cats": "CUSTOM"}, "resource-policy": "none",
            "authorizers": {"a": {"type": "TOKEN", "result-ttl": 60,
                "identity-sources": "method.request.header.Authorization"}}}]
    }"#;
    const ANSWER: &str = r#"{"principalId": "p", "policyDocument": {"Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "*",
            "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"}}}"#;

    #[test]
    fn what_the_authorizer_answers_is_a_word_or_a_document() {
        let inventory = serde_json::Value::from(BEHIND_AUTHORIZER);
        let answer = serde_json::Value::from(ANSWER);
        let ask = |list: &str, authorizer: &str| {
            check(&format!(
                r#"{{"documents": [{{"name": "i.json", "text": {inventory}}}],
                    "{list}": [{{"name": "answer.json", "text": {answer}}}],
                    "caller": "anonymous", "method": "GET", "target": "/pets",
                    "headers": [["Authorization", "abc"]], "authorizer": "{authorizer}"}}"#
            ))
        };
        let allowed = ask("files", "answer.json");
        assert!(allowed.contains(r#""verdict": "allowed""#), "{allowed}");
        assert!(allowed.contains(r#""file": "answer.json""#), "{allowed}");
        let thrown = ask("files", "unauthorized");
        assert!(thrown.contains(r#""status": 401"#), "{thrown}");
        let nothing = ask("files", "other.json");
        assert!(
            nothing.contains("there is no document `other.json`"),
            "{nothing}"
        );
        assert!(!nothing.contains("verdict"), "{nothing}");
    }

    #[test]
    fn a_sequence_tells_the_call_that_the_cache_breaks() {
        let inventory = serde_json::Value::from(BEHIND_AUTHORIZER);
        let answer = serde_json::Value::from(ANSWER);
        let calls = "can-invoke-sequence: 1
headers: { Authorization: abc }
authorizer: { file: answer.json }
calls: [{ call: GET /pets }, { call: GET /cats }]
";
        let calls = serde_json::Value::from(calls);
        let ask = |sequence: &str| {
            sequence_of(&format!(
                r#"{{"sequence": {{"name": "calls.yaml", "text": {sequence}}},
                    "documents": [{{"name": "i.json", "text": {inventory}}}],
                    "files": [{{"name": "answer.json", "text": {answer}}}]}}"#
            ))
        };
        let told = ask(&calls.to_string());
        assert!(told.contains(r#""brokenByCache""#), "{told}");
        assert!(told.contains(r#""kind": "wider-resource""#), "{told}");
        let refused = ask("\"calls: []\"");
        assert!(
            refused.contains("begins with the key `can-invoke-sequence`"),
            "{refused}"
        );
    }
}
