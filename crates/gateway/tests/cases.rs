//! Every decision under `tests/cases`, against what AWS documents.

#[cfg(test)]
#[path = "cases/compare.rs"]
mod compare;
#[cfg(test)]
#[path = "cases/file.rs"]
mod file;

use can_invoke_gateway::check;
use can_invoke_policy::Assumption;

use file::CaseFile;

/// Every difference between the answers and what the files expect.
fn differences(files: &[CaseFile]) -> Vec<String> {
    let mut differences = Vec::new();
    for file in files {
        for case in &file.cases {
            let at = format!("{}: {}", file.name, case.title);
            match check(&file.loaded.inventory, &case.query) {
                Err(error) => differences.push(format!("{at}: {}", error.message)),
                Ok(answer) => {
                    let found = compare::compare(&answer, &case.expect);
                    differences.extend(found.iter().map(|text| format!("{at}: {text}")));
                }
            }
        }
    }
    differences
}

#[test]
fn every_case_comes_out_as_aws_documents() {
    let (files, mut problems) = file::read_all();
    let count: usize = files.iter().map(|file| file.cases.len()).sum();
    if count == 0 {
        problems.push("no case was found".to_owned());
    }
    problems.extend(differences(&files));
    assert!(
        problems.is_empty(),
        "{} problems with {count} cases in {} files:\n{}",
        problems.len(),
        files.len(),
        problems.join("\n")
    );
}

/// The evaluator has such a test for the others.
#[test]
fn every_assumption_about_requests_has_cases_that_tell_its_choices_apart() {
    let (files, _) = file::read_all();
    for assumption in Assumption::OF_API_GATEWAY {
        let verdicts = |file: &CaseFile, other: bool| -> Vec<(String, String)> {
            let cases = file.cases.iter().filter(|case| {
                let mut told = case.expect.direct.assumptions.iter().flatten();
                case.query.readings.is_alternative(*assumption) == other
                    && told.any(|id| id == assumption.id())
            });
            cases
                .map(|case| {
                    (
                        format!("{:?}", case.query.target),
                        case.expect.verdict.clone(),
                    )
                })
                .collect()
        };
        let is_told_apart = files.iter().any(|file| {
            let others = verdicts(file, true);
            verdicts(file, false).iter().any(|(target, verdict)| {
                let differs =
                    |(other, by_other): &(String, String)| other == target && by_other != verdict;
                others.iter().any(differs)
            })
        });
        assert!(is_told_apart, "no case for {}", assumption.id());
    }
}

const GOOD: &str = r#"
title: One file
source: a page
inventory:
  can-invoke: 1
  apis:
    - id: abc123
      kind: REST
      account: "111111111111"
      region: us-east-1
      endpoint-type: REGIONAL
      resource-policy: none
      stages: [prod]
      routes: { GET /pets: NONE }
cases:
  - title: one case
    as: anonymous
    ask: GET /pets
    expect:
      verdict: allowed
      says: [open to everyone]
"#;

/// What is wrong with a file that was changed in one place.
fn problems_with(change: impl Fn(&str) -> String) -> Vec<String> {
    let text = change(GOOD);
    let mut problems = Vec::new();
    let file = file::read("one.yaml", text.as_bytes(), &mut problems);
    if problems.is_empty() {
        problems.extend(differences(file.as_slice()));
    }
    problems
}

fn assert_one_problem(change: impl Fn(&str) -> String, wanted: &str) {
    let problems = problems_with(change);
    assert!(
        matches!(problems.as_slice(), [problem] if problem.contains(wanted)),
        "wanted {wanted:?}, found {problems:#?}"
    );
}

#[test]
fn the_runner_sees_what_is_wrong_with_a_file() {
    assert_eq!(problems_with(str::to_owned), [""; 0]);
    assert_one_problem(
        |text| text.replace("      says: [open to everyone]\n", ""),
        "nothing but a verdict is expected",
    );
    assert_one_problem(
        |text| text.replace("      says:", "      suggests: []\n      decided-on:"),
        "unknown key `decided-on`",
    );
    assert_one_problem(
        |text| {
            text.replace(
                "    ask: GET /pets\n",
                "    ask: GET /pets\n    source-up: 1.2.3.4\n",
            )
        },
        "unknown key `source-up`",
    );
    assert_one_problem(
        |text| text.replace("verdict: allowed", "verdict: Allowed"),
        "`expect.verdict` is one of",
    );
    assert_one_problem(
        |text| text.replace("source: a page\n", ""),
        "`source` is missing",
    );
    assert_one_problem(
        |text| text.split("cases:").next().unwrap_or_default().to_owned(),
        "there are no cases",
    );
    assert_one_problem(
        |text| text.replace("      region: us-east-1\n", "      region: mars\n"),
        "the inventory: ",
    );
}

#[test]
fn the_runner_sees_an_answer_that_is_not_expected() {
    assert_one_problem(
        |text| text.replace("verdict: allowed", "verdict: depends"),
        "verdict: expected \"depends\", found \"allowed\"",
    );
    assert_one_problem(
        |text| text.replace("[open to everyone]", "[closed]"),
        "no hop says \"closed\"",
    );
    for (expectation, wanted) in [
        ("stops-at: route", "stops-at: expected"),
        ("undecided-at: route", "undecided-at: expected"),
        ("route: POST /pets", "route: expected"),
        (
            "response: { status: 403 }",
            "response: the journey does not end",
        ),
        ("via: a-role", "via: expected"),
        (
            "role-path-failure: sts:ExternalId",
            "role-path-failure: expected",
        ),
        ("role-paths: 1", "role-paths: expected"),
        ("suggests: [identity-based-policy]", "suggests: expected"),
        (
            "suggestions-lead-to: allowed",
            "suggestions-lead-to: expected",
        ),
        (
            "decided-by: [identity-based-policy 1]",
            "decided-by: expected",
        ),
        (
            "missing: { all-of: [identity-based-policy] }",
            "missing.all-of: expected",
        ),
        ("blocked-by: [session-policy]", "blocked-by: expected"),
        ("depends-on: [aws:SourceIp]", "depends-on: expected"),
        ("allowed-when: [a is b]", "allowed-when: expected"),
        ("provisos: [session-policy]", "provisos: expected"),
        (
            "nearest-miss: [session-policy 1 Action]",
            "nearest-miss: expected",
        ),
        ("assumptions: [verb-of-request]", "is not among"),
        ("assume: { verdict: allowed }", "assume.verdict: expected"),
        (
            "invoke: { blocked-by: [session-policy] }",
            "invoke.blocked-by: expected",
        ),
    ] {
        let line = format!("says: [open to everyone]\n      {expectation}");
        assert_one_problem(
            |text| text.replace("says: [open to everyone]", &line),
            wanted,
        );
    }
}
