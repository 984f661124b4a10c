//! Inventories in our own words, beyond what the example shows.

use can_invoke_gateway::inventory::{ApiKind, Authorization, EndpointType, Known, RouteKey};

use crate::support::{ALLOW, OPEN, clean, load, names, native, told};

#[test]
fn an_inventory_in_json() {
    let loaded = clean(load(
        &[(
            "inventory.json",
            r#"{"can-invoke": 1, "apis": [{"id": "abc123", "kind": "WEBSOCKET", "account": 111111111111,
                "routes": {"$connect": "AWS_IAM", "$default": "NONE", "send message": "NONE"}}]}"#,
        )],
        &[],
    ));
    let api = &loaded.inventory.apis[0];
    assert_eq!(api.kind, ApiKind::WebSocket);
    assert_eq!(api.account, Known::Known("111111111111".to_owned()));
    assert_eq!(api.endpoint, Known::Known(EndpointType::Regional));
    assert_eq!(api.stages, Known::NotKnown);
    let routes = api.routes.known().unwrap();
    assert_eq!(routes[0].key, RouteKey::Message("$connect".to_owned()));
    assert_eq!(routes[0].authorization, Known::Known(Authorization::AwsIam));
}

#[test]
fn what_is_not_said_is_not_known_and_none_is_known() {
    let loaded = clean(native(
        "can-invoke: 1
principals:
  - arn: arn:aws:iam::222222222222:role/a
  - arn: arn:aws:iam::222222222222:role/b
    policies: none
    permissions-boundary: none
    tags: {}
apis:
  - { id: a1, kind: REST }
  - { id: a2, kind: REST, resource-policy: none, stages: [], routes: {} }
  - { id: a3, kind: HTTP, resource-policy: none, region: us-gov-west-1 }
",
    ));
    let [a, b] = loaded.inventory.principals.as_slice() else {
        panic!("two principals");
    };
    assert_eq!(a.policies, Known::NotKnown);
    assert_eq!(a.boundary, Known::NotKnown);
    assert_eq!(b.policies, Known::Known(Vec::new()));
    assert_eq!(b.boundary, Known::Known(None));
    assert!(b.tags.known().unwrap().is_empty());
    let [a1, a2, a3] = loaded.inventory.apis.as_slice() else {
        panic!("three APIs");
    };
    assert_eq!(a1.resource_policy, Known::NotKnown);
    assert_eq!(a1.endpoint, Known::NotKnown);
    assert_eq!(a1.routes, Known::NotKnown);
    assert_eq!(a2.resource_policy, Known::Known(None));
    assert_eq!(a2.stages, Known::Known(Vec::new()));
    assert_eq!(a2.routes, Known::Known(Vec::new()));
    assert_eq!(a3.partition, "aws-us-gov");
}

#[test]
fn several_inventories_are_one() {
    let one = "can-invoke: 1\nprincipals: [{ arn: 'arn:aws:iam::222222222222:user/a' }]\nstandalone-accounts: [222222222222]\n";
    let other = "can-invoke: 1\nprincipals: [{ arn: 'arn:aws:iam::222222222222:user/b' }]\napis: [{ id: a1, kind: HTTP }]\nstandalone-accounts: [012345678901]\n";
    let loaded = clean(load(&[("one.yaml", one), ("other.yaml", other)], &[]));
    assert_eq!(loaded.inventory.principals.len(), 2);
    assert_eq!(loaded.inventory.apis.len(), 1);
    assert_eq!(
        loaded.inventory.standalone_accounts,
        ["222222222222", "012345678901"]
    );
}

#[test]
fn policies_in_every_form() {
    let text = format!(
        "can-invoke: 1
principals:
  - arn: arn:aws:iam::222222222222:user/a
    policies:
      - {{ file: one.json }}
      - {{ file: one.json, name: One }}
      - {{ document: {ALLOW}, name: Two }}
      - {ALLOW}
      - '{ALLOW}'
    permissions-boundary: {{ document: '{ALLOW}' }}
"
    );
    let loaded = clean(load(&[("inventory.yaml", &text)], &[("one.json", ALLOW)]));
    let user = &loaded.inventory.principals[0];
    assert_eq!(
        names(&user.policies),
        [
            "one.json",
            "One",
            "Two",
            "inline policy 4 of user/a",
            "inline policy 5 of user/a"
        ]
    );
    let boundary = user.boundary.known().unwrap().as_ref().unwrap();
    assert_eq!(boundary.name, "permissions boundary of user/a");
    // The file is read once.
    assert_eq!(loaded.sources.iter().count(), 2);
}

#[test]
fn a_policy_given_as_a_document_may_be_referred_to() {
    let inventory =
        "can-invoke: 1\napis: [{ id: a1, kind: REST, resource-policy: { file: p.json } }]\n";
    let documents = [("p.json", OPEN), ("inventory.yaml", inventory)];
    let loaded = clean(load(&documents, &[("p.json", OPEN)]));
    assert_eq!(loaded.sources.iter().count(), 2);
}

#[test]
fn an_organization_without_policies_does_not_know_them() {
    let loaded = clean(native(
        "can-invoke: 1
organization:
  id: o-exampleorg1
  root:
    id: r-ab12
    accounts: [111111111111]
    units:
      - { id: ou-ab12-cdefghij, accounts: [{ id: 222222222222 }] }
",
    ));
    let organization = &loaded.inventory.organizations[0];
    assert_eq!(organization.management_account, Known::NotKnown);
    for account in organization.accounts.values() {
        assert_eq!(account.service_control, Known::NotKnown);
        assert_eq!(account.resource_control, Known::NotKnown);
    }
}

#[test]
fn service_and_resource_control_policies_are_apart() {
    let loaded = clean(native(
        "can-invoke: 1
organization:
  id: o-exampleorg1
  management-account: 999999999999
  root:
    id: r-ab12
    resource-control-policies: [RCPFullAWSAccess]
    accounts: [111111111111, 999999999999]
",
    ));
    let account = &loaded.inventory.organizations[0].accounts["111111111111"];
    assert_eq!(account.service_control, Known::NotKnown);
    let levels = account.resource_control.known().unwrap();
    let names: Vec<&str> = levels.iter().map(|level| level.name.as_str()).collect();
    assert_eq!(names, ["r-ab12", "111111111111"]);
    assert!(levels.iter().all(|level| level.policies.is_empty()));
}

#[test]
fn whom_the_policies_of_an_organization_spare_must_be_said() {
    let loaded = native(
        "can-invoke: 1
organization:
  id: o-exampleorg1
  root:
    id: r-ab12
    service-control-policies: [FullAWSAccess]
    accounts: [111111111111]
",
    );
    assert_eq!(
        told(&loaded),
        ["missing-management-account inventory.yaml:3:7"]
    );
}

#[test]
fn a_policy_with_errors_keeps_them_and_its_place() {
    let loaded = load(
        &[(
            "inventory.yaml",
            "can-invoke: 1\nprincipals:\n  - arn: arn:aws:iam::222222222222:user/a\n    policies: [{ file: p.json }, { file: p.json }]\n",
        )],
        &[(
            "p.json",
            r#"{"Statement": {"Efect": "Allow", "Action": "*", "Resource": "*"}}"#,
        )],
    );
    // The file is used twice and told of once.
    let unknown = told(&loaded)
        .into_iter()
        .filter(|told| told.starts_with("unknown-element "))
        .collect::<Vec<_>>();
    assert_eq!(unknown, ["unknown-element p.json:1:16"]);
}

#[test]
fn diagnostics_come_in_the_order_of_the_sources() {
    let loaded = load(
        &[
            (
                "one.yaml",
                "can-invoke: 1\nzzz: 1\napis: [{ id: a1, kind: REST, resource-policy: { file: p.json } }]\naaa: 1\n",
            ),
            ("two.yaml", "can-invoke: 1\nbbb: 1\n"),
        ],
        &[("p.json", r#"{"Statement": 1}"#)],
    );
    assert_eq!(
        told(&loaded),
        [
            "unknown-key one.yaml:2:1",
            "unknown-key one.yaml:4:1",
            "unknown-key two.yaml:2:1",
            "statement-not-object p.json:1:15"
        ]
    );
}
