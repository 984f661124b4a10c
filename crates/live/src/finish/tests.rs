//! What becomes of what was read, of what was refused, and of what nobody understands.

use super::*;
use crate::{
    ask::{Ask, Place, Refusal, RefusalKind},
    operation::Operation,
};

const ROLE: &str = "arn:aws:iam::111111111111:role/team/app";

fn finish(collected: Collected) -> Finished {
    collected.finish(&Limits::default()).unwrap()
}

fn policy(effect: &str) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": effect, "Action": "execute-api:Invoke", "Resource": "*" }],
    })
}

fn details(roles: Vec<Value>) -> Value {
    json!({ "UserDetailList": [], "GroupDetailList": [], "RoleDetailList": roles, "Policies": [] })
}

fn role_detail(name: &str, document: &Value) -> Value {
    json!({
        "Path": "/team/",
        "RoleName": name,
        "RoleId": "AROAEXAMPLEEXAMPLE123",
        "Arn": format!("arn:aws:iam::111111111111:role/team/{name}"),
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": { "AWS": "arn:aws:iam::222222222222:root" },
                "Action": "sts:AssumeRole",
            }],
        },
        "RolePolicyList": [{ "PolicyName": "inline", "PolicyDocument": document }],
        "AttachedManagedPolicies": [],
        "InstanceProfileList": [],
        "Tags": [],
    })
}

fn denied(operation: Operation, parameters: &[(&str, &str)], of: &str, fact: &str) -> NotReadable {
    let place = Place {
        account: "111111111111".to_owned(),
        region: "us-east-1".to_owned(),
    };
    let mut ask = Ask::new(&place, operation);
    for (name, value) in parameters {
        ask = ask.with(name, *value);
    }
    NotReadable {
        of: of.to_owned(),
        fact: fact.to_owned(),
        ask,
        refusal: Refusal {
            kind: RefusalKind::Denied,
            code: Some("AccessDenied".to_owned()),
            message: "not authorized".to_owned(),
        },
    }
}

#[test]
fn parts_and_the_documents_that_they_name_become_one_inventory() {
    let finished = finish(Collected {
        apis: vec![json!({
            "id": "abc123", "kind": "REST", "account": "111111111111", "region": "us-east-1",
            "resource-policy": "none", "from": ["abc123 stages"],
        })],
        files: [(
            "abc123 stages".to_owned(),
            json!({ "item": [{ "stageName": "prod", "deploymentId": "d1" }] }),
        )]
        .into(),
        documents: vec![(
            "roles".to_owned(),
            details(vec![role_detail("app", &policy("Allow"))]),
        )],
        usage_plans: Some(Vec::new()),
        ..Collected::default()
    });
    let inventory = &finished.loaded.inventory;
    assert_eq!(inventory.apis[0].stage_names(), Some(vec!["prod"]));
    let role = inventory.principal(ROLE).unwrap();
    assert_eq!(role.policies.known().unwrap().len(), 1);
    assert!(
        inventory.has_usage_plans,
        "an empty list says that there are none"
    );
    assert_eq!(finished.not_readable, []);
    assert!(!finished.document.contains("not-readable"));
}

#[test]
fn what_was_read_twice_is_there_once_with_all_that_is_known() {
    let arn = "arn:aws:lambda:us-east-1:111111111111:function:orders";
    let link = json!({ "id": "vlk222", "version": "V2", "status": "AVAILABLE" });
    let endpoint = json!({ "id": "vpce-1", "policy": "full-access" });
    let note = denied(
        Operation::GetRole,
        &[("RoleName", "app")],
        ROLE,
        "trust policy",
    );
    let one = Collected {
        principals: vec![json!({ "arn": ROLE, "policies": [] })],
        functions: vec![json!({ "arn": arn, "aliases": { "live": "none" } })],
        vpc_links: vec![link.clone()],
        vpc_endpoints: vec![endpoint.clone()],
        standalone_accounts: vec!["333333333333".to_owned()],
        not_readable: vec![note],
        ..Collected::default()
    };
    let mut all = one.clone();
    all.join(one);
    all.functions
        .push(json!({ "arn": arn, "policy": "none", "aliases": { "next": "none" } }));
    all.principals
        .push(json!({ "arn": ROLE, "policies": [policy("Allow")], "tags": { "team": "blue" } }));
    let finished = finish(all);
    let inventory = &finished.loaded.inventory;
    assert_eq!(inventory.principals.len(), 1);
    let role = &inventory.principals[0];
    assert_eq!(role.policies.known().unwrap().len(), 0, "the first counts");
    assert_eq!(
        role.tags.known().unwrap().len(),
        1,
        "what it leaves open comes from the other"
    );
    let functions: Vec<&str> = inventory
        .functions
        .iter()
        .map(|one| one.arn.as_str())
        .collect();
    assert_eq!(
        functions,
        [arn, &format!("{arn}:live"), &format!("{arn}:next")]
    );
    assert_eq!(inventory.vpc_links.len(), 1);
    assert_eq!(inventory.vpc_endpoints.len(), 1);
    assert_eq!(inventory.standalone_accounts, ["333333333333"]);
    assert_eq!(finished.not_readable.len(), 1);
}

#[test]
fn what_a_document_tells_of_all_roles_counts_before_what_was_read_of_one() {
    let finished = finish(Collected {
        principals: vec![json!({ "arn": ROLE, "policies": [] })],
        documents: vec![(
            "roles".to_owned(),
            details(vec![role_detail("app", &policy("Deny"))]),
        )],
        ..Collected::default()
    });
    let inventory = &finished.loaded.inventory;
    assert_eq!(inventory.principals.len(), 1);
    assert_eq!(inventory.principals[0].policies.known().unwrap().len(), 1);
    assert_eq!(finished.not_readable, []);
}

#[test]
fn a_refusal_says_which_permission_is_missing_on_what() {
    let finished = finish(Collected {
        not_readable: vec![
            denied(
                Operation::GetRole,
                &[("RoleName", "app")],
                ROLE,
                "trust policy",
            ),
            denied(
                Operation::GetResources,
                &[("restApiId", "abc123")],
                "abc123",
                "routes",
            ),
        ],
        ..Collected::default()
    });
    let role = &finished.not_readable[0];
    assert_eq!(
        json!(role),
        json!({
            "of": ROLE,
            "fact": "trust policy",
            "operation": "iam:GetRole",
            "account": "111111111111",
            "action": "iam:GetRole",
            // With the path, which the question does not say.
            "resource": ROLE,
            "error": "AccessDenied: not authorized",
        })
    );
    let api = &finished.not_readable[1];
    assert_eq!(api.operation, "apigateway:GetResources");
    assert_eq!(api.action.as_deref(), Some("apigateway:GET"));
    assert_eq!(
        api.resource.as_deref(),
        Some("arn:aws:apigateway:us-east-1::/restapis/abc123/resources")
    );
    let told = &finished.loaded.inventory.not_readable;
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].fact, "trust policy");
    let document: Value = serde_json::from_str(&finished.document).unwrap();
    assert_eq!(document["not-readable"][1], json!(api));
}

#[test]
fn an_answer_that_is_not_understood_leaves_its_fact_unknown_and_the_rest_known() {
    let broken = json!({ "Statement": [{ "Effect": "Perhaps" }] });
    let finished = finish(Collected {
        principals: vec![
            json!({ "arn": "arn:aws:iam::111111111111:role/one", "policies": [] }),
            json!({
                "arn": "arn:aws:iam::111111111111:role/two",
                "policies": [policy("Allow"), broken.clone()],
                "permissions-boundary": "none",
            }),
            json!({ "arn": "no arn" }),
            json!({ "arn": "arn:aws:iam::111111111111:role/four", "trust-policy": broken.clone() }),
        ],
        apis: vec![json!({
            "id": "abc123", "kind": "REST", "from": ["stages", "resources"],
        })],
        files: [
            (
                "stages".to_owned(),
                json!({ "item": [{ "stageName": "prod" }] }),
            ),
            (
                "resources".to_owned(),
                json!({ "items": [{ "id": 1, "path": {} }] }),
            ),
        ]
        .into(),
        documents: vec![(
            "roles".to_owned(),
            details(vec![
                role_detail("good", &policy("Allow")),
                role_detail("bad", &broken),
            ]),
        )],
        usage_plans: Some(vec![json!({ "name": "gold", "stages": "x" })]),
        ..Collected::default()
    });
    let inventory = &finished.loaded.inventory;
    let arns: Vec<&str> = inventory
        .principals
        .iter()
        .map(|one| one.arn.as_str())
        .collect();
    assert_eq!(
        arns,
        [
            "arn:aws:iam::111111111111:role/one",
            "arn:aws:iam::111111111111:role/two",
            "arn:aws:iam::111111111111:role/four",
            "arn:aws:iam::111111111111:role/team/good",
        ]
    );
    let two = inventory
        .principal("arn:aws:iam::111111111111:role/two")
        .unwrap();
    assert_eq!(two.policies.known(), None, "a list with a gap is no list");
    assert_eq!(two.boundary.known(), Some(&None));
    let four = inventory
        .principal("arn:aws:iam::111111111111:role/four")
        .unwrap();
    assert_eq!(four.trust.known(), None);
    assert_eq!(inventory.apis[0].stage_names(), Some(vec!["prod"]));
    assert_eq!(inventory.apis[0].routes.known(), None);
    assert!(!inventory.has_usage_plans, "no list is not an empty list");
    let mut told: Vec<(&str, &str)> = finished
        .not_readable
        .iter()
        .map(|note| (note.of.as_str(), note.fact.as_str()))
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("abc123", "answer `resources`"),
            ("arn:aws:iam::111111111111:role/four", "trust policy"),
            ("arn:aws:iam::111111111111:role/team/bad", "description"),
            ("arn:aws:iam::111111111111:role/two", "policies"),
            ("no arn", "description"),
            ("usage-plans", "usage plans"),
        ]
    );
    for note in &finished.not_readable {
        assert!(
            note.error.starts_with("the answer cannot be understood: "),
            "{note:?}"
        );
        assert_eq!(note.action, None, "no permission is missing");
    }
}

#[test]
fn an_organization_with_one_broken_policy_is_not_known_at_all() {
    let finished = finish(Collected {
        organization: Some(json!({
            "id": "o-exampleorg1",
            "management-account": "999999999999",
            "root": {
                "id": "r-ab12",
                "service-control-policies": [{ "Statement": [{ "Effect": "Perhaps" }] }],
                "accounts": ["999999999999", "111111111111"],
            },
        })),
        ..Collected::default()
    });
    assert_eq!(finished.loaded.inventory.organizations, []);
    assert_eq!(finished.not_readable[0].fact, "organization");
    assert_eq!(
        finished.not_readable[0].operation,
        "organizations:DescribeOrganization"
    );
}
