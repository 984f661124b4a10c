//! Every case under `tests/cases`, against what AWS documents.

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use can_invoke_cases::{Question, TestFile, read, run};
    use can_invoke_gateway::inventory::InMemory;
    use can_invoke_policy::Assumption;
    use can_invoke_source::Limits;

    /// All case files, in order of their names.
    fn all_files() -> Vec<TestFile> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
        let mut paths = Vec::new();
        collect(&root, &mut paths);
        paths.sort();
        paths
            .iter()
            .map(|path| {
                let name = path.strip_prefix(&root).unwrap_or(path);
                let name = name.display().to_string().replace('\\', "/");
                let bytes = std::fs::read(path).expect("a case file can be read");
                read_one(&name, &bytes)
            })
            .collect()
    }

    fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
        let entries = std::fs::read_dir(folder).expect("the folder of the cases can be listed");
        for entry in entries {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                collect(&path, paths);
            } else if path.extension().is_some_and(|ending| ending != "md") {
                paths.push(path);
            }
        }
    }

    fn read_one(name: &str, bytes: &[u8]) -> TestFile {
        read(name, bytes, &[], &InMemory::default(), &Limits::default())
    }

    /// What is wrong with the files, and every answer that is not as expected.
    fn problems(files: &[TestFile]) -> Vec<String> {
        let mut problems = Vec::new();
        for file in files {
            let name = &file.name;
            for diagnostic in &file.diagnostics {
                let source = file.sources.get(diagnostic.primary.span.file);
                let line = source.map_or(0, |source| {
                    source
                        .line_column(diagnostic.primary.span.start as usize)
                        .line
                });
                problems.push(format!("{name}:{line}: {}", diagnostic.message));
            }
            if !file.has_errors() && (file.source.is_empty() || file.title.is_none()) {
                problems.push(format!("{name}: it needs a `title` and a `source`"));
            }
            for (case, result) in file.cases.iter().zip(run(file)) {
                let at = format!("{name}: {}", case.title);
                if !case.expect.has_reason() {
                    problems.push(format!("{at}: nothing but a verdict is expected"));
                }
                for difference in result.differences {
                    problems.push(format!(
                        "{at}: {}: expected {}, found {}",
                        difference.what, difference.expected, difference.found
                    ));
                }
            }
        }
        problems
    }

    #[test]
    fn every_case_comes_out_as_aws_documents() {
        let files = all_files();
        let count: usize = files.iter().map(|file| file.cases.len()).sum();
        let problems = problems(&files);
        assert!(
            problems.is_empty(),
            "{} problems with {count} cases in {} files:\n{}",
            problems.len(),
            files.len(),
            problems.join("\n")
        );
        assert!(count >= 3200, "only {count} cases were found");
    }

    /// The evaluator has such a test for the others.
    #[test]
    fn every_assumption_about_requests_has_cases_that_tell_its_choices_apart() {
        let files = all_files();
        for assumption in Assumption::OF_API_GATEWAY {
            let is_told_apart = files.iter().any(|file| {
                let ours = verdicts(file, *assumption, false);
                let others = verdicts(file, *assumption, true);
                ours.iter().any(|(target, verdict)| {
                    let mut others = others.iter();
                    others.any(|(other, by_other)| other == target && by_other != verdict)
                })
            });
            assert!(is_told_apart, "no case for {}", assumption.id());
        }
    }

    /// What is asked for, and what is expected, in the cases that lean on an assumption and
    /// take one of its choices.
    fn verdicts(
        file: &TestFile,
        assumption: Assumption,
        takes_alternative: bool,
    ) -> Vec<(String, Option<String>)> {
        let mut found = Vec::new();
        for case in &file.cases {
            let Question::Invocation(query) = &case.question else {
                continue;
            };
            let mut told = case.expect.direct.assumptions.iter().flatten();
            if query.readings.is_alternative(assumption) == takes_alternative
                && told.any(|id| id == assumption.id())
            {
                found.push((format!("{:?}", query.target), case.expect.verdict.clone()));
            }
        }
        found
    }

    const ROUTE: &str = r#"can-invoke-test: 1
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

    const ACTION: &str = r#"can-invoke-test: 1
title: One file
source: a page
as: arn:aws:iam::111111111111:user/ann
action: sqs:SendMessage
resource: arn:aws:sqs:us-east-1:111111111111:orders
complete: true
cases:
  - title: a group
    identity-policies: { Effect: Allow, Action: "sqs:*", Resource: "*" }
    cases:
      - title: one case
        expect:
          verdict: allowed
          decided-by: [identity-based-policy 1]
"#;

    fn assert_no_problem(text: &str) {
        assert_eq!(
            problems(&[read_one("one.yaml", text.as_bytes())]),
            [""; 0],
            "{text}"
        );
    }

    /// One change of a good file, and the one problem that it makes.
    fn assert_one_problem(good: &str, from: &str, to: &str, wanted: &str) {
        assert!(good.contains(from), "{from:?} is not in the good file");
        let text = good.replace(from, to);
        let problems = problems(&[read_one("one.yaml", text.as_bytes())]);
        assert!(
            matches!(problems.as_slice(), [problem] if problem.contains(wanted)),
            "{from:?} to {to:?}: wanted {wanted:?}, found {problems:#?}"
        );
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told() {
        assert_no_problem(ROUTE);
        assert_no_problem(ACTION);
        for (from, to, wanted) in [
            ("can-invoke-test: 1\n", "", "begins with the key"),
            ("can-invoke-test: 1", "can-invoke-test: 2", "this version"),
            (
                "      says: [open to everyone]\n",
                "",
                "nothing but a verdict is expected",
            ),
            (
                "      says:",
                "      decided-on: []\n      says:",
                "one.yaml:21: `decided-on` is not a key of `expect`",
            ),
            (
                "    ask: GET /pets\n",
                "    ask: GET /pets\n    source-up: 1.2.3.4\n",
                "`source-up` is not a key of a case",
            ),
            (
                "verdict: allowed",
                "verdict: Allowed",
                "`Allowed` is not a value of `verdict`",
            ),
            ("source: a page\n", "", "it needs a `title` and a `source`"),
            ("      region: us-east-1\n", "      region: mars\n", "mars"),
            ("    as: anonymous\n", "", "does not say who asks"),
            ("as: anonymous", "as: nobody", "nobody"),
            ("    ask: GET /pets\n", "", "the case asks nothing"),
            (
                "    ask: GET /pets\n",
                "    ask: GET /pets\n    complete: true\n",
                "`complete` means nothing for a question about a route",
            ),
            (
                "  - title: one case\n    as",
                "  - as",
                "a case has a title",
            ),
        ] {
            assert_one_problem(ROUTE, from, to, wanted);
        }
        let (before, _) = ROUTE.split_once("cases:").expect("there are cases");
        let found = problems(&[read_one("one.yaml", before.as_bytes())]);
        assert!(
            matches!(found.as_slice(), [problem] if problem.contains("no cases")),
            "{found:?}"
        );
    }

    #[test]
    fn what_is_wrong_with_a_question_about_an_action_is_told() {
        for (from, to, wanted) in [
            (
                "action: sqs:SendMessage",
                "action: SendMessage",
                "`SendMessage` is not an action",
            ),
            (
                "resource: arn:aws:sqs:us-east-1:111111111111:orders\n",
                "",
                "on which resource?",
            ),
            (
                "Effect: Allow, Action",
                "Effect: allow, Action",
                "`Effect` is neither `Allow` nor `Deny`",
            ),
            (
                "expect:\n",
                "not-given: [session-policies]\n        expect:\n",
                "`session-policies` is not a layer",
            ),
            (
                "expect:\n",
                "assume: { trust-everyone: nobody-knows }\n        expect:\n",
                "`nobody-knows` is not a choice of `trust-everyone`",
            ),
            (
                "expect:\n",
                "session-name: a\n        expect:\n",
                "`session-name` means nothing",
            ),
            (
                "expect:\n",
                "service-control-policies: { Effect: Allow }\n        expect:\n",
                "a list of levels",
            ),
            (
                "expect:\n",
                "resource-policy: { file: away.json }\n        expect:\n",
                "cannot be read",
            ),
        ] {
            assert_one_problem(ACTION, from, to, wanted);
        }
    }

    #[test]
    fn an_answer_that_is_not_expected_is_told() {
        for (from, to, wanted) in [
            (
                "verdict: allowed",
                "verdict: depends",
                "verdict: expected depends, found allowed",
            ),
            (
                "[open to everyone]",
                "[closed]",
                "says: expected closed, found",
            ),
        ] {
            assert_one_problem(ROUTE, from, to, wanted);
        }
        for (expectation, wanted) in [
            ("stops-at: route", "stops-at: expected"),
            ("undecided-at: route", "undecided-at: expected"),
            ("route: POST /pets", "route: expected"),
            ("response: { status: 403 }", "response.status: expected"),
            (
                "response: { message-contains: a }",
                "response.message-contains: expected",
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
            ("reason: a reason", "reason: expected"),
            ("depends-on: [aws:SourceIp]", "depends-on: expected"),
            ("allowed-when: [a is b]", "allowed-when: expected"),
            ("provisos: [session-policy]", "provisos: expected"),
            (
                "nearest-miss: [session-policy 1 Action]",
                "nearest-miss: expected",
            ),
            ("assumptions: [trust-everyone]", "assumptions: expected"),
            ("assume: { verdict: allowed }", "assume.verdict: expected"),
            (
                "invoke: { blocked-by: [session-policy] }",
                "invoke.blocked-by: expected",
            ),
        ] {
            let line = format!("says: [open to everyone]\n      {expectation}");
            assert_one_problem(ROUTE, "says: [open to everyone]", &line, wanted);
        }
        for (from, to, wanted) in [
            (
                "decided-by: [identity-based-policy 1]",
                "decided-by: [identity-based-policy 2]",
                "decided-by: expected identity-based-policy 2, found identity-based-policy 1",
            ),
            (
                "verdict: allowed",
                "verdict: allowed\n          warns: [nothing]",
                "warns: expected nothing",
            ),
            (
                "verdict: allowed\n          decided-by: [identity-based-policy 1]",
                "refused: [nothing]",
                "refused: expected nothing",
            ),
        ] {
            assert_one_problem(ACTION, from, to, wanted);
        }
    }

    #[test]
    fn a_case_inherits_from_its_group_and_may_say_otherwise() {
        let text = ACTION.replace(
            "      - title: one case\n",
            r#"      - title: another user's policy
        identity-policies: none
        expect: { verdict: implicitly-denied, reason: because no identity-based policy allows the sqs:SendMessage action }
      - title: a key of the case replaces one of the group
        context: { aws:SourceIp: 192.0.2.1 }
        identity-policies:
          - { Effect: Allow, Action: "*", Resource: "*" }
          - { Effect: Deny, Action: "*", Resource: "*", Condition: { IpAddress: { aws:SourceIp: 192.0.2.0/24 } } }
        expect: { verdict: explicitly-denied, decided-by: [identity-based-policy 1 of document 2] }
      - title: one case
"#,
        );
        assert_no_problem(&text);
    }

    #[test]
    fn the_example_of_the_documentation_holds() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let page = std::fs::read_to_string(root.join("docs/policy-tests.md"))
            .expect("the page can be read");
        let (_, after) = page.split_once("```yaml\n").expect("there is an example");
        let (example, _) = after.split_once("```").expect("the example ends");
        let file = read_one("example.yaml", example.as_bytes());
        assert_eq!(file.cases.len(), 3, "{:?}", file.diagnostics);
        for (case, result) in file.cases.iter().zip(run(&file)) {
            assert_eq!(result.differences, [], "{}", case.title);
        }
    }
}
