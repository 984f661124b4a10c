//! Every file of `tests/why`: texts as they are pasted, and the diagnoses that they must get.

use std::{collections::BTreeSet, path::PathBuf};

use can_invoke_gateway::{
    inventory::{InMemory, Loaded, load},
    why::{Diagnosis, Finding, Hints, Hypothesis, Options, Standing, Why, causes, why},
};
use can_invoke_policy::Caller;
use can_invoke_source::{Diagnostic, Limits, Node, Sources, parse_bytes};

/// A file of cases.
struct File {
    name: String,
    inventory: Option<Loaded>,
    cases: Vec<Node>,
}

fn files() -> Vec<File> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/why");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("there are cases")
        .map(|entry| entry.expect("an entry can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    paths.sort();
    paths.into_iter().map(file).collect()
}

fn file(path: PathBuf) -> File {
    let name = path.file_name().expect("a name").to_string_lossy();
    let bytes = std::fs::read(&path).expect("a file can be read");
    let mut sources = Sources::new();
    let (_, parsed) = parse_bytes(&mut sources, &name, &bytes, &Limits::default());
    assert!(
        parsed.diagnostics.is_empty(),
        "{name}: {:?}",
        parsed.diagnostics
    );
    let root = parsed.value.expect("a document");
    only(&name, &root, &["title", "source", "inventory", "cases"]);
    assert!(text(&root, "title").is_some(), "{name}: title is missing");
    assert!(
        !list(&root, "source").is_empty(),
        "{name}: source is missing"
    );
    let inventory = text(&root, "inventory").map(|text| {
        let documents = [("inventory.yaml".to_owned(), text.into_bytes())];
        let loaded = load(&documents, &InMemory::default(), &Limits::default());
        let has_errors = loaded.diagnostics.iter().any(Diagnostic::is_error);
        assert!(!has_errors, "{name}: {:?}", loaded.diagnostics);
        loaded
    });
    let cases = root.get("cases").and_then(Node::as_array).expect("cases");
    File {
        name: name.into_owned(),
        inventory,
        cases: cases.to_vec(),
    }
}

/// No key but these: a slip of the pen would let a case pass that says nothing.
fn only(place: &str, node: &Node, known: &[&str]) {
    for member in node.as_object().expect("an object") {
        assert!(
            known.contains(&member.key.as_str()),
            "{place}: {}",
            member.key
        );
    }
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key)
        .map(|value| value.scalar_text().expect("a text").to_owned())
}

fn list(node: &Node, key: &str) -> Vec<String> {
    let items = node.get(key).and_then(Node::as_array).unwrap_or_default();
    let texts = items.iter().map(|item| item.scalar_text().expect("a text"));
    texts.map(str::to_owned).collect()
}

fn pairs(node: &Node, key: &str) -> Vec<(String, String)> {
    let members = node.get(key).and_then(Node::as_object).unwrap_or_default();
    members
        .iter()
        .map(|member| {
            let value = member.value.scalar_text().expect("a text");
            (member.key.clone(), value.to_owned())
        })
        .collect()
}

const KEYS: &[&str] = &[
    "title",
    "text",
    "status",
    "headers",
    "url",
    "as",
    "first",
    "standing",
    "reasons",
    "notes",
    "each",
    "passed-over",
    "statement",
];

fn ask(place: &str, file: &File, case: &Node) -> Why {
    only(place, case, KEYS);
    let headers = list(case, "headers");
    let options = Options {
        hints: Hints {
            status: text(case, "status").map(|status| status.parse().expect("a status")),
            headers: headers
                .iter()
                .filter_map(|header| header.split_once(": "))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            url: text(case, "url"),
        },
        caller: text(case, "as").map(|caller| Caller::parse(&caller).expect("a caller")),
        ..Options::default()
    };
    let pasted = text(case, "text").unwrap_or_default();
    let inventory = file.inventory.as_ref().map(|loaded| &loaded.inventory);
    let found = why(pasted.as_bytes(), &options, inventory).expect("a short text");
    let again = why(pasted.as_bytes(), &options, inventory).expect("a short text");
    assert_eq!(found, again, "{place}: two answers to one question");
    found
}

fn first(diagnosis: &Diagnosis) -> &str {
    diagnosis.first().map_or("none", |first| first.cause.id)
}

/// What must hold for every diagnosis.
fn assert_in_order(place: &str, diagnosis: &Diagnosis) {
    let mut is_behind = false;
    for hypothesis in &diagnosis.hypotheses {
        let is_contradicted = hypothesis.finding.standing == Standing::Contradicted;
        assert!(
            !is_behind || is_contradicted,
            "{place}: contradicted comes last"
        );
        is_behind |= is_contradicted;
        assert!(!hypothesis.finding.reason.is_empty(), "{place}: no reason");
    }
}

/// What is not as the case says.
fn faults(file: &File, case: &Node, found: &Why) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |is_right: bool, fault: String| {
        if !is_right {
            faults.push(fault);
        }
    };
    if let Some(wanted) = text(case, "passed-over") {
        let count = found.passed_over;
        expect(count.to_string() == wanted, format!("{count} passed over"));
    }
    if case.get("each").is_some() {
        let each = found.diagnoses.iter();
        let each: Vec<String> = each
            .map(|one| format!("{} {}", one.count, first(one)))
            .collect();
        expect(each == list(case, "each"), format!("{each:?}"));
        return faults;
    }
    let [diagnosis] = found.diagnoses.as_slice() else {
        return vec![format!("{} diagnoses", found.diagnoses.len())];
    };
    let wanted = text(case, "first").expect("what comes first");
    let told: Vec<String> = diagnosis
        .hypotheses
        .iter()
        .map(|one| {
            let finding = &one.finding;
            let standing = finding.standing.as_str();
            format!("\n    {} {standing}: {}", one.cause.id, finding.reason)
        })
        .collect();
    let told = told.concat();
    expect(
        first(diagnosis) == wanted,
        format!("{}{told}", first(diagnosis)),
    );
    for (id, standing) in pairs(case, "standing") {
        let found = finding(diagnosis, &id).map(|finding| finding.standing.as_str());
        expect(found == Some(&standing), format!("{id}: {found:?}{told}"));
    }
    for (id, phrase) in pairs(case, "reasons") {
        let reason = finding(diagnosis, &id).map(|finding| finding.reason.as_str());
        let holds = reason.is_some_and(|reason| reason.contains(&phrase));
        expect(holds, format!("{id} says {reason:?}"));
    }
    for phrase in list(case, "notes") {
        let holds = diagnosis.notes.iter().any(|note| note.contains(&phrase));
        expect(holds, format!("notes: {:?}", diagnosis.notes));
    }
    let place = text(case, "statement");
    if let Some(wanted) = place {
        let found = diagnosis
            .hypotheses
            .first()
            .and_then(|one| place_of(file, one));
        expect(
            found.as_ref() == Some(&wanted),
            format!("statement {found:?}"),
        );
    }
    faults
}

/// Line of the first statement that the reason of a hypothesis speaks of.
fn place_of(file: &File, hypothesis: &Hypothesis) -> Option<String> {
    let evidence = hypothesis.finding.evidence.as_ref()?;
    let span = evidence.statements.first()?.span;
    let sources = &file.inventory.as_ref()?.sources;
    let at = sources.get(span.file)?.line_column(span.start as usize);
    Some(at.line.to_string())
}

fn finding<'d>(diagnosis: &'d Diagnosis, id: &str) -> Option<&'d Finding> {
    let mut hypotheses = diagnosis.hypotheses.iter();
    let found = hypotheses.find(|one| one.cause.id == id)?;
    Some(&found.finding)
}

#[test]
fn every_case_comes_out_as_it_says() {
    let mut firsts = BTreeSet::new();
    let mut all = Vec::new();
    let (mut without, mut turned) = (0, 0);
    for file in &files() {
        for case in &file.cases {
            let title = text(case, "title").expect("a title");
            let place = format!("{}: {title}", file.name);
            let found = ask(&place, file, case);
            for diagnosis in &found.diagnoses {
                assert_in_order(&place, diagnosis);
                firsts.insert(first(diagnosis).to_owned());
            }
            let faults = faults(file, case, &found);
            all.extend(faults.iter().map(|fault| format!("{place}: {fault}")));
            without += usize::from(file.inventory.is_none());
            let standings = pairs(case, "standing");
            let contradicted = standings.iter().any(|(_, one)| one == "contradicted");
            turned += usize::from(file.inventory.is_some() && contradicted);
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert!(without >= 30, "{without} texts without an inventory");
    assert!(
        turned >= 10,
        "{turned} guesses that an inventory contradicts"
    );
    let never: Vec<&str> = causes::all()
        .map(|cause| cause.id)
        .filter(|id| !firsts.contains(*id))
        .collect();
    // It shows as the cause before it does, and no inventory tells which of the two it is.
    assert_eq!(
        never,
        ["authorizer-unauthorized"],
        "causes that are the diagnosis of no text"
    );
}

#[test]
fn ids_of_causes_are_unique_and_every_cause_can_be_seen() {
    let mut ids = BTreeSet::new();
    for cause in causes::all() {
        assert!(ids.insert(cause.id), "{} is there twice", cause.id);
        assert!(!cause.signs.is_empty(), "{}", cause.id);
        for text in [cause.title, cause.remedy, cause.source] {
            assert!(
                !text.is_empty() && !text.ends_with('.'),
                "{}: {text}",
                cause.id
            );
        }
    }
}

#[test]
fn what_is_too_long_is_not_read_and_what_is_no_text_is() {
    let long = vec![b'a'; 1024 * 1024 + 1];
    let error = why(&long, &Options::default(), None).expect_err("it is too long");
    assert_eq!(error.message, "the text is longer than 1 MiB");
    let short = long.get(1..).expect("the longest text");
    let found = why(short, &Options::default(), None).expect("it can be read");
    assert_eq!(found.diagnoses.len(), 1);
    let found = why(
        b"\xff\xfeMissing Authentication Token\xc3",
        &Options::default(),
        None,
    );
    let found = found.expect("it can be read");
    assert_eq!(found.diagnoses.first().map(first), Some("unsigned-request"));
    let found = why(b" \n", &Options::default(), None).expect("it can be read");
    assert!(found.diagnoses.is_empty() && !found.is_answered());
}
