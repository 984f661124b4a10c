//! `aws iam get-account-authorization-details`.

use can_invoke_gateway::inventory::{Known, PrincipalKind};

use crate::support::{fixture, load, names, told};

fn details() -> String {
    fixture("account-authorization-details.json")
}

#[test]
fn users_roles_and_their_policies() {
    let loaded = load(&[("iam.json", &details())], &[]);
    let inventory = &loaded.inventory;
    let ada = inventory
        .principal("arn:aws:iam::222222222222:user/staff/ada")
        .unwrap();
    assert_eq!(ada.kind, PrincipalKind::User);
    assert_eq!(ada.account, "222222222222");
    assert_eq!(ada.name, "ada");
    assert_eq!(ada.unique_id.as_deref(), Some("AIDAEXAMPLEEXAMPLE001"));
    assert_eq!(
        names(&ada.policies),
        ["own", "AdministratorAccess", "of-the-group", "Invoke"]
    );
    assert_eq!(ada.boundary, Known::Known(None));
    assert_eq!(ada.tags.known().unwrap()["team"], "blue");
    assert_eq!(ada.trust, Known::NotKnown);

    let bob = inventory
        .principal("arn:aws:iam::222222222222:user/bob")
        .unwrap();
    assert_eq!(bob.policies, Known::Known(Vec::new()));
    assert!(bob.tags.known().unwrap().is_empty());

    let app = inventory.role("222222222222", "app").unwrap();
    assert_eq!(names(&app.policies), ["Invoke"]);
    // The default version, not the other one.
    let policy = &app.policies.known().unwrap()[0];
    assert_eq!(policy.statements[0].sid.as_deref(), Some("Second"));
    let boundary = app.boundary.known().unwrap().as_ref().unwrap();
    assert_eq!(boundary.name, "Invoke");
    assert_eq!(app.trust.known().unwrap().statements.len(), 1);
    assert!(app.tags.known().unwrap().is_empty());
}

#[test]
fn what_the_output_does_not_contain_is_not_known() {
    let loaded = load(&[("iam.json", &details())], &[]);
    assert_eq!(
        told(&loaded),
        [
            "warning policies-not-known iam.json:116:34",
            "warning boundary-not-known iam.json:121:43"
        ]
    );
    assert_eq!(
        loaded.diagnostics[0].message,
        "the policies of `arn:aws:iam::222222222222:role/reader` are not known: the policy \
         `arn:aws:iam::aws:policy/ReadOnlyAccess` is not in the output"
    );
    let reader = loaded.inventory.role("222222222222", "reader").unwrap();
    assert_eq!(reader.policies, Known::NotKnown);
    assert_eq!(reader.boundary, Known::NotKnown);
    // The trust policy came URL-encoded.
    assert_eq!(reader.trust.known().unwrap().statements.len(), 1);
}

#[test]
fn what_is_missing_may_be_in_another_file() {
    let other = r#"{"UserDetailList":[],"GroupDetailList":[],"RoleDetailList":[],"Policies":[
        {"PolicyName":"ReadOnlyAccess","Arn":"arn:aws:iam::aws:policy/ReadOnlyAccess","DefaultVersionId":"v1",
         "PolicyVersionList":[{"VersionId":"v1","IsDefaultVersion":true,"Document":{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}}]},
        {"PolicyName":"Absent","Arn":"arn:aws:iam::222222222222:policy/Absent","DefaultVersionId":"v1",
         "PolicyVersionList":[{"VersionId":"v1","IsDefaultVersion":true,"Document":{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}}]}]}"#;
    let loaded = load(&[("iam.json", &details()), ("policies.json", other)], &[]);
    assert_eq!(told(&loaded), Vec::<String>::new());
    let reader = loaded.inventory.role("222222222222", "reader").unwrap();
    assert_eq!(names(&reader.policies), ["ReadOnlyAccess"]);
}

#[test]
fn a_group_that_is_not_there_makes_the_policies_not_known() {
    let text = details().replace("\"GroupName\": \"developers\"", "\"GroupName\": \"others\"");
    let loaded = load(&[("iam.json", &text)], &[]);
    assert_eq!(
        told(&loaded)[0],
        "warning policies-not-known iam.json:25:17"
    );
    let ada = loaded
        .inventory
        .principal("arn:aws:iam::222222222222:user/staff/ada")
        .unwrap();
    assert_eq!(ada.policies, Known::NotKnown);
}

#[test]
fn a_part_of_the_output_is_not_taken_for_the_whole() {
    let text = r#"{"UserDetailList": [], "RoleDetailList": [], "IsTruncated": true}"#;
    assert_eq!(
        told(&load(&[("iam.json", text)], &[])),
        ["incomplete-output iam.json:1:46"]
    );
}

#[test]
fn a_policy_without_its_default_version_is_an_error() {
    let text = details().replace(
        "\"DefaultVersionId\": \"v2\"",
        "\"DefaultVersionId\": \"v3\"",
    );
    let loaded = load(&[("iam.json", &text)], &[]);
    assert!(told(&loaded).contains(&"no-default-version iam.json:133:33".to_owned()));
    let app = loaded.inventory.role("222222222222", "app").unwrap();
    assert_eq!(app.policies, Known::NotKnown);
    assert_eq!(app.boundary, Known::NotKnown);
}

#[test]
fn keys_that_are_not_known_are_told_once_in_a_file() {
    let text = r#"{"UserDetailList": [
        {"Arn": "arn:aws:iam::222222222222:user/a", "LoginProfile": {}},
        {"Arn": "arn:aws:iam::222222222222:user/b", "LoginProfile": {}}]}"#;
    assert_eq!(
        told(&load(&[("iam.json", text)], &[])),
        ["warning unknown-output-key iam.json:2:53"]
    );
}

#[test]
fn a_principal_of_two_documents_is_told_with_both_places() {
    let inventory = "can-invoke: 1\nprincipals:\n  - arn: arn:aws:iam::222222222222:user/bob\n";
    let loaded = load(
        &[("inventory.yaml", inventory), ("iam.json", &details())],
        &[],
    );
    let duplicate = &loaded.diagnostics[0];
    assert_eq!(told(&loaded)[0], "duplicate-principal iam.json:44:20");
    let first = duplicate.secondary[0].span;
    assert_eq!(crate::support::place(&loaded, first), "inventory.yaml:3:10");
}
