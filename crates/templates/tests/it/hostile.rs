//! Templates that would break a careless reader.

use can_invoke_templates::Environment;
use proptest::prelude::*;

use crate::shown::{Read, read};

fn lowered(text: &str) -> Read {
    read("hostile.json", text.as_bytes(), &Environment::default())
}

#[test]
fn names_that_refer_to_each_other_come_to_an_end() {
    let read = lowered(
        r#"{"Resources": {
            "A": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": {"Ref": "B"}}},
            "B": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": {"Fn::Sub": "${A}"}}},
            "C": {"Type": "AWS::Lambda::Alias", "Properties": {
                "Name": "c", "FunctionName": {"Ref": "C"}}},
            "D": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": {"Ref": "C"}}}
        }}"#,
    );
    assert_eq!(read.loaded.inventory.apis.len(), 1);
    assert_eq!(read.loaded.inventory.principals.len(), 2);
}

#[test]
fn conditions_that_ask_for_each_other_are_not_known() {
    let read = lowered(
        r#"{"Conditions": {"A": {"Condition": "B"}, "B": {"Fn::Not": [{"Condition": "A"}]}},
            "Resources": {"Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {
                "Name": {"Fn::If": ["A", "one", "two"]}}}}}"#,
    );
    let api = &read.loaded.inventory.apis[0];
    assert_eq!(api.name.as_deref(), Some("one"));
    let codes: Vec<&str> = read.loaded.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["condition-not-known"]);
}

#[test]
fn values_that_multiply_are_cut_off() {
    // Each level names the next one ten times: 10 to the power of 24 in the end.
    let mut value = r#""end""#.to_owned();
    for _ in 0..24 {
        let text = "${x}".repeat(10);
        value = format!(r#"{{"Fn::Sub": ["{text}", {{"x": {value}}}]}}"#);
    }
    let read = lowered(&format!(
        r#"{{"Resources": {{"Api": {{"Type": "AWS::ApiGateway::RestApi",
            "Properties": {{"Name": {value}}}}}}}}}"#
    ));
    let codes: Vec<&str> = read.loaded.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["not-understood"]);
}

#[test]
fn many_resources_are_read_up_to_a_number_in_little_time() {
    let role = |number: usize| {
        format!(
            r#""R{number}": {{"Type": "AWS::IAM::Role", "Properties": {{
                "Description": {{"Ref": "R{}"}}}}}}"#,
            number / 2
        )
    };
    let roles: Vec<String> = (0..60_000).map(role).collect();
    let read = lowered(&format!(r#"{{"Resources": {{{}}}}}"#, roles.join(",")));
    assert_eq!(read.loaded.inventory.principals.len(), 5_000);
    let codes: Vec<&str> = read.loaded.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["not-understood"]);
}

#[test]
fn parts_of_the_wrong_kind_are_told_and_do_not_panic() {
    let kinds = [
        "ApiGateway::RestApi",
        "ApiGateway::Method",
        "ApiGateway::Stage",
        "ApiGateway::Authorizer",
        "ApiGateway::DomainNameV2",
        "ApiGateway::UsagePlan",
        "ApiGatewayV2::Api",
        "ApiGatewayV2::Route",
        "ApiGatewayV2::Integration",
        "ApiGatewayV2::VpcLink",
        "IAM::Role",
        "IAM::User",
        "IAM::ManagedPolicy",
        "Lambda::Permission",
        "EC2::VPCEndpoint",
        "Organizations::Policy",
        "SSO::PermissionSet",
    ];
    for kind in kinds {
        for properties in ["null", "[]", "\"text\"", "{}", "{\"Ref\": \"X\"}", "7"] {
            lowered(&format!(
                r#"{{"Resources": {{"X": {{"Type": "AWS::{kind}", "Properties": {properties}}}}}}}"#
            ));
        }
    }
}

/// Values with functions in them, also where these mean nothing.
fn values() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("12".to_owned()),
        Just(r#""${Api}/${!x}/${A.Arn}${""#.to_owned()),
        Just(r#""{{resolve:ssm:/a}}b{{resolve:""#.to_owned()),
        Just(r#""AWS::NoValue""#.to_owned()),
        "[a-zA-Z:*/$é{}.-]{0,12}".prop_map(|text| format!("\"{text}\"")),
    ];
    let keys = prop::sample::select(vec![
        "Ref",
        "Fn::Sub",
        "Fn::Join",
        "Fn::If",
        "Fn::Select",
        "Fn::Split",
        "Fn::GetAtt",
        "Fn::FindInMap",
        "Fn::Transform",
        "Fn::ForEach::X",
        "Statement",
        "Policy",
        "PolicyDocument",
        "Policies",
        "Types",
        "Name",
        "RestApiId",
        "ResourceId",
        "HttpMethod",
        "Integration",
        "Roles",
        "ManagedPolicyArns",
        "FunctionName",
        "Principal",
        "Action",
    ]);
    leaf.prop_recursive(5, 40, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|all| format!("[{}]", all.join(","))),
            prop::collection::vec((keys.clone(), inner), 0..4).prop_map(|all| {
                let all = all.iter().map(|(key, value)| format!("\"{key}\":{value}"));
                format!("{{{}}}", all.collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_template_breaks_the_reader(
        resources in prop::collection::vec((prop::sample::select(vec![
            "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Method", "AWS::ApiGateway::Resource",
            "AWS::ApiGateway::Authorizer", "AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment",
            "AWS::ApiGateway::DomainNameV2", "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Route",
            "AWS::ApiGatewayV2::Integration", "AWS::IAM::Role", "AWS::IAM::User",
            "AWS::IAM::Group", "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy",
            "AWS::Lambda::Permission", "AWS::EC2::VPCEndpoint", "AWS::Unknown::Thing",
        ]), values()), 0..6),
        conditions in values(),
    ) {
        let all = resources.iter().enumerate().map(|(number, (kind, value))| {
            format!("\"R{number}\":{{\"Type\":\"{kind}\",\"Properties\":{value},\"Condition\":\"C\"}}")
        });
        let all = all.collect::<Vec<_>>().join(",");
        let text = format!(
            "{{\"Conditions\":{{\"C\":{conditions}}},\"Resources\":{{{all},\"Last\":\
             {{\"Type\":\"AWS::ApiGateway::RestApi\"}}}}}}"
        ).replace("{,", "{");
        let read = lowered(&text);
        prop_assert!(read.tree.is_some(), "{}", text);
        for one in &read.loaded.diagnostics {
            let length = text.len();
            prop_assert!(one.primary.span.end as usize <= length, "{:?}", one);
        }
    }
}
