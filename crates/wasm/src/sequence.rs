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
