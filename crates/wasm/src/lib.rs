//! The engine for browsers and Node: thin bindings, no logic.

use std::collections::BTreeSet;

use can_invoke_cases::{TestFile, read_assuming};
use can_invoke_gateway::{
    Query,
    carried::Carried,
    carried_words::CarriedWords,
    check as answer,
    inventory::{InMemory, load},
    query::{AssumeOptions, QueryError},
    target::Target,
};
use can_invoke_policy::{Caller, Readings};
use can_invoke_report::{picture, v1};
use can_invoke_source::{Diagnostic, Limits, words::quote};
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;

/// A question with the documents that it is asked of.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CheckInput {
    /// The documents to read, by name: inventories and AWS CLI output.
    documents: Vec<Document>,
    /// Documents that those refer to with `file:`, by the name that the path leads to from
    /// the document that it stands in, or by the path itself.
    #[serde(default)]
    files: Vec<Document>,
    /// Who asks.
    caller: String,
    #[serde(default)]
    method: Option<String>,
    target: String,
    #[serde(default)]
    api: Option<String>,
    #[serde(default)]
    stage: Option<String>,
    #[serde(default)]
    context: Vec<(String, Vec<String>)>,
    #[serde(default)]
    absent: Vec<String>,
    #[serde(default)]
    external_id: Option<String>,
    #[serde(default)]
    session_name: Option<String>,
    /// The name of the API key of the request, or `none`.
    #[serde(default)]
    api_key: Option<String>,
    /// `valid` or `none`.
    #[serde(default)]
    client_certificate: Option<String>,
    /// `blocks` or `passes`.
    #[serde(default)]
    waf: Option<String>,
    #[serde(default)]
    direct: bool,
    #[serde(default)]
    strict: bool,
    /// Choices where AWS is silent: the id of an assumption and the id of a choice.
    #[serde(default)]
    assume: Vec<(String, String)>,
    #[serde(default)]
    format: Format,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// The types of `v1`.
    #[default]
    Json,
    /// A picture as a Mermaid flowchart.
    Mermaid,
    /// A picture as an SVG document.
    Svg,
}

/// A text with its name.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    name: String,
    text: String,
}

/// Answers one question. Takes and gives JSON: the input holds `documents` (a list of
/// `{name, text}`), `files` (documents that those refer to), `caller`, `method`, `target`
/// and the further options of `can-invoke check` in camel case, `assume` as a list of pairs
/// `[id, choice]`; the output is the `v1` JSON
/// of the command, byte for byte. With a `format` of `mermaid` or `svg` it is the picture of
/// the command, byte for byte; why there is no answer is JSON all the same.
#[wasm_bindgen]
pub fn check(input: &str) -> String {
    let written = match serde_json::from_str::<CheckInput>(input) {
        Ok(input) => run(input),
        Err(error) => to_json(&v1::Refusal::of_question(
            &format!("the question cannot be read: {error}"),
            "give a JSON object with `documents`, `caller` and `target`",
        )),
    };
    // A picture ends its last line itself.
    if written.ends_with('\n') {
        written
    } else {
        written + "\n"
    }
}

/// Test files with the documents that they name.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TestInput {
    /// The test files, by name.
    tests: Vec<Document>,
    /// Documents that hold for all of them: inventories and AWS CLI output.
    #[serde(default)]
    documents: Vec<Document>,
    /// Documents that those refer to, by the name that the path leads to from the file that
    /// it stands in, or by the path itself.
    #[serde(default)]
    files: Vec<Document>,
    /// Choices where AWS is silent: the id of an assumption and the id of a choice. What a
    /// test file chooses otherwise counts more.
    #[serde(default)]
    assume: Vec<(String, String)>,
    /// Whether what was found is told for every case.
    #[serde(default)]
    full: bool,
}

/// Runs test files. Takes and gives JSON: the input holds `tests` (a list of
/// `{name, text}`), and may hold `documents`, `files`, `assume` (a list of pairs
/// `[id, choice]`) and `full`; the output is the `v1` JSON of `can-invoke test`, byte for byte.
#[wasm_bindgen]
pub fn test(input: &str) -> String {
    let written = match serde_json::from_str::<TestInput>(input) {
        Ok(input) => run_tests(input),
        Err(error) => to_json(&v1::Refusal::of_question(
            &format!("the tests cannot be read: {error}"),
            "give a JSON object with `tests`, a list of objects with `name` and `text`",
        )),
    };
    written + "\n"
}

fn run_tests(input: TestInput) -> String {
    let lists = [&input.tests, &input.documents, &input.files];
    let checked = lists.into_iter().try_for_each(|list| names_differ(list));
    let checked = checked.and_then(|()| readings(&input.assume).map(drop));
    if let Err(error) = checked {
        return refuse(&error);
    }
    if input.tests.is_empty() {
        return refuse(&QueryError::new(
            "there is no test file",
            "give at least one in `tests`",
        ));
    }
    let limits = Limits::default();
    let documents: Vec<(String, Vec<u8>)> = bytes(input.documents).collect();
    let files = InMemory {
        files: bytes(input.files).collect(),
    };
    let assume = &input.assume;
    let tests: Vec<TestFile> = bytes(input.tests)
        .map(|(name, text)| read_assuming(assume, &name, &text, &documents, &files, &limits))
        .collect();
    let results: Vec<_> = if tests.iter().any(TestFile::has_errors) {
        Vec::new()
    } else {
        tests.iter().map(can_invoke_cases::run).collect()
    };
    to_json(&v1::test_run(&tests, &results, input.full))
}

/// Two documents of one name could not be told apart in the answer.
fn names_differ(documents: &[Document]) -> Result<(), QueryError> {
    let mut names = BTreeSet::new();
    match documents
        .iter()
        .find(|document| !names.insert(&document.name))
    {
        Some(document) => Err(QueryError::new(
            format!("two documents are named {}", quote(&document.name)),
            "give each a name of its own",
        )),
        None => Ok(()),
    }
}

fn readings(assume: &[(String, String)]) -> Result<Readings, QueryError> {
    let pairs = assume.iter().map(|(id, choice)| (&**id, &**choice));
    Ok(Readings::parse(pairs)?)
}

fn bytes(documents: Vec<Document>) -> impl Iterator<Item = (String, Vec<u8>)> {
    documents
        .into_iter()
        .map(|document| (document.name, document.text.into_bytes()))
}

fn run(input: CheckInput) -> String {
    let limits = Limits::default();
    let checked = names_differ(&input.documents).and_then(|()| names_differ(&input.files));
    let query = match checked.and_then(|()| query(&input)) {
        Ok(query) => query,
        Err(error) => return refuse(&error),
    };
    let files = InMemory {
        files: bytes(input.files).collect(),
    };
    let documents: Vec<(String, Vec<u8>)> = bytes(input.documents).collect();
    let loaded = load(&documents, &files, &limits);
    if loaded.diagnostics.iter().any(Diagnostic::is_error) {
        return to_json(&v1::Refusal::of_documents(
            &loaded.diagnostics,
            &loaded.sources,
        ));
    }
    match answer(&loaded.inventory, &query) {
        Ok(answer) => {
            let answer = v1::check(&answer, &loaded.diagnostics, &loaded.sources);
            match input.format {
                Format::Json => to_json(&answer),
                Format::Mermaid => picture::mermaid(&picture::of(&answer)),
                Format::Svg => picture::svg(&picture::of(&answer)),
            }
        }
        Err(error) => refuse(&error),
    }
}

fn query(input: &CheckInput) -> Result<Query, QueryError> {
    let caller =
        Caller::parse(&input.caller).map_err(|error| QueryError::new(error.message, error.help))?;
    let mut carried = Carried::default();
    CarriedWords {
        api_key: input.api_key.as_deref(),
        client_certificate: input.client_certificate.as_deref(),
        waf: input.waf.as_deref(),
    }
    .apply(&mut carried)?;
    Ok(Query {
        carried,
        api: input.api.clone(),
        stage: input.stage.clone(),
        context: input.context.clone(),
        absent: input.absent.clone(),
        assume: AssumeOptions {
            external_id: input.external_id.clone(),
            session_name: input.session_name.clone(),
        },
        role_paths: !input.direct,
        strict: input.strict,
        readings: readings(&input.assume)?,
        ..Query::new(
            caller,
            input.method.as_deref(),
            Target::parse(&input.target)?,
        )
    })
}

fn refuse(error: &QueryError) -> String {
    to_json(&v1::Refusal::of_question(&error.message, &error.help))
}

fn to_json(value: &impl serde::Serialize) -> String {
    // The types of the report serialize without fail: no map with keys that are not text.
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{check, test};

    /// A test file in a folder, with its policy in another, and what comes of them.
    fn run(name_of_policy: &str, others: &str) -> String {
        let text = "can-invoke-test: 1
as: arn:aws:iam::111111111111:user/ann
action: sqs:SendMessage
resource: arn:aws:sqs:us-east-1:111111111111:orders
identity-policies: { file: ../web.json }
cases:
  - title: ann may send
    expect: { verdict: allowed, decided-by: [identity-based-policy 1] }
";
        let policy = r#"{"Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}"#;
        let (text, policy) = (
            serde_json::Value::from(text),
            serde_json::Value::from(policy),
        );
        test(&format!(
            r#"{{"tests": [{{"name": "a/b/one.yaml", "text": {text}}}], "full": true,
                "files": [{{"name": "{name_of_policy}", "text": {policy}}}]{others}}}"#
        ))
    }

    #[test]
    fn a_file_is_found_from_the_folder_of_the_test_that_names_it() {
        let resolved = run("a/web.json", "");
        assert!(resolved.contains(r#""passed": 1"#), "{resolved}");
        assert!(resolved.contains(r#""a/b/../web.json""#), "{resolved}");
        let as_written = run("../web.json", "");
        assert!(as_written.contains(r#""passed": 1"#), "{as_written}");
        let elsewhere = run("c/web.json", "");
        assert!(
            elsewhere.contains("there is no such document"),
            "{elsewhere}"
        );
    }

    #[test]
    fn what_cannot_be_run_is_refused() {
        let document = r#"{"name": "a.json", "text": "{}"}"#;
        let twice = run(
            "a/web.json",
            &format!(r#", "documents": [{document}, {document}]"#),
        );
        assert!(
            twice.contains("two documents are named `a.json`"),
            "{twice}"
        );
        let choice = run(
            "a/web.json",
            r#", "assume": [["trust-everyone", "nobody-knows"]]"#,
        );
        let message = "`nobody-knows` is not a choice of `trust-everyone`";
        assert!(choice.contains(message), "{choice}");
        let nothing = test(r#"{"tests": []}"#);
        assert!(nothing.contains("there is no test file"), "{nothing}");
        for refusal in [twice, choice, nothing] {
            assert!(!refusal.contains("passed"), "{refusal}");
        }
    }

    /// The question of the account that is named by the resource policy, with some choices.
    fn ask(assume: &str) -> String {
        let inventory = r#"{
            "can-invoke": 1,
            "principals": [{"arn": "arn:aws:iam::111111111111:user/ann", "policies": [],
                "permissions-boundary": "none"}],
            "apis": [{"id": "abc123", "kind": "REST", "account": "111111111111",
                "region": "us-east-1", "endpoint-type": "REGIONAL", "stages": ["prod"],
                "routes": {"GET /pets": "AWS_IAM"},
                "resource-policy": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                    "Principal": {"AWS": "111111111111"}, "Action": "execute-api:Invoke",
                    "Resource": "execute-api:/*"}}}],
            "standalone-accounts": ["111111111111"]
        }"#;
        let text = serde_json::Value::from(inventory);
        check(&format!(
            r#"{{"documents": [{{"name": "inventory.json", "text": {text}}}],
                "caller": "arn:aws:iam::111111111111:user/ann", "method": "GET",
                "target": "/pets", "assume": {assume}}}"#
        ))
    }

    #[test]
    fn a_choice_changes_the_answer_and_stands_in_it() {
        let ours = ask("[]");
        assert!(ours.contains(r#""verdict": "implicitly-denied""#), "{ours}");
        assert!(ours.contains(r#""choice": "delegates""#), "{ours}");
        let other = ask(r#"[["account-principal-delegates", "allows"]]"#);
        assert!(other.contains(r#""verdict": "allowed""#), "{other}");
        assert!(other.contains(r#""choice": "allows""#), "{other}");
    }

    #[test]
    fn a_choice_that_there_is_not_is_refused() {
        let refusal = ask(r#"[["account-principal-delegates", "allow"]]"#);
        let message = "`allow` is not a choice of `account-principal-delegates`";
        assert!(refusal.contains(message), "{refusal}");
        assert!(!refusal.contains("verdict"), "{refusal}");
    }
}
