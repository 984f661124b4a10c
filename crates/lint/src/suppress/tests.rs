//! Which findings are let be.

use can_invoke_source::{Label, Limits, Sources, Span};

use super::{Entry, Scope, apply, is_date, matches, of_comments, of_metadata};
use crate::{
    finding::{Finding, SuppressionKind},
    rule::Confidence,
    rules,
};

fn finding(sources: &Sources, needle: &str) -> Finding {
    let (file, source) = sources.iter().next().expect("there is a text");
    let start = source.text().find(needle).expect("the text holds it");
    let rule = rules::ALL[0].meta();
    let span = Span::new(file, start, start + needle.len());
    let mut found = Finding::new(rule, Confidence::Proven, span, "policy Open", "found");
    found.primary = Label {
        span,
        text: String::new(),
    };
    found
}

fn texts(text: &str) -> Sources {
    let mut sources = Sources::new();
    sources.add("a.yaml", text);
    sources
}

#[test]
fn a_comment_speaks_of_its_line_or_of_the_next() {
    let id = rules::ALL[0].meta().id;
    let sources = texts(&format!(
        "one: 1 # can-invoke: ignore[{id}] known\n# can-invoke: ignore[{id}]  next\ntwo: 2\nthree: 3\n"
    ));
    let mut found: Vec<_> = ["one", "two", "three"]
        .iter()
        .map(|word| finding(&sources, word))
        .collect();
    let notes = apply(&mut found, &of_comments(&sources), &sources, "2026-01-01");
    assert_eq!(notes, Vec::<String>::new());
    let reasons: Vec<_> = found
        .iter()
        .map(|one| one.suppressed.as_ref().map(|why| why.reason.as_str()))
        .collect();
    assert_eq!(reasons, [Some("known"), Some("next"), None]);
}

#[test]
fn a_comment_without_reason_or_finding_is_told() {
    let id = rules::ALL[0].meta().id;
    let sources = texts(&format!(
        "one: 1 # can-invoke: ignore[{id}]\ntwo: 2 # can-invoke: ignore[{id}] nothing\n"
    ));
    let mut found = vec![finding(&sources, "one")];
    let notes = apply(&mut found, &of_comments(&sources), &sources, "2026-01-01");
    assert_eq!(found[0].suppressed, None);
    assert_eq!(
        notes,
        [
            format!("a.yaml:1: the suppression of {id} gives no reason, and does not hold"),
            format!("a.yaml:2: the suppression of {id} is not used"),
        ]
    );
}

#[test]
fn metadata_speaks_of_its_resource() {
    let id = rules::ALL[0].meta().id;
    let sources = texts(&format!(
        r#"{{"Resources": {{"A": {{"Type": "x", "Metadata": {{"can-invoke": {{"ignore": [
            {{"rule": "{id}", "reason": "open on purpose", "expires": "2026-06-30"}}]}}}}}},
            "B": {{"Type": "y"}}}}}}"#
    ));
    let entries = of_metadata(&sources, &Limits::default());
    let mut found = vec![finding(&sources, "\"x\""), finding(&sources, "\"y\"")];
    assert_eq!(
        apply(&mut found, &entries, &sources, "2026-06-30"),
        Vec::<String>::new()
    );
    let why = found[0].suppressed.as_ref().expect("it is let be");
    assert_eq!(
        (why.reason.as_str(), why.kind),
        ("open on purpose", SuppressionKind::InSource)
    );
    assert_eq!(found[1].suppressed, None);
    let mut found = vec![finding(&sources, "\"x\"")];
    let notes = apply(&mut found, &entries, &sources, "2026-07-01");
    assert_eq!(found[0].suppressed, None, "its day is over");
    assert!(notes[0].contains("held until 2026-06-30"), "{notes:?}");
}

#[test]
fn a_sid_is_a_word_of_the_subject() {
    let sources = texts("one: 1\n");
    let entry = |sid: &str| Entry {
        rules: vec![rules::ALL[0].meta().id.to_owned()],
        scope: Scope::Document,
        sid: Some(sid.to_owned()),
        subject: None,
        reason: "known".to_owned(),
        expires: None,
        kind: SuppressionKind::External,
        place: "can-invoke.toml".to_owned(),
    };
    let mut found = vec![finding(&sources, "one")];
    apply(&mut found, &[entry("Ope")], &sources, "2026-01-01");
    assert_eq!(found[0].suppressed, None);
    apply(&mut found, &[entry("Open")], &sources, "2026-01-01");
    assert!(found[0].suppressed.is_some());
}

#[test]
fn paths_and_days() {
    assert!(matches("policies/*.json", "./policies/a.json"));
    assert!(!matches("policies/*.json", "policies/old/a.json"));
    assert!(matches("policies/**", "policies/old/a.json"));
    assert!(is_date("2028-02-29"));
    assert!(!is_date("2027-02-29"));
    assert!(!is_date("2027-1-1"));
}
