//! The format of test files: what is wrong with one is told, at its place and once.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use can_invoke_cases::{Question, TestFile, run};
    use can_invoke_gateway::inventory::InMemory;
    use can_invoke_policy::Assumption;
    use can_invoke_source::Limits;

    use crate::support::{problems, read_one};

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
            (
                "  - title: one case",
                "  - title: [one case]",
                "one.yaml:16: `title` is a text",
            ),
            (
                "      verdict:",
                "      verdikt:",
                "one.yaml:20: `verdikt` is not a key of `expect`",
            ),
            (
                "    expect:",
                "    expekt:",
                "one.yaml:19: `expekt` is not a key of a case",
            ),
            (
                "    as:",
                "    As:",
                "one.yaml:17: `As` is not a key of a case",
            ),
            (
                "      says:",
                "      refused: [a]\n      says:",
                "one.yaml:21: `refused` means nothing for a question about a route",
            ),
            (
                "      says:",
                "      warns: [a]\n      says:",
                "one.yaml:21: `warns` means nothing for a question about a route",
            ),
            (
                "    ask: GET /pets\n",
                "    ask: GET /pets\n    action: sqs:SendMessage\n",
                "one.yaml:19: `ask` and `action` are two questions",
            ),
            (
                "source: a page\n",
                "source: a page\nresource: \"*\"\n",
                "one.yaml:4: `resource` means nothing for any case below it",
            ),
            (
                "source: a page\n",
                "source: a page\nidentity-policies: none\n",
                "one.yaml:4: `identity-policies` means nothing for any case below it",
            ),
            (
                "    ask: GET /pets\n",
                "    ask: GET /pets\n    context: { aws:SourceIpp: 192.0.2.1 }\n",
                "one.yaml:19: AWS has no condition key `aws:SourceIpp`",
            ),
            (
                "    ask: GET /pets\n",
                "    ask: GET /pets\n    absent:\n      - aws:MultiFactorAuthAge\n      - aws:ViaAWSService\n",
                "one.yaml:21: every request carries `aws:ViaAWSService`",
            ),
            (
                "    ask: GET /pets\n",
                "    ask: GET /pets\n    source-ip: here\n",
                "one.yaml:19: `here` is not a value of `aws:SourceIp`",
            ),
            (
                "source: a page\n",
                "source: a page\nin:\n  - away.yaml\n",
                "one.yaml:5: `away.yaml` cannot be read",
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
        let found = problems(&[read_one(
            "one.yaml",
            format!("{before}cases: []").as_bytes(),
        )]);
        assert_eq!(found, ["one.yaml:15: there are no cases here"]);
        let empty = read_one("one.yaml", b"");
        let help = empty
            .diagnostics
            .first()
            .and_then(|one| one.help.as_deref());
        assert_eq!(help, Some("a test file begins with `can-invoke-test: 1`"));
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
                "assume: { trust-everyon: nobody-knows }\n        expect:\n",
                "one.yaml:13: `trust-everyon` is not the id of an assumption",
            ),
            (
                "expect:\n",
                "resource: orders\n        expect:\n",
                "one.yaml:13: `orders` is not a resource",
            ),
            (
                "expect:\n",
                "resource-account: \"1111\"\n        expect:\n",
                "one.yaml:13: `1111` is not an account id",
            ),
            (
                "expect:\n",
                "permissions-boundary: \"yes\"\n        expect:\n",
                "one.yaml:13: `yes` is not a policy",
            ),
            (
                "expect:\n",
                "identity-policies: arn:aws:iam::aws:policy/ReadOnlyAccess\n        expect:\n",
                "`arn:aws:iam::aws:policy/ReadOnlyAccess` is not a policy",
            ),
            (
                "expect:\n",
                "service-control-policies: [FullAWSAcces]\n        expect:\n",
                "one.yaml:13: `FullAWSAcces` is not a policy",
            ),
            (
                "expect:\n",
                "service-control-policies: [RCPFullAWSAccess]\n        expect:\n",
                "one.yaml:13: `RCPFullAWSAccess` is not a policy",
            ),
            (
                "expect:\n",
                "resource-policy: { file: [a] }\n        expect:\n",
                "one.yaml:13: `file` is a path, not an array",
            ),
            (
                "expect:\n",
                "context:\n          aws:SourceIpp: a\n        expect:\n",
                "one.yaml:14: AWS has no condition key `aws:SourceIpp`",
            ),
            (
                "expect:\n",
                "absent: [aws:SourceVpcc]\n        expect:\n",
                "one.yaml:13: AWS has no condition key `aws:SourceVpcc`",
            ),
            (
                "    cases:\n",
                "    stage: prod\n    cases:\n",
                "one.yaml:11: `stage` means nothing for any case below it",
            ),
            (
                "complete: true\n",
                "complete: true\nask: GET /pets\n",
                "one.yaml:5: `ask` and `action` are two questions",
            ),
            (
                "cases:\n  - title: a group\n",
                "cases:\n  - title: nothing\n    cases: []\n  - title: a group\n",
                "one.yaml:10: there are no cases here",
            ),
            (
                "verdict: allowed\n          decided-by: [identity-based-policy 1]",
                "refused: []",
                "one.yaml:14: no error is expected",
            ),
            (
                "verdict: allowed",
                "refused: [a]",
                "one.yaml:15: `decided-by` means nothing beside `refused`",
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
    fn what_is_not_compared_cannot_be_expected_of_an_action() {
        for expectation in [
            "stops-at: route",
            "undecided-at: route",
            "route: GET /pets",
            "says: [a]",
            "response: { status: 403 }",
            "via: a-role",
            "role-path-failure: sts:ExternalId",
            "role-paths: 1",
            "suggests: [identity-based-policy]",
            "suggestions-lead-to: allowed",
            "assume: { verdict: allowed }",
            "invoke: { verdict: allowed }",
        ] {
            let key = expectation.split_once(':').map_or("", |(key, _)| key);
            let to = format!("verdict: allowed\n          {expectation}");
            let wanted =
                format!("one.yaml:15: `{key}` means nothing for a question about an action");
            assert_one_problem(ACTION, "verdict: allowed", &to, &wanted);
        }
    }

    #[test]
    fn a_case_without_a_question_has_nothing_but_documents() {
        let documents = "can-invoke-test: 1
title: One file
source: a page
cases:
  - title: one case
    identity-policies: { Effect: Allow }
    expect: { refused: [Action] }
";
        assert_no_problem(documents);
        for (from, to, wanted) in [
            (
                "    expect",
                "    resource: \"*\"\n    expect",
                "one.yaml:7: `resource` means nothing where nothing is asked",
            ),
            (
                "[Action] }",
                "[Action], verdict: allowed }",
                "one.yaml:7: `verdict` means nothing beside `refused`",
            ),
            (
                "Effect: Allow }",
                "Effect: Allow, Action: \"*\", Resource: \"*\" }",
                "refused: expected Action, found nothing",
            ),
        ] {
            assert_one_problem(documents, from, to, wanted);
        }
    }

    #[test]
    fn what_was_probably_meant_is_told() {
        for (key, wanted) in [
            (
                "service-control-policies: [FullAWSAcces]",
                "did you mean `FullAWSAccess`?",
            ),
            (
                "permissions-boundary: \"yes\"",
                "write a document, `{ file: path }` or `none`",
            ),
            (
                "assume: { trust-everyon: nobody }",
                "did you mean `trust-everyone`?",
            ),
            ("absent: [aws:SourceVpcc]", "did you mean `aws:SourceVpc`?"),
        ] {
            let text = ACTION.replace("expect:\n", &format!("{key}\n        expect:\n"));
            let file = read_one("one.yaml", text.as_bytes());
            let helps: Vec<_> = file
                .diagnostics
                .iter()
                .map(|one| one.help.as_deref())
                .collect();
            assert_eq!(helps, [Some(wanted)], "{key}");
        }
    }

    #[test]
    fn a_document_without_an_error_is_never_refused() {
        let text = ACTION.replace(
            "verdict: allowed\n          decided-by: [identity-based-policy 1]",
            "refused: [Action]",
        );
        let mut file = read_one("one.yaml", text.as_bytes());
        file.cases[0].expect.refused = Some(Vec::new());
        let differences = &run(&file)[0].differences;
        assert_eq!(differences.len(), 1, "{differences:?}");
        assert_eq!(differences[0].expected, "an error");
    }

    #[test]
    fn a_key_that_some_policy_of_the_file_uses_may_be_spoken_of() {
        let policy = r#"{ Effect: Allow, Action: "sqs:*", Resource: "*", Condition: { StringEquals: { aws:NewKey: a } } }"#;
        let text = ACTION
            .replace(
                r#"{ Effect: Allow, Action: "sqs:*", Resource: "*" }"#,
                policy,
            )
            .replace(
                "complete: true",
                "complete: true\ncontext: { aws:NewKey: a }",
            );
        let file = read_one("one.yaml", text.as_bytes());
        let about_the_context = file.diagnostics.iter().filter(|one| {
            let source = file.sources.get(one.primary.span.file);
            let line =
                source.map(|source| source.line_column(one.primary.span.start as usize).line);
            line == Some(8)
        });
        assert_eq!(about_the_context.count(), 0, "{:?}", file.diagnostics);
        assert!(run(&file).iter().all(can_invoke_cases::CaseResult::holds));
    }

    #[test]
    fn questions_of_both_kinds_share_what_a_file_says() {
        let text = ROUTE.replace("cases:\n", "resource: \"*\"\nstage: prod\ncases:\n")
            + r#"  - title: an action
    as: arn:aws:iam::111111111111:user/ann
    action: sqs:ListQueues
    identity-policies: none
    resource-policy: none
    resource-control-policies: [RCPFullAWSAccess]
    expect: { verdict: implicitly-denied, decided-by: [] }
"#;
        assert_no_problem(&text);
    }

    #[test]
    fn a_choice_of_the_run_holds_unless_the_file_says_otherwise() {
        let file = |assume: &[(&str, &str)], text: &str| {
            let owned = |(id, choice): &(&str, &str)| ((*id).to_owned(), (*choice).to_owned());
            let assume: Vec<_> = assume.iter().map(owned).collect();
            let (files, limits) = (InMemory::default(), Limits::default());
            can_invoke_cases::read_assuming(
                &assume,
                "one.yaml",
                text.as_bytes(),
                &[],
                &files,
                &limits,
            )
        };
        let is_alternative = |file: &TestFile| match file.cases.first().map(|case| &case.question) {
            Some(Question::Action(question)) => {
                question.readings.is_alternative(Assumption::TrustEveryone)
            }
            other => panic!("{other:?}"),
        };
        let text = Assumption::TrustEveryone.text();
        let (ours, other) = (text.default.id, text.alternative.id);
        assert!(!is_alternative(&file(&[], ACTION)));
        assert!(is_alternative(&file(&[(text.id, other)], ACTION)));
        let said = ACTION.replace(
            "cases:\n  -",
            &format!("assume: {{ {}: {ours} }}\ncases:\n  -", text.id),
        );
        assert!(!is_alternative(&file(&[(text.id, other)], &said)));
        let refused = file(&[(text.id, "nobody-knows")], ACTION);
        assert!(refused.has_errors(), "{:?}", refused.diagnostics);
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
}
