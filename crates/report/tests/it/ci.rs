//! Findings in the formats of services, over all fixtures of rules and a hostile document.

use std::collections::BTreeSet;

use can_invoke_gateway::inventory::InMemory;
use can_invoke_lint::{
    Unit,
    finding::{Applicability, Finding},
    model::{AllKnown, Model},
    rule::{Meta, Severity},
    rules, run,
    unit::ReadOptions,
};
use can_invoke_report::ci::{
    Paths, Report, Suppression, github, gitlab, junit_lint, markdown, none_suppressed, sarif,
};
use can_invoke_source::{Edit, Label, Limits};
use serde_json::Value;

use crate::suite::repository;

type Documents = Vec<(String, Unit, Vec<Finding>)>;

fn all_rules() -> Vec<&'static Meta> {
    rules::ALL.iter().map(|rule| rule.meta()).collect()
}

fn lint(name: &str, bytes: &[u8]) -> (String, Unit, Vec<Finding>) {
    let files = InMemory::default();
    let limits = Limits::default();
    let unit = Unit::read(name, bytes, &files, &limits, &ReadOptions::default());
    let found = {
        let model = Model::new(&unit.loaded, &unit.alone, &AllKnown);
        run(&model, rules::ALL.iter().copied())
    };
    (name.to_owned(), unit, found)
}

/// A report as the command makes it.
fn with<T>(documents: &Documents, of: impl FnOnce(&Report<'_>) -> T) -> T {
    of(&Report {
        documents,
        rules: &all_rules(),
        paths: &Paths::default(),
        version: "1.2.3",
        unreadable: &[],
        suppressed: &none_suppressed,
    })
}

/// All documents that rules find something in, with their paths from the repository.
fn fixtures() -> Documents {
    let root = repository().join("tests/lint");
    let mut documents = Vec::new();
    for meta in all_rules() {
        let entries = std::fs::read_dir(root.join(meta.id)).expect("fixtures of a rule");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name())
            .map(|name| name.to_str().expect("a name").to_owned())
            .filter(|name| name.starts_with("bad") && !name.ends_with(".found"))
            .collect();
        names.sort();
        for name in names {
            let name = format!("tests/lint/{}/{name}", meta.id);
            let bytes = std::fs::read(repository().join(&name)).expect("a fixture");
            documents.push(lint(&name, &bytes));
        }
    }
    documents
}

const STATEMENT: &str = r#"    {"Sid": "SID", "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}"#;

/// Documents with texts that try to break out: other scripts, an emoji, CRLF, commands.
fn hostile() -> Documents {
    let sid = r"é中😀]]><b>|x|[l](https://evil.example)\n::error::Sid";
    let text = format!(
        "{{\"Version\": \"2012-10-17\", \"Statement\": [\r\n{}\r\n]}}\r\n",
        STATEMENT.replace("SID", sid)
    );
    let inline = "{\"Version\": \"2012-10-17\", \"Statement\": {/* é中😀 */ \"Effect\": \"Alow\", \"Action\": \"execute-api:Invoke\", \"Resource\": \"*\",}}";
    vec![
        lint("./a b/é,中:😀#%\n::error::.json", text.as_bytes()),
        lint("inline.json", inline.as_bytes()),
        lint("other.json", b"{\"name\": \"nothing to see\"}"),
        lint("clean.json", br#"{"Version": "2012-10-17", "Statement": {"Sid": "Pets", "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:us-east-1:111122223333:abc123/prod/GET/pets"}}"#),
    ]
}

fn errors(value: &Value) -> Vec<String> {
    let path = repository().join("schemas/third-party/sarif-2.1.0.json");
    let text = std::fs::read_to_string(path).expect("the schema is there");
    // The pattern of languages, which we never write, is one that only lenient readers of
    // regular expressions take.
    let lenient = "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$";
    let text = text.replace(lenient, "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let errors = validator.iter_errors(value);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

fn results(sarif: &Value) -> &Vec<Value> {
    sarif["runs"][0]["results"].as_array().expect("results")
}

#[test]
fn sarif_of_all_fixtures_fits_the_published_schema() {
    let documents = fixtures();
    let sarif = with(&documents, sarif);
    assert_eq!(errors(&sarif), [""; 0]);
    let number: usize = documents.iter().map(|(_, _, found)| found.len()).sum();
    assert_eq!(results(&sarif).len(), number);
    assert!(number > rules::ALL.len(), "{number} findings");
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .expect("rules");
    for result in results(&sarif) {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    for rule in rules {
        assert!(
            rule["helpUri"]
                .as_str()
                .is_some_and(|uri| uri.starts_with("https://docs.aws.amazon.com/")),
            "{rule}"
        );
    }
    // A schema that takes everything would take this.
    let mut wrong = sarif.clone();
    wrong["runs"][0]["columnKind"] = "bytes".into();
    assert_eq!(errors(&wrong).len(), 1);
}

#[test]
fn sarif_of_hostile_documents_fits_too() {
    let documents = hostile();
    let sarif = with(&documents, sarif);
    assert_eq!(errors(&sarif), [""; 0]);
    let mut shown = sarif;
    // The manual pages would hide what is looked at.
    shown["runs"][0]["tool"]["driver"]["rules"] = Value::Null;
    // It moves with every new rule.
    for result in shown["runs"][0]["results"].as_array_mut().expect("results") {
        result["ruleIndex"] = Value::Null;
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&shown).expect("JSON"));
}

#[test]
fn columns_are_utf16_units_and_the_end_is_exclusive() {
    let documents = hostile();
    let sarif = with(&documents, sarif);
    let result = results(&sarif)
        .iter()
        .find(|one| one["ruleId"] == "GR101" || one["message"]["text"].to_string().contains("Alow"))
        .expect("a finding about `Alow`");
    let region = &result["locations"][0]["physicalLocation"]["region"];
    let line = documents[1].1.loaded.sources.iter().next().expect("a text");
    let line: Vec<u16> = line.1.text().encode_utf16().collect();
    let from = region["startColumn"].as_u64().expect("a column") as usize - 1;
    let to = region["endColumn"].as_u64().expect("a column") as usize - 1;
    assert_eq!(
        String::from_utf16(&line[from..to]).expect("whole characters"),
        "\"Alow\""
    );
}

#[test]
fn reruns_are_byte_identical() {
    let (one, other) = (fixtures(), fixtures());
    let all = |report: &Report<'_>| {
        [
            sarif(report).to_string(),
            gitlab(report).to_string(),
            github(report),
            junit_lint(report),
            markdown(report),
        ]
    };
    assert_eq!(with(&one, all), with(&other, all));
}

#[test]
fn fixes_are_told_only_where_they_are_safe() {
    let documents = fixtures();
    let sarif = with(&documents, sarif);
    let found = documents.iter().flat_map(|(_, _, found)| found);
    let mut safe = 0;
    for (found, result) in found.zip(results(&sarif)) {
        let is_safe = found
            .correction
            .as_ref()
            .is_some_and(|one| one.applicability == Applicability::Safe && !one.edits.is_empty());
        assert_eq!(result.get("fixes").is_some(), is_safe, "{result}");
        safe += usize::from(is_safe);
    }
    assert!(safe > 5, "{safe} safe corrections");
}

#[test]
fn steps_are_code_flows_and_corrections_are_replacements() {
    let mut documents = vec![lint(
        "a.json",
        STATEMENT_DOCUMENT.replace("SID", "Pets").as_bytes(),
    )];
    let found = &mut documents[0].2[0];
    let span = found.primary.span;
    found.steps = vec![
        Label {
            span,
            text: "first".to_owned(),
        },
        Label {
            span,
            text: "then".to_owned(),
        },
    ];
    found.secondary = found.steps.clone();
    found.correction = Some(can_invoke_lint::finding::Correction {
        title: "do it".to_owned(),
        edits: vec![Edit::delete(span)],
        applicability: Applicability::Safe,
    });
    let sarif = with(&documents, sarif);
    assert_eq!(errors(&sarif), [""; 0]);
    let result = &results(&sarif)[0];
    let steps = &result["codeFlows"][0]["threadFlows"][0]["locations"];
    assert_eq!(steps[0]["location"]["message"]["text"], "first");
    assert_eq!(steps[1]["location"]["message"]["text"], "then");
    assert_eq!(result["relatedLocations"][1]["id"], 2);
    let change = &result["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "a.json");
    assert_eq!(
        change["replacements"][0]["deletedRegion"],
        result["locations"][0]["physicalLocation"]["region"]
    );
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "");
}

const STATEMENT_DOCUMENT: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "SID", "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}]}"#;

fn fingerprints(name: &str, text: &str) -> BTreeSet<String> {
    let documents = vec![lint(name, text.as_bytes())];
    let sarif = with(&documents, sarif);
    assert!(!results(&sarif).is_empty(), "{text}");
    results(&sarif)
        .iter()
        .map(|one| one["partialFingerprints"]["canInvoke/v1"].to_string())
        .collect()
}

#[test]
fn fingerprints_stay_when_lines_move_and_change_with_the_sid() {
    let text = STATEMENT_DOCUMENT.replace("SID", "Pets");
    let moved = format!(
        "\n\n{}\r\n",
        text.replace("{", "{\r\n\t").replace(", ", ",\n  ")
    );
    let before = fingerprints("a.json", &text);
    assert_eq!(fingerprints("a.json", &moved), before);
    assert_eq!(fingerprints("./b/../a.json", &text), before);
    // Another statement in front of it moves it to the second place.
    let second = text.replace(
        "[{",
        r#"[{"Sid": "First", "Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/prod/GET/pets"}, {"#,
    );
    assert!(fingerprints("a.json", &second).is_superset(&before));
    let renamed = fingerprints("a.json", &text.replace("Pets", "Cats"));
    assert!(renamed.is_disjoint(&before), "{renamed:?} {before:?}");
    assert!(fingerprints("b.json", &text).is_disjoint(&before));
}

#[test]
fn fingerprints_of_all_fixtures_are_unique() {
    let documents = fixtures();
    let entries = with(&documents, gitlab);
    let entries = entries.as_array().expect("a list");
    let unique: BTreeSet<String> = entries
        .iter()
        .map(|entry| entry["fingerprint"].to_string())
        .collect();
    assert_eq!(unique.len(), entries.len());
}

/// As many findings as these, by severity.
fn many(number: usize) -> Documents {
    let mut document = lint(
        "a.json",
        STATEMENT_DOCUMENT.replace("SID", "Pets").as_bytes(),
    );
    let template = document.2[0].clone();
    let severities = [Severity::Low, Severity::Medium, Severity::Error];
    document.2 = (0..number)
        .map(|index| {
            let mut found = template.clone();
            found.severity = severities[index % 3];
            found
        })
        .collect();
    vec![document]
}

#[test]
fn of_more_than_github_keeps_the_gravest_are_kept_and_it_is_said() {
    let documents = many(5_001);
    let sarif = with(&documents, sarif);
    assert_eq!(errors(&sarif), [""; 0]);
    let count = |level: &str| {
        let all = results(&sarif).iter();
        all.filter(|one| one["level"] == level).count()
    };
    assert_eq!(
        (count("error"), count("warning"), count("note")),
        (1667, 1667, 1666)
    );
    let notification = &sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(
        notification["message"]["text"],
        "5001 findings: only the gravest 5000 are told"
    );
}

#[test]
fn annotations_are_the_worst_first_and_as_many_as_github_shows() {
    let documents = many(33);
    let written = with(&documents, github);
    let commands: Vec<&str> = written
        .lines()
        .map(|line| line.split(' ').next().unwrap_or_default())
        .collect();
    let expected = [["::error"; 10], ["::warning"; 10], ["::notice"; 10]].concat();
    assert_eq!(commands[..30], expected);
    assert!(
        written
            .lines()
            .last()
            .is_some_and(|line| line.starts_with("3 more findings: ")),
        "{written}"
    );
    assert_eq!(written.lines().count(), 31);
}

#[test]
fn annotations_of_hostile_documents() {
    let written = with(&hostile(), github);
    // Every line is a command of ours; none was begun by a document.
    for line in written.lines() {
        assert_eq!(line.matches("::error").count(), 1, "{line}");
        assert!(line.contains(",title="), "{line}");
    }
    insta::assert_snapshot!(written);
}

#[test]
fn gitlab_of_hostile_documents_and_of_clean_ones() {
    let entries = with(&hostile(), gitlab);
    insta::assert_snapshot!(serde_json::to_string_pretty(&entries).expect("JSON"));
    let clean = hostile().split_off(2);
    assert_eq!(with(&clean, gitlab).to_string(), "[]");
}

#[test]
fn junit_of_hostile_documents() {
    let written = with(&hostile(), junit_lint);
    let read = roxmltree::Document::parse(&written).expect("it is XML");
    let suites: Vec<_> = read
        .descendants()
        .filter(|node| node.has_tag_name("testsuite"))
        .collect();
    assert_eq!(suites.len(), 4);
    for suite in suites {
        let cases = suite
            .children()
            .filter(|node| node.has_tag_name("testcase"));
        assert_eq!(
            suite.attribute("tests"),
            Some(cases.count().to_string().as_str())
        );
    }
    insta::assert_snapshot!(written);
}

#[test]
fn markdown_of_hostile_documents() {
    insta::assert_snapshot!(with(&hostile(), markdown));
}

#[test]
fn a_summary_is_never_longer_than_github_takes() {
    let mut documents = many(9_000);
    for found in &mut documents[0].2 {
        found.message = "é|".repeat(400);
    }
    let written = with(&documents, markdown);
    assert!(written.len() < 1024 * 1024, "{}", written.len());
    assert!(
        written
            .lines()
            .last()
            .is_some_and(|line| line.ends_with(" more do not fit here.")),
    );
}

#[test]
fn suppressed_findings_are_told_as_such_or_not_at_all() {
    let documents = many(2);
    let suppressed = |found: &Finding| {
        (found.severity == Severity::Low).then(|| Suppression {
            is_in_source: false,
            justification: "known since spring".to_owned(),
        })
    };
    let all = all_rules();
    let unreadable = [("no.json".to_owned(), "permission denied".to_owned())];
    let report = Report {
        documents: &documents,
        rules: &all,
        paths: &Paths::default(),
        version: "1.2.3",
        unreadable: &unreadable,
        suppressed: &suppressed,
    };
    let sarif = sarif(&report);
    assert_eq!(errors(&sarif), [""; 0]);
    let results = results(&sarif);
    assert_eq!(
        results[0]["suppressions"],
        serde_json::json!([{
            "kind": "external",
            "status": "accepted",
            "justification": "known since spring",
        }])
    );
    assert_eq!(results[1]["suppressions"], serde_json::json!([]));
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(
        invocation["toolExecutionNotifications"][0]["message"]["text"],
        "the document cannot be read: permission denied"
    );
    assert_eq!(gitlab(&report).as_array().map(Vec::len), Some(1));
    assert!(!github(&report).contains("::notice"));
    assert!(junit_lint(&report).contains("<skipped message=\"known since spring\"/>"));
    assert!(markdown(&report).contains("1 finding in 1 document."));
}
