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
