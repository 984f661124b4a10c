//! The engine for browsers and Node: thin bindings, no logic.

mod carried;
pub mod references;
mod respond;
pub mod routes;
pub mod sequence;

use std::{collections::BTreeSet, sync::Arc};

use can_invoke_cases::{TestFile, read_assuming};
use can_invoke_gateway::{
    Query, check as answer,
    inventory::{InMemory, Loaded, load},
    query::{AssumeOptions, QueryError},
    target::Target,
    why,
};
use can_invoke_policy::{Caller, Policy, PolicyKind, Readings, document};
use can_invoke_report::{picture, v1};
use can_invoke_source::{Diagnostic, Limits, parse_bytes, words::quote};
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;

pub use respond::respond;

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
    /// What the Lambda authorizer answers: the name of one of `documents` or `files`,
    /// `unauthorized` or `fails`.
    #[serde(default)]
    authorizer: Option<String>,
    /// Headers of the request, as pairs of name and value.
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    query_string: Vec<(String, String)>,
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    scopes: Option<Vec<String>>,
    #[serde(default)]
    vpc_endpoint: Option<String>,
    #[serde(default)]
    signature: Option<String>,
    #[serde(default)]
    external_id: Option<String>,
    #[serde(default)]
    session_name: Option<String>,
    /// Session policies, in the last call of `sts:AssumeRole`.
    #[serde(default)]
    session_policies: Vec<Document>,
    /// Pairs of key and value.
    #[serde(default)]
    session_tags: Vec<(String, String)>,
    #[serde(default)]
    transitive_tags: Vec<String>,
    #[serde(default)]
    source_identity: Option<String>,
    #[serde(default)]
    duration: Option<u32>,
    #[serde(default)]
    mfa: bool,
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

/// An error with what is known around it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WhyInput {
    /// What was pasted.
    text: String,
    /// The documents to test against, by name; without any, nothing is tested.
    #[serde(default)]
    documents: Vec<Document>,
    /// Documents that those refer to, as for `check`.
    #[serde(default)]
    files: Vec<Document>,
    /// The HTTP status, where the text does not say.
    #[serde(default)]
    status: Option<u16>,
    /// Headers of the response.
    #[serde(default)]
    headers: Vec<(String, String)>,
    /// The URL, which may follow the method.
    #[serde(default)]
    url: Option<String>,
    /// Who called, where the text does not say.
    #[serde(default)]
    caller: Option<String>,
    /// Choices where AWS is silent: the id of an assumption and the id of a choice.
    #[serde(default)]
    assume: Vec<(String, String)>,
}

/// Says why a call failed. Takes and gives JSON: the input holds `text`, and may hold
/// `documents` and `files` as for `check`, `status`, `headers` (a list of pairs
/// `[name, value]`), `url`, `caller` and `assume`; the output is the `v1` JSON of
/// `can-invoke why`, byte for byte.
#[wasm_bindgen]
pub fn why(input: &str) -> String {
    let written = match serde_json::from_str::<WhyInput>(input) {
        Ok(input) => diagnose(input),
        Err(error) => to_json(&v1::Refusal::of_question(
            &format!("the question cannot be read: {error}"),
            "give a JSON object with `text`",
        )),
    };
    written + "\n"
}

fn diagnose(input: WhyInput) -> String {
    let checked = names_differ(&input.documents).and_then(|()| names_differ(&input.files));
    let options = match checked.and_then(|()| why_options(&input)) {
        Ok(options) => options,
        Err(error) => return refuse(&error),
    };
    let files = InMemory {
        files: bytes(input.files).collect(),
    };
    let documents: Vec<(String, Vec<u8>)> = bytes(input.documents).collect();
    let loaded = load(&documents, &files, &Limits::default());
    if loaded.diagnostics.iter().any(Diagnostic::is_error) {
        return to_json(&v1::Refusal::of_documents(
            &loaded.diagnostics,
            &loaded.sources,
        ));
    }
    let inventory = (!documents.is_empty()).then_some(&loaded.inventory);
    match why::why(input.text.as_bytes(), &options, inventory) {
        Ok(found) => to_json(&v1::why(&found, &loaded.diagnostics, &loaded.sources)),
        Err(error) => refuse(&error),
    }
}

fn why_options(input: &WhyInput) -> Result<why::Options, QueryError> {
    let caller = input.caller.as_deref().map(|caller| {
        Caller::parse(caller).map_err(|error| QueryError::new(error.message, error.help))
    });
    Ok(why::Options {
        hints: why::Hints {
            status: input.status,
            headers: input.headers.clone(),
            url: input.url.clone(),
        },
        caller: caller.transpose()?,
        readings: readings(&input.assume)?,
    })
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

fn run(mut input: CheckInput) -> String {
    let limits = Limits::default();
    let checked = names_differ(&input.documents).and_then(|()| names_differ(&input.files));
    let answer_text = match checked.and_then(|()| carried::answer_text(&mut input)) {
        Ok(text) => text,
        Err(error) => return refuse(&error),
    };
    let mut query = match query(&input) {
        Ok(query) => query,
        Err(error) => return refuse(&error),
    };
    let files = InMemory {
        files: bytes(input.files).collect(),
    };
    let documents: Vec<(String, Vec<u8>)> = bytes(input.documents).collect();
    let mut loaded = load(&documents, &files, &limits);
    for (name, bytes) in bytes(input.session_policies) {
        let policy = session_policy(&mut loaded, &name, &bytes, &limits);
        query.assume.session_policies.extend(policy.map(Arc::new));
    }
    if let Some((name, text)) = &answer_text {
        query.carried.authorizer = loaded.read_answer(name, text.as_bytes(), &limits);
    }
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

/// Reads a session policy; what is wrong with it is said with the documents.
fn session_policy(
    loaded: &mut Loaded,
    name: &str,
    bytes: &[u8],
    limits: &Limits,
) -> Option<Policy> {
    let (_, parsed) = parse_bytes(&mut loaded.sources, name, bytes, limits);
    loaded.diagnostics.extend(parsed.diagnostics);
    let parsed = document::parse(&parsed.value?, PolicyKind::Session, name);
    loaded.diagnostics.extend(parsed.diagnostics);
    parsed.value
}

fn query(input: &CheckInput) -> Result<Query, QueryError> {
    let caller =
        Caller::parse(&input.caller).map_err(|error| QueryError::new(error.message, error.help))?;
    Ok(Query {
        carried: carried::carried(input)?,
        api: input.api.clone(),
        stage: input.stage.clone(),
        context: input.context.clone(),
        absent: input.absent.clone(),
        assume: AssumeOptions {
            external_id: input.external_id.clone(),
            session_name: input.session_name.clone(),
            session_policies: Vec::new(),
            session_tags: input.session_tags.clone(),
            transitive_tags: input.transitive_tags.clone(),
            source_identity: input.source_identity.clone(),
            duration: input.duration,
            has_mfa: input.mfa,
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
    use super::{check, test, why};

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
    fn a_session_policy_and_tags_go_with_the_question() {
        let inventory = r#"{
            "can-invoke": 1,
            "principals": [
                {"arn": "arn:aws:iam::111111111111:user/ann", "policies": [],
                    "permissions-boundary": "none", "tags": {}},
                {"arn": "arn:aws:iam::111111111111:role/last", "permissions-boundary": "none",
                    "tags": {}, "policies": [{"Version": "2012-10-17", "Statement":
                        {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*",
                            "Condition": {"StringEquals": {"aws:PrincipalTag/team": "pets"}}}}],
                    "trust-policy": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                        "Principal": {"AWS": "arn:aws:iam::111111111111:user/ann"},
                        "Action": ["sts:AssumeRole", "sts:TagSession"]}}}
            ],
            "apis": [{"id": "def456", "kind": "HTTP", "account": "111111111111",
                "region": "us-east-1", "stages": ["$default"],
                "routes": {"GET /pets": "AWS_IAM"}}],
            "standalone-accounts": ["111111111111"]
        }"#;
        let text = serde_json::Value::from(inventory);
        let ask = |more: &str| {
            check(&format!(
                r#"{{"documents": [{{"name": "inventory.json", "text": {text}}}],
                    "caller": "arn:aws:iam::111111111111:user/ann", "method": "GET",
                    "target": "/pets"{more}}}"#
            ))
        };
        let tags = r#", "sessionTags": [["team", "pets"]], "transitiveTags": ["team"]"#;
        let open = ask(tags);
        assert!(
            open.starts_with("{\n  \"version\": 1,\n  \"verdict\": \"allowed\""),
            "{open}"
        );
        let without = ask("");
        let reason = "the identity-based policy does not allow execute-api:Invoke";
        assert!(without.contains(reason), "{without}");
        let policy = r#"{\"Version\": \"2012-10-17\", \"Statement\": []}"#;
        let restricted = ask(&format!(
            r#"{tags}, "sessionPolicies": [{{"name": "none.json", "text": "{policy}"}}]"#
        ));
        let reason = "the session policy does not allow execute-api:Invoke";
        assert!(restricted.contains(reason), "{restricted}");
        let refused = ask(r#", "transitiveTags": ["team"]"#);
        assert!(refused.contains("is no tag that is passed"), "{refused}");
    }

    #[test]
    fn a_choice_that_there_is_not_is_refused() {
        let refusal = ask(r#"[["account-principal-delegates", "allow"]]"#);
        let message = "`allow` is not a choice of `account-principal-delegates`";
        assert!(refusal.contains(message), "{refusal}");
        assert!(!refusal.contains("verdict"), "{refusal}");
    }

    #[test]
    fn an_error_gets_a_diagnosis_with_and_without_documents() {
        let error = r#""text": "Missing Authentication Token", "status": 403"#;
        let alone = why(&format!("{{{error}}}"));
        assert!(alone.contains(r#""cause": "unsigned-request""#), "{alone}");
        assert!(alone.contains("no inventory was given"), "{alone}");
        let inventory = serde_json::Value::from(
            r#"{"can-invoke": 1, "apis": [{"id": "abc123", "kind": "REST",
                "account": "111111111111", "region": "us-east-1", "endpoint-type": "REGIONAL",
                "stages": ["prod"], "routes": {"GET /pets": "AWS_IAM"}}]}"#,
        );
        let beside = why(&format!(
            r#"{{{error}, "documents": [{{"name": "inventory.json", "text": {inventory}}}],
                "url": "GET https://abc123.execute-api.us-east-1.amazonaws.com/prod/cats"}}"#
        ));
        assert!(beside.contains(r#""cause": "no-such-route""#), "{beside}");
        let refusal = why(&format!(r#"{{{error}, "caller": "nobody"}}"#));
        assert!(refusal.contains("`nobody` is not a caller"), "{refusal}");
        assert!(!refusal.contains("diagnoses"), "{refusal}");
    }
}
