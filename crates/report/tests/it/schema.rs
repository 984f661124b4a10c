//! Machine output fits the schema that the repository publishes.

use can_invoke_cases::{Found, run_case};
use can_invoke_gateway::{
    inventory::{ApiKind, Authorization, InMemory},
    keys::{ApiEndpoint, Callee, Requests},
    respond::{Given, Question, ask},
};
use can_invoke_policy::{Verdict, keys::CallerKind, message};
use can_invoke_report::v1::{self, Refusal};
use can_invoke_source::{Limits, Sources, parse_bytes};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::{
    situations::{ALICE, Example, PET_SHOP, external_id, nothing},
    suite::{all_files, repository},
};

fn validator() -> Validator {
    let path = repository().join("schemas/report-v1.json");
    let text = std::fs::read_to_string(path).expect("the schema is there");
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is a schema")
}

fn errors(validator: &Validator, value: &Value) -> Vec<String> {
    let errors = validator.iter_errors(value);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

fn written(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("a report is JSON")
}

#[test]
fn the_answer_to_every_case_fits() {
    let validator = validator();
    let mut count = 0;
    for file in &all_files() {
        for case in &file.cases {
            let Found::Answer(answer) = run_case(file, case).found else {
                continue;
            };
            let mut report = v1::check(&answer, &file.diagnostics, &file.sources);
            let at = format!("{}: {}", file.name, case.title);
            assert_eq!(errors(&validator, &written(&report)), [""; 0], "{at}");
            report.drop_undecisive_statements();
            assert_eq!(
                errors(&validator, &written(&report)),
                [""; 0],
                "{at}, short"
            );
            count += 1;
        }
    }
    assert!(count > 90, "{count} cases were asked");
}

#[test]
fn every_denial_has_its_reason() {
    let asked =
        Example::new("cross-account-http").ask(PET_SHOP, "GET /pets", external_id("pets-2025"));
    let report = written(&v1::check(&asked.answer, &[], &asked.loaded.sources));
    let path = &report["rolePaths"]["paths"][0];
    let reasons = [
        &report["direct"]["decision"]["reason"],
        &path["assume"]["reason"],
        &path["invoke"]["reason"],
    ];
    let expected = [
        json!("because no resource-based policy allows the execute-api:Invoke action"),
        json!("because no role trust policy allows the sts:AssumeRole action"),
        Value::Null,
    ];
    assert_eq!(reasons, [&expected[0], &expected[1], &expected[2]]);
    let files = all_files();
    for (file, case) in files
        .iter()
        .flat_map(|file| file.cases.iter().map(move |case| (file, case)))
    {
        let found = run_case(file, case).found;
        let decisions: Vec<_> = match &found {
            Found::Answer(answer) => {
                let paths = answer.role_paths.paths.iter();
                let steps = paths.flat_map(|path| [&path.assume.decision, &path.invoke]);
                answer.direct.explained.iter().chain(steps).collect()
            }
            Found::Decision(explained) => vec![explained.as_ref()],
            Found::Refused(_) | Found::Error(_) => Vec::new(),
        };
        for explained in decisions {
            let decision = &explained.decision;
            let reason = message::reason(&explained.request, decision);
            // A denial that applies is told even where something else is in the way.
            let is_by_policy = match decision.verdict {
                Verdict::ExplicitlyDenied => true,
                Verdict::ImplicitlyDenied => decision.obstacle.is_none(),
                Verdict::Allowed | Verdict::Depends => false,
            };
            assert_eq!(
                reason.is_some(),
                is_by_policy,
                "{}: {}",
                file.name,
                case.title
            );
        }
    }
}

#[test]
fn what_is_in_the_way_of_all_policies_is_told() {
    let example = Example::new("cross-account-http");
    let told = |caller: &str| {
        let asked = example.ask(caller, "GET /pets", nothing);
        let report = written(&v1::check(&asked.answer, &[], &asked.loaded.sources));
        report["direct"]["decision"]["beyondPolicies"].clone()
    };
    assert_eq!(
        told("arn:aws-cn:iam::222222222222:user/ann"),
        "caller and resource are of different partitions, and no policy reaches across"
    );
    assert_eq!(told("arn:aws:iam::222222222222:user/ann"), Value::Null);
}

#[test]
fn requirements_are_worded_as_the_cases_expect() {
    let mut count = 0;
    for file in &all_files() {
        for case in &file.cases {
            let Some(expected) = &case.expect.direct.allowed_when else {
                continue;
            };
            let Found::Answer(answer) = run_case(file, case).found else {
                continue;
            };
            let report = written(&v1::check(&answer, &[], &file.sources));
            let alternatives = &report["direct"]["decision"]["dependsOn"]["allowedWhen"];
            let found: Vec<String> = alternatives
                .as_array()
                .expect("a list")
                .iter()
                .map(|alternative| {
                    let requirements = alternative.as_array().expect("a list").iter();
                    let texts: Vec<&str> = requirements
                        .map(|requirement| requirement["text"].as_str().expect("a text"))
                        .collect();
                    texts.join(" and ")
                })
                .collect();
            assert_eq!(*expected, found, "{}: {}", file.name, case.title);
            count += 1;
        }
    }
    assert!(count > 5, "{count} cases say when it is allowed");
}

#[test]
fn the_answers_to_the_examples_fit() {
    let validator = validator();
    let published = Example::new("published-sample");
    let http = Example::new("cross-account-http");
    for asked in [
        Example::new("cross-account-rest").ask(PET_SHOP, "GET /pets", nothing),
        http.ask(PET_SHOP, "GET /pets", nothing),
        http.ask(PET_SHOP, "GET /pets", external_id("pets-2026")),
        published.ask(ALICE, "GET /pets", nothing),
    ] {
        let loaded = &asked.loaded;
        let report = written(&v1::check(
            &asked.answer,
            &loaded.diagnostics,
            &loaded.sources,
        ));
        assert_eq!(errors(&validator, &report), [""; 0]);
    }
    let asked = published.ask(ALICE, "GET /pets", nothing);
    let loaded = &asked.loaded;
    let report = written(&v1::check(
        &asked.answer,
        &loaded.diagnostics,
        &loaded.sources,
    ));
    let corrections = report["corrections"]["diagnostics"].as_array();
    assert_eq!(corrections.map(Vec::len), Some(3));
    assert_eq!(report["corrections"]["verdict"], "allowed");
    let fixes = report["diagnostics"].as_array().expect("a list");
    assert!(
        fixes
            .iter()
            .any(|fix| fix["code"] == "json-trailing-comma" && fix["fix"].is_object()),
        "{fixes:#?}"
    );
}

#[test]
fn lists_of_keys_fit() {
    let validator = validator();
    for (callee, authorization) in [
        (Callee::AnyService, None),
        (Callee::AssumeRole, None),
        (Callee::Api(ApiEndpoint::Http), Some(Authorization::Jwt)),
    ] {
        let report = written(&v1::keys(&Requests {
            callers: CallerKind::ALL.to_vec(),
            callee,
            authorization,
        }));
        assert_eq!(errors(&validator, &report), [""; 0], "{callee:?}");
    }
}

#[test]
fn refusals_fit() {
    let validator = validator();
    let refusal = Refusal::of_question("there is no such API", "name another");
    assert_eq!(errors(&validator, &written(&refusal)), [""; 0]);
    let mut sources = Sources::new();
    let limits = Limits::default();
    let (_, parsed) = parse_bytes(&mut sources, "broken.json", b"{\"a\": [1, 2,, 3}", &limits);
    let refusal = Refusal::of_documents(&parsed.diagnostics, &sources);
    assert!(!refusal.diagnostics.is_empty());
    assert_eq!(errors(&validator, &written(&refusal)), [""; 0]);
}

#[test]
fn what_is_no_report_does_not_fit() {
    let validator = validator();
    let asked = Example::new("cross-account-rest").ask(PET_SHOP, "GET /pets", nothing);
    let good = written(&v1::check(&asked.answer, &[], &asked.loaded.sources));
    assert!(validator.is_valid(&good));
    let with = |key: &str, value: Value| {
        let mut report = good.clone();
        report[key] = value;
        report
    };
    assert!(!validator.is_valid(&json!({})));
    assert!(!validator.is_valid(&with("verdict", json!("perhaps"))));
    assert!(!validator.is_valid(&with("version", json!(2))));
    assert!(!validator.is_valid(&with("direct", json!(null))));
    assert!(!validator.is_valid(&with("suggestions", json!("none"))));
    // Readers must accept what later versions add.
    assert!(validator.is_valid(&with("newKey", json!(1))));
}

/// What a backend receives and a client gets, with all that there can be in it.
#[test]
fn the_answers_to_respond_fit() {
    let validator = validator();
    let document = |name: &str, text: &str| Some((name.to_owned(), text.as_bytes().to_vec()));
    let integration = r#"{"type": "HTTP_PROXY", "uri": "https://x.example.com", "method": "ANY",
        "request-parameters": {"append:header.a": "'b'", "append:header.c": "$context.requestId",
            "append:header.d": "$request.header.none", "append:header.via": "e"},
        "response-parameters": {"404": {"overwrite:statuscode": "410"}}}"#;
    for (route, answer) in [
        ("GET /x", r#"{"status": 404}"#),
        ("ANY /x", r#"{"lambda": 1}"#),
    ] {
        let given = Given {
            integration: document("integration.json", integration),
            request: document("request.json", r#"{"query": {"q": "1"}, "body": "x"}"#),
            answer: document("answer.json", answer),
            ..Given::default()
        };
        let question = Question {
            route: Some(route.to_owned()),
            kind: Some(ApiKind::Http),
            ..Question::default()
        };
        let asked = ask(&question, &given, &InMemory::default(), &Limits::default())
            .expect("it can be asked");
        let respond = asked.respond.as_ref().expect("it can be answered");
        let report = written(&v1::respond(&asked, respond));
        assert_eq!(errors(&validator, &report), [""; 0]);
        assert_eq!(report["outcome"], "depends");
        assert_eq!(report["received"]["dropped"][0]["what"], "header d");
    }
}
