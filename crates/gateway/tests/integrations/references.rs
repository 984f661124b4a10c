//! Who refers to something.

use can_invoke_gateway::references::{By, References, references};

use crate::support::{codes, load};

const INVENTORY: &str = "can-invoke: 1
vpc-links:
  - { id: link1, version: V2, status: AVAILABLE }
apis:
  - id: a1
    kind: HTTP
    stages:
      - { name: $default, auto-deploy: true }
      - { name: manual, auto-deploy: false }
      - { name: kept, auto-deploy: false, deployed: {} }
    routes:
      GET /a: { authorization: NONE, integration: one }
    integrations:
      one: { type: HTTP_PROXY, method: ANY, uri: x, connection-id: link1 }
      abc1234: { type: HTTP_PROXY, method: ANY, uri: x, connection-id: link1 }
  - id: b2
    kind: REST
    stages: [{ name: prod, deployed: {} }]
    routes:
      GET /f: { authorization: NONE, integration: { type: AWS_PROXY, uri: 'arn:aws:lambda:us-east-1:111111111111:function:f:live', connection-id: none } }
      GET /g: { authorization: NONE, integration: { type: AWS_PROXY, uri: 'arn:aws:lambda:us-east-1:111111111111:function:fg', connection-id: none } }";

fn find(text: &str, subject: &str) -> References {
    let loaded = load(text, &[]);
    assert!(
        codes(&loaded)
            .iter()
            .all(|code| *code == "unused-integration"),
        "{:?}",
        codes(&loaded)
    );
    references(&loaded.inventory, subject).expect("a subject")
}

/// API, stage and route of everything that refers to the subject.
fn places(found: &References) -> Vec<String> {
    let found = found.found.iter();
    found
        .map(|one| {
            let what = match (&one.by, &one.route) {
                (_, Some(route)) => route.clone(),
                (By::Integration(Some(id)), None) => id.clone(),
                _ => String::new(),
            };
            format!("{} {} {what}", one.api, one.stage.as_deref().unwrap_or("-"))
        })
        .collect()
}

#[test]
fn a_link_in_the_configuration_and_in_stages() {
    let found = find(INVENTORY, "link1");
    assert_eq!(
        places(&found),
        [
            "a1 - GET /a",
            "a1 - abc1234",
            "a1 $default GET /a",
            "a1 $default abc1234",
            "a1 kept GET /a",
            "a1 kept abc1234",
        ]
    );
    let not_known: Vec<String> = found
        .not_known
        .iter()
        .map(|one| format!("{} {:?}", one.api, one.stage.as_deref()))
        .collect();
    assert_eq!(not_known, ["a1 Some(\"manual\")"]);
    let steps: Vec<String> = found
        .steps
        .iter()
        .map(|step| step.command.clone().unwrap_or_else(|| step.title.clone()))
        .collect();
    // The configuration first, then what does not deploy by itself, then the link.
    assert_eq!(
        steps,
        [
            "give GET /a of API a1 an integration that does not go through this VPC link",
            "aws apigatewayv2 delete-integration --api-id a1 --integration-id abc1234",
            "aws apigatewayv2 create-deployment --api-id a1 --stage-name kept",
            "aws apigatewayv2 create-deployment --api-id a1 --stage-name manual",
            "aws apigatewayv2 delete-vpc-link --vpc-link-id link1",
        ]
    );
}

#[test]
fn a_function_stands_for_its_aliases_and_not_for_longer_names() {
    let found = find(
        INVENTORY,
        "arn:aws:lambda:us-east-1:111111111111:function:f",
    );
    assert_eq!(places(&found), ["b2 - GET /f", "b2 prod GET /f"]);
    let alias = find(
        INVENTORY,
        "arn:aws:lambda:us-east-1:111111111111:function:f:live",
    );
    assert_eq!(places(&alias), places(&found));
    let other = find(
        INVENTORY,
        "arn:aws:lambda:us-east-1:111111111111:function:f:old",
    );
    assert_eq!(places(&other), Vec::<String>::new());
}

#[test]
fn what_is_not_known_is_told_and_not_guessed() {
    let text = "can-invoke: 1
apis:
  - { id: a1, kind: REST, routes: { GET /a: NONE } }
  - { id: b2, kind: HTTP, stages: [{ name: dev, auto-deploy: true }], routes: { GET /b: { authorization: NONE, integration: { type: HTTP_PROXY, connection-id: '${stageVariables.link}' } } } }";
    let found = find(text, "link1");
    assert_eq!(places(&found), Vec::<String>::new());
    let reasons: Vec<&str> = found
        .not_known
        .iter()
        .map(|one| one.reason.as_str())
        .collect();
    assert_eq!(
        reasons,
        [
            "what GET /a leads to is not known",
            "which stages the API has is not known",
            "what its stage variable `link` holds is not known",
        ]
    );
}

const VARIABLES: &str = "can-invoke: 1
vpc-links: [{ id: link1, name: inner }]
functions: [{ arn: 'arn:aws:lambda:us-east-1:111111111111:function:orders' }]
apis:
  - id: a1
    kind: REST
    stages: [{ name: prod, deployed: {}, variables: { name: ord, end: ers, alias: live } }]
    authorizers:
      gate: { type: TOKEN, function: 'arn:aws:lambda:us-east-1:111111111111:function:${stageVariables.name}${stageVariables.end}' }
    routes:
      GET /two: { authorization: NONE, integration: { type: AWS_PROXY, uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:${stageVariables.name}${stageVariables.end}:${stageVariables.alias}/invocations' } }
      GET /link: { authorization: NONE, integration: { type: HTTP_PROXY, uri: 'http://x.example.com', connection-type: VPC_LINK } }
      GET /open: { authorization: NONE, integration: { type: HTTP_PROXY, uri: 'http://x.example.com' } }";

#[test]
fn several_stage_variables_make_one_name_and_authorizers_have_them_too() {
    let found = find(
        VARIABLES,
        "arn:aws:lambda:us-east-1:111111111111:function:orders",
    );
    assert_eq!(places(&found), ["a1 prod GET /two", "a1 prod "]);
    assert_eq!(found.found[1].by, By::Authorizer("gate".to_owned()));
    assert!(found.not_known.is_empty(), "{:?}", found.not_known);
    // By its name alone the inventory knows it.
    assert_eq!(
        find(VARIABLES, "orders").subject.id,
        "arn:aws:lambda:us-east-1:111111111111:function:orders"
    );
}

#[test]
fn an_integration_through_a_link_that_nobody_named_may_go_through_this_one() {
    let found = find(VARIABLES, "inner");
    assert_eq!(found.subject.id, "link1");
    let reasons: Vec<&str> = found
        .not_known
        .iter()
        .map(|one| one.reason.as_str())
        .collect();
    assert_eq!(
        reasons,
        ["GET /link: which VPC link it goes through is not known"; 2]
    );
}

#[test]
fn what_only_the_error_names_is_no_reason_to_say_that_nothing_refers_to_it() {
    let text = "can-invoke: 1
apis:
  - { id: a1, kind: HTTP, stages: [], routes: { GET /a: { authorization: NONE, integration: none } } }";
    let error = "Cannot delete VPC link. Vpc link 'link1', is referenced in [ANY:i8n2lo:prod] in \
                 format of [Method:Resource:Stage]";
    let found = find(text, error);
    assert!(found.found.is_empty() && found.not_known.is_empty());
    assert!(found.is_unsure());
    assert_eq!(found.not_shown[0].resource, "i8n2lo");
    assert!(!find(text, "link1").is_unsure());
}

#[test]
fn versions_and_aliases_are_deleted_by_commands_of_their_own() {
    for (end, command) in [
        (
            "",
            "aws lambda delete-function --function-name arn:aws:lambda:us-east-1:111111111111:function:f",
        ),
        (
            ":live",
            "aws lambda delete-alias --function-name arn:aws:lambda:us-east-1:111111111111:function:f --name live",
        ),
    ] {
        let subject = format!("arn:aws:lambda:us-east-1:111111111111:function:f{end}");
        let found = find(INVENTORY, &subject);
        let last = found.steps.last().expect("there are steps");
        assert_eq!(last.command.as_deref(), Some(command));
    }
}

#[test]
fn parts_of_a_deployment_that_are_not_known_may_hold_the_link() {
    let with = |deployed: &str| {
        let old = "{ name: kept, auto-deploy: false, deployed: {} }";
        let new = format!("{{ name: kept, auto-deploy: false, deployed: {{ {deployed} }} }}");
        assert!(INVENTORY.contains(old));
        find(&INVENTORY.replace(old, &new), "link1")
    };
    let of_kept = |found: &References| -> Vec<String> {
        let unknown = found.not_known.iter();
        unknown
            .filter(|one| one.stage.as_deref() == Some("kept"))
            .map(|one| one.reason.clone())
            .collect()
    };
    assert_eq!(of_kept(&with("")), Vec::<String>::new());
    assert_eq!(
        of_kept(&with("integrations: not-known")),
        [
            "which integrations were deployed to the stage is not known",
            "what GET /a leads to is not known",
        ]
    );
    assert!(!places(&with("integrations: not-known")).contains(&"a1 kept GET /a".to_owned()));
    assert_eq!(
        of_kept(&with("routes: not-known")),
        ["which routes there are is not known"]
    );
    // An authorizer leads to no VPC link.
    assert_eq!(
        of_kept(&with("authorizers: not-known")),
        Vec::<String>::new()
    );
}
