//! Sequences of calls, and the cache of the authorizer between them.

#[cfg(test)]
mod support {
    use can_invoke_gateway::{
        inventory::InMemory,
        sequence::{AuthorizerUse, LoadedSequence, Sequence, SequenceAnswer, load, run},
    };
    use can_invoke_source::Limits;

    const ANSWER: &str = r#"{"principalId": "p", "policyDocument": {"Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "execute-api:Invoke",
    "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"}}}"#;

    /// An API with two routes behind one authorizer.
    pub(crate) fn rest(authorizer: &str) -> String {
        format!(
            "can-invoke: 1
apis:
  - id: abc123
    kind: REST
    account: \"111111111111\"
    region: us-east-1
    endpoint-type: REGIONAL
    resource-policy: none
    stages: [prod, dev]
    routes: {{ GET /pets: CUSTOM, GET /cats: CUSTOM, GET /open: NONE }}
    authorizers: {{ one: {{ {authorizer} }} }}
"
        )
    }

    pub(crate) fn http(authorizer: &str) -> String {
        format!(
            "can-invoke: 1
apis:
  - id: abc123
    kind: HTTP
    account: \"111111111111\"
    region: us-east-1
    stages: [prod]
    routes: {{ GET /pets: CUSTOM, GET /cats: CUSTOM }}
    authorizers: {{ one: {{ {authorizer} }} }}
"
        )
    }

    pub(crate) const TOKEN: &str = "type: TOKEN, identity-sources: \
        method.request.header.Authorization, result-ttl: 300, returns: { file: answer.json }";

    pub(crate) fn read(inventory: &str, calls: &str) -> LoadedSequence {
        let text = format!("can-invoke-sequence: 1\nstage: prod\napi: abc123\n{calls}");
        let documents = [("inventory.yaml".to_owned(), inventory.as_bytes().to_vec())];
        let files = InMemory {
            files: [("answer.json".to_owned(), ANSWER.as_bytes().to_vec())].into(),
        };
        load(
            "calls.yaml",
            text.as_bytes(),
            &documents,
            &files,
            &Limits::default(),
        )
    }

    pub(crate) fn sequence(inventory: &str, calls: &str) -> (Sequence, SequenceAnswer) {
        let read = read(inventory, calls);
        let Some(sequence) = read.sequence else {
            panic!("{:#?}", read.loaded.diagnostics);
        };
        let answer = run(&read.loaded.inventory, &sequence).expect("the calls can be asked");
        (sequence, answer)
    }

    /// What became of each call: verdict and authorizer.
    pub(crate) fn told(inventory: &str, calls: &str) -> Vec<String> {
        let (_, answer) = sequence(inventory, calls);
        let one = answer.calls.iter().map(|call| {
            let used = match &call.authorizer {
                AuthorizerUse::NotAsked => "not asked".to_owned(),
                AuthorizerUse::Called { until: None } => "called".to_owned(),
                AuthorizerUse::Called { until: Some(until) } => format!("called until {until}"),
                AuthorizerUse::Reused { from, age, .. } => {
                    format!("reused from {from} after {age}")
                }
            };
            let broken = if call.broken.is_some() {
                ", broken"
            } else {
                ""
            };
            format!("{} {used}{broken}", call.verdict.as_str())
        });
        one.collect()
    }
}

#[cfg(test)]
mod tests {
    use can_invoke_gateway::sequence::AdviceKind;
    use can_invoke_policy::Verdict;

    use super::support::{TOKEN, http, read, rest, sequence, told};

    const ANN: &str = "headers: { Authorization: ann }\n";

    #[test]
    fn a_policy_for_one_arn_breaks_the_next_path() {
        let calls = "headers: { Authorization: ann }
calls:
  - call: GET /pets
  - { call: GET /cats, at: 299 }
  - { call: GET /pets, at: 299 }
  - { call: GET /cats, at: 300, authorizer: { principalId: p, policyDocument: { Version: \"2012-10-17\", Statement: { Effect: Allow, Action: \"*\", Resource: \"arn:aws:execute-api:us-east-1:111111111111:abc123/prod/*\" } } } }
  - { call: GET /pets, at: 301 }
";
        assert_eq!(
            told(&rest(TOKEN), calls),
            [
                "allowed called until 300",
                "implicitly-denied reused from 0 after 299, broken",
                "allowed reused from 0 after 299",
                "allowed called until 600",
                "allowed reused from 3 after 1"
            ]
        );
        let (_, answer) = sequence(&rest(TOKEN), calls);
        assert_eq!(answer.verdict(), Verdict::ImplicitlyDenied);
        let broken = answer.calls[1]
            .broken
            .as_ref()
            .expect("the cache breaks it");
        assert_eq!(broken.from, 0);
        let kinds: Vec<_> = broken
            .advice
            .iter()
            .map(|one| (one.kind, one.verdict))
            .collect();
        assert_eq!(
            kinds,
            [
                (AdviceKind::WiderResource, Verdict::Allowed),
                (AdviceKind::NoCache, Verdict::Allowed)
            ]
        );
        let wide = "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/*";
        assert_eq!(broken.advice[0].resource.as_deref(), Some(wide));
        let told = broken.diagnostic.as_ref().expect("a place");
        let sources = read(&rest(TOKEN), calls).loaded.sources;
        let place = told.primary.span;
        assert_eq!(sources.name(place.file), "answer.json");
        let arn = "\"arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets\"";
        assert_eq!(sources.slice(place), arn);
        assert!(
            told.message.contains("the one ARN of that call"),
            "{}",
            told.message
        );
        let edits = &told.fix.as_ref().expect("a correction").edits;
        assert_eq!(edits[0].replacement, wide);
    }

    #[test]
    fn another_identity_another_stage_and_no_time_are_called_anew() {
        let calls = "calls:
  - { call: GET /pets, headers: { Authorization: ann } }
  - { call: GET /pets, headers: { Authorization: bob } }
  - { call: GET /pets, headers: { authorization: ann } }
  - { call: GET /pets, headers: { Authorization: ann }, stage: dev }
  - { call: GET /open, headers: { Authorization: ann } }
  - { call: GET /pets, headers: { Authorization: \"\" } }
";
        assert_eq!(
            told(&rest(TOKEN), calls),
            [
                "allowed called until 300",
                "allowed called until 300",
                "allowed reused from 0 after 0",
                "implicitly-denied called until 300",
                "allowed not asked",
                "implicitly-denied not asked"
            ]
        );
        let uncached = TOKEN.replace("300", "0");
        let calls = format!("{ANN}calls: [{{ call: GET /pets }}, {{ call: GET /pets }}]\n");
        assert_eq!(
            told(&rest(&uncached), &calls),
            ["allowed called", "allowed called"]
        );
    }

    #[test]
    fn all_identity_sources_together_are_the_key() {
        let request = "type: REQUEST, identity-sources: [method.request.header.A, \
            method.request.querystring.b], result-ttl: 60, returns: { file: answer.json }";
        let calls = "headers: { A: x }
calls:
  - { call: GET /pets, query-string: { b: \"1\" } }
  - { call: GET /pets, query-string: { b: \"2\" } }
  - { call: GET /pets, query-string: { b: \"1\" }, at: 59 }
  - { call: GET /pets, query-string: { b: \"1\" }, at: 60 }
";
        assert_eq!(
            told(&rest(request), calls),
            [
                "allowed called until 60",
                "allowed called until 60",
                "allowed reused from 0 after 59",
                "allowed called until 120"
            ]
        );
    }

    #[test]
    fn what_a_function_throws_is_not_kept() {
        for word in ["unauthorized", "fails"] {
            let calls = format!(
                "{ANN}calls:\n  - {{ call: GET /pets, authorizer: {word} }}\n  - {{ call: GET /pets }}\n"
            );
            assert_eq!(
                told(&rest(TOKEN), &calls),
                ["implicitly-denied called", "allowed called until 300"],
                "{word}"
            );
        }
    }

    #[test]
    fn a_call_that_the_function_would_refuse_too_is_not_broken_by_the_cache() {
        let deny = "{ principalId: p, policyDocument: { Version: \"2012-10-17\", Statement: { \
            Effect: Deny, Action: \"*\", Resource: \"*\" } } }";
        let calls = format!(
            "{ANN}calls:\n  - call: GET /pets\n  - {{ call: GET /cats, authorizer: {deny} }}\n"
        );
        assert_eq!(
            told(&rest(TOKEN), &calls),
            [
                "allowed called until 300",
                "implicitly-denied reused from 0 after 0"
            ]
        );
        // Nor one that the same policy, which names no call, refuses whenever it is returned.
        let other = TOKEN.replace(
            "{ file: answer.json }",
            "{ principalId: p, policyDocument: { Version: \"2012-10-17\", Statement: { Effect: \
             Allow, Action: \"*\", Resource: \"arn:aws:execute-api:*:*:*/prod/GET/p*\" } } }",
        );
        let calls = format!("{ANN}calls: [{{ call: GET /pets }}, {{ call: GET /cats }}]\n");
        assert_eq!(
            told(&rest(&other), &calls),
            [
                "allowed called until 300",
                "implicitly-denied reused from 0 after 0"
            ]
        );
    }

    #[test]
    fn an_explicit_deny_is_kept_too() {
        let deny = TOKEN.replace(
            "{ file: answer.json }",
            "{ principalId: p, policyDocument: { Version: \"2012-10-17\", Statement: { Effect: \
             Deny, Action: \"*\", Resource: \"*\" } } }",
        );
        let calls = format!("{ANN}calls: [{{ call: GET /pets }}, {{ call: GET /cats }}]\n");
        assert_eq!(
            told(&rest(&deny), &calls),
            [
                "explicitly-denied called until 300",
                "explicitly-denied reused from 0 after 0"
            ]
        );
    }

    #[test]
    fn routes_of_an_http_api_share_an_answer_unless_the_route_key_is_a_source() {
        let request = "type: REQUEST, identity-sources: [$request.header.Authorization], \
            result-ttl: 300, payload-format: \"2.0\", simple-responses: false, \
            returns: { file: answer.json }";
        let calls = format!("{ANN}calls: [{{ call: GET /pets }}, {{ call: GET /cats }}]\n");
        let (_, answer) = sequence(&http(request), &calls);
        let broken = answer.calls[1]
            .broken
            .as_ref()
            .expect("the cache breaks it");
        let kinds: Vec<_> = broken.advice.iter().map(|one| one.kind).collect();
        assert_eq!(
            kinds,
            [
                AdviceKind::WiderResource,
                AdviceKind::RouteKey,
                AdviceKind::NoCache
            ]
        );
        let apart = request.replace("Authorization]", "Authorization, $context.routeKey]");
        assert_eq!(
            told(&http(&apart), &calls),
            [
                "allowed called until 300",
                "implicitly-denied called until 300"
            ]
        );
        let none = request.replace("[$request.header.Authorization]", "[]");
        assert_eq!(
            told(&http(&none), &calls),
            ["allowed called", "implicitly-denied called"]
        );
    }

    #[test]
    fn a_boolean_of_one_route_opens_the_next() {
        let request = "type: REQUEST, identity-sources: [$request.header.Authorization], \
            result-ttl: 300, payload-format: \"2.0\", simple-responses: true";
        let calls = format!(
            "{ANN}calls:\n  - {{ call: GET /pets, authorizer: {{ isAuthorized: true }} }}\n  - {{ \
             call: GET /cats, authorizer: {{ isAuthorized: false }} }}\n"
        );
        assert_eq!(
            told(&http(request), &calls),
            ["allowed called until 300", "allowed reused from 0 after 0"]
        );
    }

    #[test]
    fn what_is_not_said_is_taken_for_granted_and_strictly_depends() {
        let unsaid = TOKEN.replace("result-ttl: 300, ", "");
        let answers = "calls:
  - { call: GET /pets, authorizer: { file: answer.json } }
  - { call: GET /cats, authorizer: { principalId: p, policyDocument: { Version: \"2012-10-17\", Statement: { Effect: Allow, Action: \"*\", Resource: \"*\" } } } }
";
        let (mut calls, answer) = sequence(&rest(&unsaid), answers);
        assert_eq!(answer.calls[1].verdict, Verdict::ImplicitlyDenied);
        let granted = answer.taken_for_granted.join("\n");
        assert!(granted.contains("reused for 300 seconds"), "{granted}");
        assert!(
            granted.contains("the header Authorization have it in common"),
            "{granted}"
        );
        for call in &mut calls.calls {
            call.query.strict = true;
        }
        let loaded = read(&rest(&unsaid), answers).loaded;
        let strict = can_invoke_gateway::sequence::run(&loaded.inventory, &calls);
        let strict = strict.expect("the calls can be asked");
        assert_eq!(strict.calls[1].verdict, Verdict::Depends);
    }

    #[test]
    fn an_answer_that_nobody_knows_is_reused_all_the_same() {
        let unknown = TOKEN.replace(", returns: { file: answer.json }", "");
        let calls = format!(
            "{ANN}calls:\n  - call: GET /pets\n  - {{ call: GET /cats, authorizer: {{ file: \
             answer.json }} }}\n"
        );
        assert_eq!(
            told(&rest(&unknown), &calls),
            ["depends called until 300", "depends reused from 0 after 0"]
        );
    }

    #[test]
    fn what_is_no_sequence() {
        for (calls, code) in [
            ("", "no-calls"),
            ("calls: []\n", "no-calls"),
            ("calls: [{ cal: GET /pets }]\n", "unknown-key"),
            ("calls: [{ call: 'arn:aws:s3:::pets' }]\n", "bad-target"),
            ("calls: [{ call: GET /pets, at: -1 }]\n", "bad-time"),
            (
                "calls: [{ call: GET /pets, at: 2 }, { call: GET /pets, at: 1 }]\n",
                "not-in-order",
            ),
            ("calls: [{ call: GET /pets, as: ann }]\n", "bad-caller"),
            ("calls: [{ call: GET /pets, headers: [a] }]\n", "wrong-type"),
            (
                "calls: [{ call: GET /pets, authorizer: { file: no.json } }]\n",
                "cannot-read-file",
            ),
            (
                "calls: [{ call: GET /pets, authorizer: yes }]\n",
                "invalid-answer",
            ),
            (
                "in: no.yaml\ncalls: [{ call: GET /pets }]\n",
                "cannot-read-file",
            ),
        ] {
            let read = read(&rest(TOKEN), calls);
            assert_eq!(read.sequence, None, "{calls}");
            let codes: Vec<_> = read.loaded.diagnostics.iter().map(|one| one.code).collect();
            assert!(codes.contains(&code), "{calls} {codes:?}");
        }
    }

    const SIMPLE: &str = "type: REQUEST, payload-format: '2.0', simple-responses: true, \
        result-ttl: 300, identity-sources: ";

    #[test]
    fn a_refusal_in_the_cache_breaks_a_call_that_would_pass() {
        let calls = "headers: { Authorization: ann }
calls:
  - { call: GET /pets, authorizer: { isAuthorized: false } }
  - { call: GET /cats, authorizer: { isAuthorized: true } }
  - { call: GET /pets, authorizer: { isAuthorized: false } }
";
        let inventory = http(&format!("{SIMPLE} $request.header.Authorization"));
        assert_eq!(
            told(&inventory, calls),
            [
                "implicitly-denied called until 300",
                "implicitly-denied reused from 0 after 0, broken",
                "implicitly-denied reused from 0 after 0"
            ]
        );
        let (_, answer) = sequence(&inventory, calls);
        let broken = answer.calls[1].broken.as_ref().expect("the cache");
        let kinds: Vec<_> = broken.advice.iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [AdviceKind::RouteKey, AdviceKind::NoCache]);
        assert_eq!(broken.diagnostic, None);
    }

    #[test]
    fn a_deny_in_the_cache_breaks_a_call_and_no_resource_is_at_fault() {
        let answer = |effect: &str| {
            format!(
                "{{ principalId: p, policyDocument: {{ Version: '2012-10-17', Statement: \
                 {{ Effect: {effect}, Action: '*', Resource: '*' }} }} }}"
            )
        };
        let calls = format!(
            "{ANN}calls:
  - {{ call: GET /pets, authorizer: {} }}
  - {{ call: GET /cats, authorizer: {} }}
",
            answer("Deny"),
            answer("Allow")
        );
        assert_eq!(
            told(&rest(TOKEN), &calls),
            [
                "explicitly-denied called until 300",
                "explicitly-denied reused from 0 after 0, broken"
            ]
        );
        let (_, found) = sequence(&rest(TOKEN), &calls);
        let broken = found.calls[1].broken.as_ref().expect("the cache");
        assert_eq!(broken.diagnostic, None);
        let kinds: Vec<_> = broken.advice.iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [AdviceKind::NoCache]);
    }

    #[test]
    fn blanks_around_a_header_are_no_part_of_an_identity() {
        let calls = "calls:
  - { call: GET /pets, headers: { Authorization: ann } }
  - { call: GET /pets, headers: { authorization: ' ann ' } }
";
        assert_eq!(
            told(&rest(TOKEN), calls),
            ["allowed called until 300", "allowed reused from 0 after 0"]
        );
    }

    #[test]
    fn what_no_two_calls_have_in_common_finds_no_answer() {
        let calls = "headers: { Authorization: ann }
calls:
  - { call: GET /pets, authorizer: { isAuthorized: false } }
  - { call: GET /pets, authorizer: { isAuthorized: true } }
";
        let sources = "[$request.header.Authorization, $context.requestId]";
        assert_eq!(
            told(&http(&format!("{SIMPLE} {sources}")), calls),
            ["implicitly-denied called", "allowed called"]
        );
    }

    #[test]
    fn a_websocket_api_asks_its_function_for_every_connection() {
        let inventory = "can-invoke: 1
apis:
  - id: abc123
    kind: WEBSOCKET
    account: \"111111111111\"
    region: us-east-1
    stages: [prod]
    routes: { $connect: CUSTOM, $default: NONE }
    authorizers: { one: { type: REQUEST, identity-sources: [route.request.header.Authorization] } }
";
        let answer = |effect: &str| {
            format!(
                "{{ principalId: p, policyDocument: {{ Version: '2012-10-17', Statement: \
                 {{ Effect: {effect}, Action: '*', Resource: '*' }} }} }}"
            )
        };
        let calls = format!(
            "{ANN}calls:
  - {{ call: $connect, authorizer: {} }}
  - {{ call: $connect, authorizer: {} }}
",
            answer("Allow"),
            answer("Deny")
        );
        assert_eq!(
            told(inventory, &calls),
            ["allowed called", "explicitly-denied called"]
        );
    }

    #[test]
    fn calls_say_what_they_carry_in_the_words_of_a_question() {
        let private = rest(TOKEN).replace("REGIONAL", "PRIVATE").replace(
            "resource-policy: none",
            "resource-policy: { Version: '2012-10-17', Statement: [\
                 { Effect: Allow, Principal: '*', Action: '*', Resource: '*' }, \
                 { Effect: Deny, Principal: '*', Action: '*', Resource: '*', \
                 Condition: { StringNotEquals: { 'aws:SourceVpce': vpce-1 } } }] }",
        );
        let calls = "headers: { Authorization: ann }
vpc-endpoint: vpce-1
waf: passes
calls:
  - call: GET /pets
  - { call: GET /pets, vpc-endpoint: vpce-2 }
  - { call: GET /pets, vpc-endpoint: none }
  - { call: GET /pets, waf: blocks }
";
        assert_eq!(
            told(&private, calls),
            [
                "allowed called until 300",
                "explicitly-denied not asked",
                "implicitly-denied not asked",
                "implicitly-denied not asked"
            ]
        );
        let read = read(
            &private,
            "calls:
  - { call: GET /pets, waf: perhaps, token: bad, signature: maybe, vpc-endpoint: x, \
               client-certificate: bad, api-key: '', scopes: { a: b }, absent: { a: b } }
",
        );
        let codes: Vec<_> = read.loaded.diagnostics.iter().map(|one| one.code).collect();
        let mut expected = vec!["wrong-type"];
        expected.extend(["bad-word"; 5]);
        expected.extend(["wrong-type", "bad-token"]);
        assert_eq!(codes, expected);
        // What all calls inherit is told once.
        let read = self::read(
            &private,
            "headers: [a]\ncalls: [{ call: GET /pets }, { call: GET /cats }]\n",
        );
        let codes: Vec<_> = read.loaded.diagnostics.iter().map(|one| one.code).collect();
        assert_eq!(codes, ["wrong-type"]);
    }
}
