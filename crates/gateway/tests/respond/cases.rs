//! The runner of `tests/respond/*.yaml`. What a case does not give comes from the file's
//! `defaults`; what it does not expect of problems and assumptions must not be there.

use std::{collections::BTreeSet, path::Path};

use can_invoke_gateway::{
    inventory::{ApiKind, InMemory, PayloadFormat},
    respond::{Asked, Given, Item, Question, Respond, Value, ask},
};
use can_invoke_policy::{Assumption, Readings};
use can_invoke_source::{Layout, Limits, Node, Sources, parse_bytes, write};

const KEYS: [&str; 9] = [
    "title",
    "question",
    "inventory",
    "integration",
    "request",
    "answer",
    "response-parameters",
    "expect",
    "choices",
];

const EXPECTED: [&str; 15] = [
    "outcome",
    "method",
    "url",
    "query",
    "headers",
    "parameters",
    "body",
    "dropped",
    "status",
    "client-headers",
    "client-body",
    "says",
    "problems",
    "leans-on",
    "refused",
];

/// A file with its cases.
struct File {
    name: String,
    root: Node,
}

fn files() -> Vec<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/respond");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let bytes = std::fs::read(path).expect("the file can be read");
            let mut sources = Sources::new();
            let name = path.display().to_string();
            let (_, parsed) = parse_bytes(&mut sources, &name, &bytes, &Limits::default());
            assert!(
                parsed.diagnostics.is_empty(),
                "{name}: {:?}",
                parsed.diagnostics
            );
            let root = parsed.value.expect("a document");
            assert!(root.get("source").is_some(), "{name} names no source");
            File { name, root }
        })
        .collect()
}

impl File {
    fn cases(&self) -> &[Node] {
        self.root
            .get("cases")
            .and_then(Node::as_array)
            .expect("cases")
    }

    /// A part of a case, or of the defaults; `none` leaves it out.
    fn part<'n>(&'n self, case: &'n Node, key: &str) -> Option<&'n Node> {
        let defaults = self.root.get("defaults");
        let found = case.get(key).or_else(|| defaults?.get(key))?;
        (found.as_str() != Some("none")).then_some(found)
    }

    fn ask(&self, case: &Node, readings: Readings) -> Result<Asked, String> {
        let document = |key: &str| {
            let node = self.part(case, key)?;
            let text = write::json(node, Layout::OneLine);
            Some((format!("{key}.json"), text.into_bytes()))
        };
        let said = |key: &str| {
            let own = case.get("question").and_then(|question| question.get(key));
            let defaults = self
                .root
                .get("defaults")
                .and_then(|all| all.get("question"));
            own.or_else(|| defaults?.get(key))
                .and_then(Node::scalar_text)
        };
        let question = Question {
            api: said("api").map(str::to_owned),
            stage: said("stage").map(str::to_owned),
            route: said("route").map(str::to_owned),
            kind: said("kind").map(|kind| match kind {
                "rest" => ApiKind::Rest,
                "http" => ApiKind::Http,
                "websocket" => ApiKind::WebSocket,
                other => panic!("{other} is no kind"),
            }),
            payload_format: said("payload-format")
                .filter(|format| !format.is_empty())
                .map(|format| match format {
                    "1.0" => PayloadFormat::One,
                    "2.0" => PayloadFormat::Two,
                    other => panic!("{other} is no format"),
                }),
            readings,
        };
        let given = Given {
            documents: document("inventory").into_iter().collect(),
            integration: document("integration"),
            request: document("request"),
            answer: document("answer"),
            response_parameters: document("response-parameters"),
        };
        let asked = ask(&question, &given, &InMemory::default(), &Limits::default());
        let asked = asked.map_err(|error| format!("{}; {}", error.message, error.help))?;
        match asked.respond {
            Some(_) => Ok(asked),
            None => Err(problems(&asked).join(" ")),
        }
    }
}

/// `code` and the text that it stands at.
fn problems(asked: &Asked) -> Vec<String> {
    let problems = asked.diagnostics.iter();
    problems
        .map(|one| format!("{} {}", one.code, asked.sources.slice(one.primary.span)))
        .collect()
}

fn readings(case: &Node) -> Readings {
    let members = case
        .get("choices")
        .and_then(Node::as_object)
        .unwrap_or_default();
    let pairs = members
        .iter()
        .map(|one| (one.key.as_str(), one.value.as_str().expect("a choice")));
    Readings::parse(pairs).expect("choices that there are")
}

fn texts(node: &Node) -> Vec<String> {
    let items = node.as_array().expect("a list");
    items
        .iter()
        .map(|item| item.scalar_text().expect("a text").to_owned())
        .collect()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Known(text) => text.clone(),
        Value::NotKnown(_) => "(not known)".to_owned(),
    }
}

fn pairs(items: &[Item]) -> Vec<String> {
    items
        .iter()
        .map(|item| format!("{}: {}", item.name, shown(&item.value)))
        .collect()
}

fn all_sentences(respond: &Respond) -> Vec<String> {
    let mut all = respond.undecided.clone();
    all.extend(respond.notes.clone());
    if let Some(client) = &respond.client {
        all.extend(client.steps.iter().map(|step| step.text.clone()));
    }
    if let Some(received) = &respond.received {
        all.extend(received.dropped.iter().map(|dropped| dropped.why.clone()));
    }
    all
}

/// What is expected and what is found, for one key.
fn compare(key: &str, wanted: &Node, respond: &Respond, asked: &Asked) -> Option<(String, String)> {
    let received = respond.received.as_ref();
    let client = respond.client.as_ref();
    let nothing = || "(nothing)".to_owned();
    let text = |found: Option<String>| {
        let wanted = wanted.scalar_text().expect("a text").to_owned();
        (wanted, found.unwrap_or_else(nothing))
    };
    let list = |found: Option<Vec<String>>| {
        let found = found.map_or_else(nothing, |found| found.join("\n"));
        (texts(wanted).join("\n"), found)
    };
    let (wanted, found) = match key {
        "outcome" => text(Some(respond.outcome.name().to_owned())),
        "method" => text(received.map(|one| shown(&one.method.value))),
        "url" => text(received.map(|one| shown(&one.url.value))),
        "body" => text(received.map(|one| shown(&one.body.value))),
        "query" => list(received.map(|one| pairs(&one.query))),
        "headers" => list(received.map(|one| pairs(&one.headers))),
        "parameters" => list(received.map(|one| pairs(&one.parameters))),
        "dropped" => list(received.map(|one| {
            one.dropped
                .iter()
                .map(|dropped| dropped.what.clone())
                .collect()
        })),
        "status" => text(client.map(|one| match &one.status {
            Ok(status) => status.to_string(),
            Err(_) => "(not known)".to_owned(),
        })),
        "client-headers" => list(client.map(|one| pairs(&one.headers))),
        "client-body" => text(client.map(|one| shown(&one.body))),
        "problems" => list(Some(problems(asked))),
        "leans-on" => list(Some(
            respond
                .assumptions
                .iter()
                .map(|one| one.id().to_owned())
                .collect(),
        )),
        _ => {
            let all = all_sentences(respond);
            let missing: Vec<String> = texts(wanted)
                .into_iter()
                .filter(|wanted| !all.iter().any(|text| text.contains(wanted)))
                .collect();
            let found = if missing.is_empty() {
                String::new()
            } else {
                all.join("\n")
            };
            (missing.join("\n"), found)
        }
    };
    (wanted != found).then_some((wanted, found))
}

/// What is not as expected.
fn failures(file: &File, case: &Node) -> Vec<String> {
    let title = case.get("title").and_then(Node::as_str).expect("a title");
    let expect = case.get("expect").expect("an expectation");
    let of = |what: &str| format!("{}: {title}: {what}", file.name);
    for (node, keys) in [(case, KEYS.as_slice()), (expect, EXPECTED.as_slice())] {
        for member in node.as_object().expect("an object") {
            if !keys.contains(&member.key.as_str()) {
                return vec![of(&format!("`{}` is no key", member.key))];
            }
        }
    }
    let asked = match (file.ask(case, readings(case)), expect.get("refused")) {
        (Ok(asked), None) => asked,
        (Ok(_), Some(_)) => return vec![of("it was not refused")],
        (Err(message), None) => return vec![of(&format!("it was refused: {message}"))],
        (Err(message), Some(wanted)) => {
            let wanted = wanted.as_str().expect("a text");
            let is_told = message.contains(wanted);
            let told = of(&format!("refused with {message}, not {wanted}"));
            return if is_told { Vec::new() } else { vec![told] };
        }
    };
    let respond = asked.respond.as_ref().expect("an answer");
    let mut failures = Vec::new();
    if expect.get("outcome").is_none() {
        failures.push(of("no outcome is expected"));
    }
    for member in expect.as_object().expect("an object") {
        if let Some((wanted, found)) = compare(&member.key, &member.value, respond, &asked) {
            failures.push(of(&format!(
                "{}:\n wanted {wanted}\n found  {found}",
                member.key
            )));
        }
    }
    if expect.get("problems").is_none() && !problems(&asked).is_empty() {
        failures.push(of(&format!("problems: {:?}", problems(&asked))));
    }
    if expect.get("leans-on").is_none() && !respond.assumptions.is_empty() {
        failures.push(of(&format!("it leans on {:?}", respond.assumptions)));
    }
    failures
}

#[test]
fn every_case_comes_out_as_expected() {
    let files = files();
    let mut failed = Vec::new();
    let mut titles = BTreeSet::new();
    let mut count = 0;
    for file in &files {
        for case in file.cases() {
            count += 1;
            failed.extend(failures(file, case));
            let title = case.get("title").and_then(Node::as_str).expect("a title");
            if !titles.insert(title) {
                failed.push(format!("two cases are called {title:?}"));
            }
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {count}:\n{}",
        failed.len(),
        failed.join("\n")
    );
    assert!(count >= 80, "only {count} cases were found");
}

#[test]
fn every_assumption_about_mappings_has_a_case_that_tells_its_choices_apart() {
    let files = files();
    for assumption in Assumption::OF_MAPPINGS {
        let is_told_apart = files.iter().any(|file| {
            file.cases().iter().any(|case| {
                let ours = readings(case);
                let both = [ours, ours.otherwise(*assumption)];
                let [Ok(one), Ok(other)] = both.map(|readings| file.ask(case, readings)) else {
                    return false;
                };
                let (Some(one), Some(other)) = (one.respond, other.respond) else {
                    return false;
                };
                let leans = one.assumptions.contains(*assumption);
                leans && (one.client != other.client || one.received != other.received)
            })
        });
        assert!(is_told_apart, "no case for {}", assumption.id());
    }
}

#[test]
fn no_choice_matters_where_nothing_leans_on_it() {
    for file in &files() {
        for case in file.cases() {
            let ours = readings(case);
            let Ok(asked) = file.ask(case, ours) else {
                continue;
            };
            let respond = asked.respond.expect("an answer");
            for assumption in Assumption::OF_MAPPINGS {
                if respond.assumptions.contains(*assumption) {
                    continue;
                }
                let other = file
                    .ask(case, ours.otherwise(*assumption))
                    .expect("an answer");
                let other = other.respond.expect("an answer");
                assert_eq!(respond.client, other.client, "{}", assumption.id());
                assert_eq!(respond.received, other.received, "{}", assumption.id());
            }
        }
    }
}
