//! The policy is read by our own parser and tried by our own evaluator: it allows what is asked,
//! and nothing that changes anything.

use std::collections::BTreeSet;

use can_invoke_policy::{
    Action, Caller, Context, Layers, Policy, PolicyKind, Request, Resource, Silent, Supplied,
    Verdict, decide, document,
};
use can_invoke_source::{Limits, Sources, parse_text};

use super::*;

fn scope() -> Scope {
    Scope {
        partition: "aws".to_owned(),
        ..Scope::default()
    }
}

fn read(policy: &Value) -> Policy {
    read_as(PolicyKind::Identity, policy)
}

fn read_as(kind: PolicyKind, policy: &Value) -> Policy {
    let mut sources = Sources::new();
    let file = sources.add("policy.json", policy.to_string());
    let parsed = parse_text(&sources, file, &Limits::default());
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let parsed = document::parse(&parsed.value.unwrap(), kind, "policy");
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    parsed.value.unwrap()
}

fn verdict(policy: &Policy, action: &str, resource: &str) -> Verdict {
    let request = Request {
        caller: Caller::parse("arn:aws:iam::111111111111:role/auditor").unwrap(),
        action: Action::parse(action).unwrap(),
        resource: Resource {
            arn: resource.to_owned(),
            account: Some("111111111111".to_owned()),
        },
        context: Context::closed(),
    };
    // A role has to let its account decide, or no policy of a caller is enough.
    let trust = read_as(
        PolicyKind::Trust,
        &json!({
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": { "AWS": "arn:aws:iam::111111111111:root" },
                "Action": "sts:AssumeRole",
            },
        }),
    );
    let trust = (action == "sts:AssumeRole").then_some(&trust);
    let layers = Layers {
        identity: Supplied::Given(vec![policy]),
        resource: Supplied::Given(trust.into_iter().collect()),
        ..Layers::none()
    };
    decide(&request, &layers, &mut Silent).verdict
}

/// A resource of an operation, with names in it.
fn resource(operation: Operation, region: &str) -> String {
    let arn = operation_resource::of_any(operation, "aws", "111111111111", region);
    if arn == "*" {
        arn
    } else {
        arn.replace('*', "some")
    }
}

#[test]
fn what_a_command_asks_is_allowed() {
    for command in Command::ALL {
        let policy = read(&policy(&[command], &scope()));
        for operation in command.operations() {
            if operation == Operation::GetCallerIdentity {
                continue;
            }
            let resource = resource(operation, "eu-west-1");
            assert_eq!(
                verdict(&policy, operation.action(), &resource),
                Verdict::Allowed,
                "{command:?}: {operation:?} on {resource}"
            );
        }
    }
    let fetch = read(&policy(&[Command::Fetch], &scope()));
    let private = "arn:aws:apigateway:us-east-1:111111111111:/domainnames/a.example.com+a1b2c3";
    let mappings = format!("{private}/basepathmappings");
    assert_eq!(
        verdict(&fetch, "apigateway:GET", &mappings),
        Verdict::Allowed
    );
}

#[test]
fn nothing_that_changes_anything_is_allowed() {
    let all = read(&policy(&Command::ALL, &scope()));
    for action in [
        "apigateway:DELETE",
        "apigateway:PATCH",
        "apigateway:POST",
        "apigateway:PUT",
        "apigateway:UpdateRestApiPolicy",
        "ec2:ModifyVpcEndpoint",
        "execute-api:Invoke",
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
        "lambda:AddPermission",
        "lambda:GetFunction",
        "lambda:InvokeFunction",
        "organizations:AttachPolicy",
        "organizations:UpdatePolicy",
    ] {
        for operation in Operation::ALL {
            let resource = resource(*operation, "us-east-1");
            assert_eq!(
                verdict(&all, action, &resource),
                Verdict::ImplicitlyDenied,
                "{action} on {resource}"
            );
        }
    }
}

#[test]
fn a_question_needs_less_than_an_inventory() {
    let check = read(&policy(&[Command::Check], &scope()));
    let list = "arn:aws:apigateway:us-east-1::/restapis";
    let one = "arn:aws:apigateway:us-east-1::/restapis/abc123";
    assert_eq!(verdict(&check, "apigateway:GET", one), Verdict::Allowed);
    assert_eq!(
        verdict(&check, "apigateway:GET", list),
        Verdict::ImplicitlyDenied
    );
    let role = "arn:aws:iam::111111111111:role/invoker";
    assert_eq!(
        verdict(&check, "sts:AssumeRole", role),
        Verdict::ImplicitlyDenied
    );
    let assume = read(&policy(&[Command::Assume], &scope()));
    assert_eq!(verdict(&assume, "sts:AssumeRole", role), Verdict::Allowed);
}

#[test]
fn regions_and_roles_narrow_it() {
    let narrow = Scope {
        regions: vec!["us-east-1".to_owned()],
        roles: vec!["arn:aws:iam::111111111111:role/auditor".to_owned()],
        ..scope()
    };
    let narrow = read(&policy(&[Command::Check], &narrow));
    let api = |region: &str| format!("arn:aws:apigateway:{region}::/restapis/abc123");
    let get = |region: &str| verdict(&narrow, "apigateway:GET", &api(region));
    assert_eq!(get("us-east-1"), Verdict::Allowed);
    assert_eq!(get("eu-west-1"), Verdict::ImplicitlyDenied);
    let assume = |role: &str| {
        let role = format!("arn:aws:iam::111111111111:role/{role}");
        verdict(&narrow, "sts:AssumeRole", &role)
    };
    assert_eq!(assume("auditor"), Verdict::Allowed);
    assert_eq!(assume("admin"), Verdict::ImplicitlyDenied);
}

#[test]
fn api_keys_stand_in_a_statement_of_their_own() {
    let policy = policy(&[Command::Fetch], &scope());
    let statements = policy["Statement"].as_array().unwrap();
    let sids: BTreeSet<&str> = statements
        .iter()
        .map(|it| it["Sid"].as_str().unwrap())
        .collect();
    assert_eq!(sids.len(), statements.len());
    for statement in statements {
        let resources = statement["Resource"].to_string();
        let is_of_keys = statement["Sid"] == API_KEYS;
        assert_eq!(resources.contains("/apikeys"), is_of_keys, "{resources}");
    }
}
