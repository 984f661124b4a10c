//! `can-invoke respond` for browsers and Node.

use can_invoke_gateway::{
    inventory::{ApiKind, InMemory, PayloadFormat},
    query::QueryError,
    respond::{Given, Question, ask},
};
use can_invoke_report::v1;
use can_invoke_source::{Limits, words::quote};
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Document, bytes, names_differ, readings, refuse, to_json};

/// What is mapped, and the documents that say how.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RespondInput {
    /// The documents to read, by name: inventories and AWS CLI output.
    #[serde(default)]
    documents: Vec<Document>,
    /// Documents that those refer to, as for `check`.
    #[serde(default)]
    files: Vec<Document>,
    #[serde(default)]
    integration: Option<Document>,
    #[serde(default)]
    request: Option<Document>,
    #[serde(default)]
    answer: Option<Document>,
    #[serde(default)]
    response_parameters: Option<Document>,
    #[serde(default)]
    route: Option<String>,
    #[serde(default)]
    api: Option<String>,
    #[serde(default)]
    stage: Option<String>,
    /// `rest`, `http` or `websocket`.
    #[serde(default)]
    kind: Option<String>,
    /// `1.0` or `2.0`.
    #[serde(default)]
    payload_format: Option<String>,
    /// Choices where AWS is silent: the id of an assumption and the id of a choice.
    #[serde(default)]
    assume: Vec<(String, String)>,
}

/// Tells what the backend receives for a sample request, and what the client gets for a
/// sample answer. Takes and gives JSON: the input holds the options of `can-invoke respond`
/// in camel case, files as `{name, text}` and `assume` as a list of pairs `[id, choice]`; the
/// output is the `v1` JSON of the command, byte for byte.
#[wasm_bindgen]
pub fn respond(input: &str) -> String {
    let written = match serde_json::from_str::<RespondInput>(input) {
        Ok(input) => run_respond(input),
        Err(error) => to_json(&v1::Refusal::of_question(
            &format!("the question cannot be read: {error}"),
            "give a JSON object with `integration`, `request` or `answer`",
        )),
    };
    written + "\n"
}

fn run_respond(input: RespondInput) -> String {
    let limits = Limits::default();
    let question = names_differ(&input.documents)
        .and_then(|()| names_differ(&input.files))
        .and_then(|()| respond_question(&input));
    let question = match question {
        Ok(question) => question,
        Err(error) => return refuse(&error),
    };
    let one = |document: Option<Document>| {
        document.map(|document| (document.name, document.text.into_bytes()))
    };
    let given = Given {
        documents: bytes(input.documents).collect(),
        integration: one(input.integration),
        request: one(input.request),
        answer: one(input.answer),
        response_parameters: one(input.response_parameters),
    };
    let files = InMemory {
        files: bytes(input.files).collect(),
    };
    match ask(&question, &given, &files, &limits) {
        Ok(asked) => match &asked.respond {
            Some(respond) => to_json(&v1::respond(&asked, respond)),
            None => to_json(&v1::Refusal::of_documents(
                &asked.diagnostics,
                &asked.sources,
            )),
        },
        Err(error) => refuse(&error),
    }
}

fn respond_question(input: &RespondInput) -> Result<Question, QueryError> {
    let kind = match input.kind.as_deref() {
        None => None,
        Some("rest") => Some(ApiKind::Rest),
        Some("http") => Some(ApiKind::Http),
        Some("websocket") => Some(ApiKind::WebSocket),
        Some(other) => {
            let message = format!("{} is not a kind of APIs", quote(other));
            return Err(QueryError::new(
                message,
                "give `rest`, `http` or `websocket`",
            ));
        }
    };
    let payload_format = match input.payload_format.as_deref() {
        None => None,
        Some("1.0") => Some(PayloadFormat::One),
        Some("2.0") => Some(PayloadFormat::Two),
        Some(other) => {
            let message = format!("{} is not a payload format version", quote(other));
            return Err(QueryError::new(message, "give `1.0` or `2.0`"));
        }
    };
    Ok(Question {
        api: input.api.clone(),
        stage: input.stage.clone(),
        route: input.route.clone(),
        kind,
        payload_format,
        readings: readings(&input.assume)?,
    })
}

#[cfg(test)]
mod tests {
    use super::respond;

    #[test]
    fn an_answer_is_mapped_and_what_cannot_be_asked_is_refused() {
        let answer = r#""answer": {"name": "answer.json", "text": "{\"a\": 1}"}"#;
        let two = respond(&format!(r#"{{{answer}, "payloadFormat": "2.0"}}"#));
        assert!(two.contains(r#""outcome": "mapped""#), "{two}");
        assert!(two.contains(r#""status": 200"#), "{two}");
        let one = respond(&format!(r#"{{{answer}, "payloadFormat": "1.0"}}"#));
        assert!(one.contains(r#""outcome": "gateway-error""#), "{one}");
        for (input, message) in [
            (r#"{"kind": "soap"}"#, "`soap` is not a kind of APIs"),
            (
                r#"{"payloadFormat": "3.0"}"#,
                "`3.0` is not a payload format version",
            ),
            ("{}", "no integration is given"),
            (r#"{"anser": 1}"#, "the question cannot be read"),
        ] {
            let refusal = respond(input);
            assert!(refusal.contains(message), "{refusal}");
            assert!(!refusal.contains("outcome"), "{refusal}");
        }
    }
}
