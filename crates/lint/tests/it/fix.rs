//! Corrections of rules: every one that a fixture offers is applied alone, and the result is
//! compared with what was there.

use std::{collections::BTreeMap, fs, path::Path};

use can_invoke_gateway::inventory::InMemory;
use can_invoke_lint::{
    Unit,
    finding::{Applicability, Correction, Finding},
    fix::{self, ByRequests, Looked, Proof, Prover, Version, Wanted, Why},
    model::{AllKnown, Model},
    rules, run,
    unit::ReadOptions,
};
use can_invoke_policy::PolicyKind;
use can_invoke_source::{FileId, Limits, edit, parse_text};

use crate::fixtures::{fixtures, kind};

pub(crate) fn look(name: &str, kind: Option<PolicyKind>, bytes: &[u8]) -> Looked {
    let options = ReadOptions { kind, lower: None };
    let limits = Limits::default();
    let unit = Unit::read(name, bytes, &InMemory::default(), &limits, &options);
    let model = Model::new(&unit.loaded, &unit.alone, &AllKnown);
    let found = run(&model, rules::ALL.iter().copied());
    Looked { unit, found }
}

fn at_path<'p>(path: &'p Path) -> impl Fn(&[u8]) -> Looked + 'p {
    move |bytes| {
        let name = path.file_name().unwrap().to_str().unwrap();
        look(name, kind(path), bytes)
    }
}

fn mistakes(looked: &Looked) -> usize {
    let parsed = parse_text(&looked.unit.loaded.sources, FileId(0), &Limits::default());
    assert!(parsed.value.is_some());
    parsed.diagnostics.len()
}

/// How often each rule found something.
fn counts(looked: &Looked) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for finding in &looked.found {
        *counts.entry(finding.rule.id).or_default() += 1;
    }
    counts
}

/// Says what is wrong with a correction, applied alone.
fn faults(
    before: &Looked,
    finding: &Finding,
    correction: &Correction,
    look: &dyn Fn(&[u8]) -> Looked,
) -> Vec<String> {
    let text = before.unit.loaded.sources.text(FileId(0));
    let mut faults = Vec::new();
    let mut edits: Vec<_> = correction.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span.start);
    let in_order = edits
        .windows(2)
        .all(|pair| pair[0].span.end <= pair[1].span.start);
    if !in_order || edits.iter().any(|edit| edit.span.file != FileId(0)) {
        faults.push("its edits overlap, or are about another file".to_owned());
    }
    let changed = edit::apply(FileId(0), text, &correction.edits);
    // What stands before, between and after the edits stays, byte for byte.
    let mut position = 0;
    let mut rest = changed.as_str();
    for edit in edits {
        let kept = text.get(position..edit.span.start as usize).unwrap();
        match rest
            .strip_prefix(kept)
            .and_then(|rest| rest.strip_prefix(edit.replacement.as_str()))
        {
            Some(after) => rest = after,
            None => faults.push("bytes outside its edits change".to_owned()),
        }
        position = edit.span.end as usize;
    }
    if rest != text.get(position..).unwrap() {
        faults.push("bytes behind its edits change".to_owned());
    }
    let after = look(changed.as_bytes());
    if mistakes(&after) > mistakes(before) {
        faults.push("the result does not parse as well as before".to_owned());
    }
    let (old, new) = (counts(before), counts(&after));
    for (rule, number) in &new {
        let earlier = old.get(rule).copied().unwrap_or(0);
        let allowed = earlier - usize::from(*rule == finding.rule.id);
        if *number > allowed {
            faults.push(format!(
                "{rule} is found {number} times, at most {allowed} are right"
            ));
        }
    }
    let proof = ByRequests.prove(
        &Version {
            unit: &before.unit,
            file: FileId(0),
        },
        &Version {
            unit: &after.unit,
            file: FileId(0),
        },
    );
    if correction.applicability == Applicability::Safe && !proof.holds() {
        faults.push(format!("it is not safe: {}", proof.message()));
    }
    faults
}

#[test]
fn every_correction_of_a_fixture_removes_its_finding_and_nothing_else() {
    let mut tried = 0;
    let mut wrong = Vec::new();
    for rule in rules::ALL {
        for path in fixtures(*rule, "bad") {
            let look = at_path(&path);
            let before = look(&fs::read(&path).unwrap());
            for finding in &before.found {
                let Some(correction) = &finding.correction else {
                    continue;
                };
                tried += 1;
                for fault in faults(&before, finding, correction, &look) {
                    wrong.push(format!(
                        "{}: {} `{}`: {fault}",
                        path.display(),
                        finding.rule.id,
                        correction.title
                    ));
                }
            }
        }
    }
    assert!(tried >= 20, "only {tried} corrections");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn fix_leaves_nothing_safe_behind_and_opens_nothing() {
    for rule in rules::ALL {
        for path in fixtures(*rule, "bad") {
            let look = at_path(&path);
            let bytes = fs::read(&path).unwrap();
            let fixed = fix::fix(&bytes, &look, &ByRequests, Wanted::Safe);
            for applied in &fixed.applied {
                assert!(applied.proof.holds(), "{}: {applied:?}", path.display());
            }
            for left in &fixed.left {
                assert!(
                    matches!(left.why, Why::Unsafe),
                    "{}: {} `{}`: {}",
                    path.display(),
                    left.rule,
                    left.title,
                    left.why.message()
                );
            }
            if fixed.applied.is_empty() {
                assert_eq!(fixed.bytes, bytes);
            }
            let all = fix::fix(&bytes, &look, &ByRequests, Wanted::All);
            assert!(all.left.is_empty(), "{}: {:?}", path.display(), all.left);
            let again = fix::fix(&all.bytes, &look, &ByRequests, Wanted::All);
            assert_eq!(again.bytes, all.bytes, "{}", path.display());
        }
    }
}

fn identity(bytes: &[u8]) -> Looked {
    look("policy.json", Some(PolicyKind::Identity), bytes)
}

fn safe(text: &str) -> fix::Fixed {
    fix::fix(text.as_bytes(), &identity, &ByRequests, Wanted::Safe)
}

#[test]
fn line_ends_order_marks_and_blanks_stay() {
    let text = "{\r\n\t\"Version\": \"2012-10-17\", // why\r\n  \"Statement\": [\r\n    {\"Effect\": \
                \"Allow\",   \"Action\": \"execute-api:Invoke\", \"Resource\": \
                \"arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets\",},\r\n  ]\r\n}";
    let fixed = safe(text);
    let expected = text.replace(" // why", "").replace(",},", "}");
    let written = String::from_utf8(fixed.bytes).unwrap();
    assert_eq!(
        written.replace("\"2012-10-17\", \r", "\"2012-10-17\",\r"),
        expected
    );
    assert_eq!(fixed.applied.len(), 3);
    assert!(
        fixed
            .applied
            .iter()
            .all(|one| one.proof == Proof::SameMeaning)
    );
}

pub(crate) fn policy(statement: &str) -> String {
    format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statement}]}}")
}

pub(crate) const ALLOW_GET: &str = r#"{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"}"#;

/// A prover that agrees to nothing.
struct Never;

impl Prover for Never {
    fn prove(&self, _before: &Version<'_>, _after: &Version<'_>) -> Proof {
        Proof::NotShown("nobody asked it")
    }
}

#[test]
fn what_is_not_proven_needs_to_be_wanted() {
    let text = policy(ALLOW_GET).replace("}]}", "},]}");
    let fixed = fix::fix(text.as_bytes(), &identity, &Never, Wanted::Safe);
    assert_eq!(fixed.bytes, text.as_bytes());
    assert_eq!(fixed.left.len(), 1);
    assert_eq!(
        fixed.left[0].why.message(),
        "it is not shown to open nothing: nobody asked it; `--unsafe` applies it nevertheless"
    );
    let wanted = fix::fix(text.as_bytes(), &identity, &Never, Wanted::All);
    assert_eq!(wanted.bytes, policy(ALLOW_GET).as_bytes());
}

/// Agrees to what does not write this word.
struct Unless(&'static str);

impl Prover for Unless {
    fn prove(&self, _before: &Version<'_>, after: &Version<'_>) -> Proof {
        if after.unit.loaded.sources.text(FileId(0)).contains(self.0) {
            Proof::NotShown("it writes the word")
        } else {
            Proof::SameMeaning
        }
    }
}

#[test]
fn one_that_is_refused_does_not_hold_up_the_others() {
    // A hundred comments and trailing commas, and one key in single quotes.
    let mut statements = String::new();
    for _ in 0..100 {
        statements += &format!("{ALLOW_GET}, // one\n");
    }
    let text = policy(&statements).replacen("\"Version\"", "'Version'", 1);
    let fixed = fix::fix(
        text.as_bytes(),
        &identity,
        &Unless("\"Version\""),
        Wanted::Safe,
    );
    let written = String::from_utf8(fixed.bytes).unwrap();
    assert!(written.contains("'Version'") && !written.contains("//"));
    let left: Vec<&str> = fixed.left.iter().map(|left| left.title.as_str()).collect();
    assert_eq!(left, ["use double quotes"]);
    assert!(matches!(
        fixed.left[0].why,
        Why::NotProven(Proof::NotShown(_))
    ));
    assert_eq!(fixed.applied.len(), 101);
}

#[test]
fn many_that_open_are_applied_where_they_are_wanted() {
    let lower = ALLOW_GET.replace("GET", "get");
    let statements = vec![lower; 120].join(",");
    let text = policy(&statements);
    let fixed = fix::fix(text.as_bytes(), &identity, &ByRequests, Wanted::All);
    assert_eq!(fixed.bytes, text.replace("prod/get", "prod/GET").as_bytes());
    let opens = |proof: &Proof| matches!(proof, Proof::Opens(one) if one.request.contains("/GET/"));
    let opening = fixed.applied.iter().filter(|one| opens(&one.proof));
    assert_eq!(opening.count(), 120);
    let safe = fix::fix(text.as_bytes(), &identity, &ByRequests, Wanted::Safe);
    assert_eq!(safe.bytes, text.as_bytes());
    assert!(safe.left.iter().all(|left| matches!(left.why, Why::Unsafe)));
}
