//! The keys of a test file that say what a caller passes when it assumes roles.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use can_invoke_cases::Question;

    use crate::support::{problems, read_one};

    /// A file with one case, whose question and expectation are given.
    fn file(question: &str, expect: &str) -> String {
        format!(
            r#"can-invoke-test: 1
title: One file
source: a page
inventory:
  can-invoke: 1
  principals:
    - arn: arn:aws:iam::111111111111:user/ann
      policies: []
      permissions-boundary: none
      tags: {{}}
    - arn: arn:aws:iam::111111111111:role/last
      policies: [{{ Version: "2012-10-17", Statement: {{ Effect: Allow, Action: "execute-api:*", Resource: "*" }} }}]
      permissions-boundary: none
      trust-policy: {{ Version: "2012-10-17", Statement: {{ Effect: Allow, Principal: {{ AWS: "arn:aws:iam::111111111111:user/ann" }}, Action: ["sts:AssumeRole", "sts:TagSession"] }} }}
      tags: {{}}
  apis:
    - {{ id: def456, kind: HTTP, account: "111111111111", region: us-east-1, stages: [$default], routes: {{ GET /pets: AWS_IAM }} }}
  standalone-accounts: ["111111111111"]
as: arn:aws:iam::111111111111:user/ann
cases:
  - title: one case
    {question}
    expect: {{ {expect} }}
"#
        )
    }

    #[test]
    fn the_innermost_says_what_is_passed() {
        let text = file(
            "ask: GET /pets\n    session-tags: { team: pets }\n    transitive-tags: team\n    \
             source-identity: ann\n    duration: 900\n    mfa: true\n    \
             session-policies: { Effect: Allow, Action: \"*\", Resource: \"*\" }",
            "verdict: allowed",
        );
        let read = read_one("one.yaml", text.as_bytes());
        assert_eq!(read.diagnostics, []);
        let Question::Invocation(query) = &read.cases[0].question else {
            panic!("a question about a route");
        };
        let passed = &query.assume;
        assert_eq!(
            passed.session_tags,
            [("team".to_owned(), "pets".to_owned())]
        );
        assert_eq!(passed.transitive_tags, ["team"]);
        assert_eq!(passed.source_identity.as_deref(), Some("ann"));
        assert_eq!((passed.duration, passed.has_mfa), (Some(900), true));
        assert_eq!(passed.session_policies.len(), 1);
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for (question, problem) in [
            (
                "ask: GET /pets\n    session-tags: [team]",
                "`session-tags` is an object of keys with values",
            ),
            (
                "ask: GET /pets\n    session-tags: { team: [pets] }",
                "`team` is a text, not an array",
            ),
            (
                "ask: GET /pets\n    duration: an hour",
                "`duration` is a number of seconds",
            ),
            ("ask: GET /pets\n    mfa: yes", "`mfa` is `true` or `false`"),
            (
                "action: sqs:SendMessage\n    resource: \"*\"\n    duration: 900",
                "`duration` means nothing for a question about an action",
            ),
            (
                "ask: GET /pets\n    session-policies: { Effect: Permit, Action: \"*\", Resource: \"*\" }",
                "`Effect` is neither `Allow` nor `Deny`",
            ),
        ] {
            let read = read_one("one.yaml", file(question, "verdict: allowed").as_bytes());
            let messages: Vec<&str> = read.diagnostics.iter().map(|one| &*one.message).collect();
            assert!(
                messages.iter().any(|message| message.contains(problem)),
                "{problem}: {messages:?}"
            );
        }
    }

    #[test]
    fn a_chain_and_reasons_that_differ_are_told() {
        let text = |expect: &str| file("ask: GET /pets\n    session-tags: { team: pets }", expect);
        let told = |expect: &str| problems(&[read_one("one.yaml", text(expect).as_bytes())]);
        assert_eq!(
            told(
                "verdict: allowed, chain: [\"arn:aws:iam::111111111111:role/last\"], role-failures: []"
            ),
            [""; 0]
        );
        let found = told("verdict: allowed, chain: [\"a\"], role-failures: [\"last: x\"]");
        assert_eq!(
            found,
            [
                "one.yaml: one case: chain: expected a, found arn:aws:iam::111111111111:role/last",
                "one.yaml: one case: role-failures: expected last: x, found nothing",
            ]
        );
    }
}
