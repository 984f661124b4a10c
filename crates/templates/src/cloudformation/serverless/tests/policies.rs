//! Resource policies, and what is told of faulty templates.

use can_invoke_source::{Node, Severity};

use super::{Expanded, shown};

#[test]
fn every_key_of_a_resource_policy_becomes_its_statements() {
    let all = Expanded::of("policy.yaml");
    let stage = r#"{"__Stage__":{"!Ref":"Stage"}}"#;
    let resources = format!(
        r#"[{{"Fn::Sub":["execute-api:/${{__Stage__}}/GET/a/*",{stage}]}},{{"Fn::Sub":["execute-api:/${{__Stage__}}/*/a/*",{stage}]}}]"#
    );
    let statement = |effect: &str, principal: &str, condition: &str| {
        format!(
            r#"{{"Effect":"{effect}","Action":"execute-api:Invoke","Resource":{resources},"Principal":{principal}{condition}}}"#
        )
    };
    let deny =
        |condition: &str| statement("Deny", r#""*""#, &format!(r#","Condition":{condition}"#));
    let expected = [
        statement("Allow", r#"{"AWS":["111122223333"]}"#, ""),
        statement("Deny", r#"{"AWS":["444455556666"]}"#, ""),
        statement("Allow", r#""*""#, ""),
        deny(r#"{"NotIpAddress":{"aws:SourceIp":["192.0.2.0/24"]}}"#),
        deny(r#"{"IpAddress":{"aws:SourceIp":["203.0.113.7"]}}"#),
        deny(r#"{"StringEquals":{"aws:SourceVpc":[{"!Ref":"BadVpc"}],"aws:SourceVpce":["vpce-2",{"!Ref":"BadEndpoint"}]}}"#),
        deny(r#"{"StringNotEquals":{"aws:SourceVpc":["vpc-1",{"!Ref":"Vpc"}],"aws:SourceVpce":["vpce-1",{"!Ref":"Endpoint"}]}}"#),
        r#"{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/*/DELETE/*"}"#.to_owned(),
    ];
    assert_eq!(all.statements("Api"), expected);
    assert_eq!(
        all.told(),
        [(13, "sam-dropped-vpc"), (13, "sam-function-in-vpc-list")]
    );
    let path = [
        "Resources",
        "Api",
        "Properties",
        "Body",
        "x-amazon-apigateway-policy",
        "Statement",
    ];
    let lines: Vec<usize> = all
        .at(&path)
        .as_array()
        .unwrap()
        .iter()
        .map(|one| all.line(one.span))
        .collect();
    assert_eq!(lines, [9, 10, 11, 11, 12, 17, 13, 20]);
}

#[test]
fn what_sam_refuses_or_leaves_out_is_told() {
    let all = Expanded::of("faulty.yaml");
    assert_eq!(
        all.told(),
        [
            (8, "sam-unknown-authorizer"),
            (10, "sam-allowlist-without-paths"),
            (11, "sam-allowlist-without-paths"),
            (11, "sam-scalar-vpc-list"),
            (12, "sam-allowlist-without-paths"),
            (12, "sam-scalar-account-list"),
            (18, "not-understood"),
            (19, "sam-auth-without-definition"),
            (23, "not-understood"),
            (23, "sam-iam-not-enabled"),
            (26, "sam-auth-not-a-map"),
            (30, "not-understood"),
            (30, "not-understood"),
            (35, "sam-duplicate-route"),
            (37, "sam-none-without-default"),
            (40, "sam-none-without-default"),
            (43, "sam-unknown-api"),
            (44, "sam-event-without-route"),
            (47, "not-understood"),
            (49, "not-understood"),
        ]
    );
    let empty = all.properties("Empty").get("Body").unwrap();
    assert!(
        empty.get("x-amazon-apigateway-policy").is_none(),
        "{}",
        shown(empty)
    );
    let elsewhere = all
        .properties("Elsewhere")
        .get("BodyS3Location")
        .and_then(Node::as_str);
    assert_eq!(elsewhere, Some("s3://bucket/key"));
    assert!(!all.ids().contains(&"Link"));
    let kind = all.at(&["Resources", "Table", "Type"]).as_str();
    assert_eq!(kind, Some("AWS::DynamoDB::Table"));
    let notes = all
        .diagnostics
        .iter()
        .filter(|one| one.code == "not-understood");
    assert!(notes.into_iter().all(|one| one.severity == Severity::Note));
}

#[test]
fn the_policy_of_a_list_without_usable_networks_is_empty() {
    let yaml = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Api:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: dev\n      Auth: {ResourcePolicy: {SourceVpcWhitelist: VALUE}}\n      DefinitionBody: {swagger: '2.0', paths: {/a: {get: {}}}}\n";
    let expanded =
        |value: &str| Expanded::of_text("t.yaml", yaml.replace("VALUE", value).as_bytes());
    let policy = |all: &Expanded| {
        let body = all.properties("Api").get("Body").unwrap();
        body.get("x-amazon-apigateway-policy").map(shown)
    };
    let scalar = expanded("vpce-1");
    assert_eq!(
        (policy(&scalar), scalar.told()),
        (None, vec![(7, "sam-scalar-vpc-list")])
    );
    let dropped = expanded("[eni-1]");
    assert_eq!(
        (policy(&dropped), dropped.told()),
        (None, vec![(7, "sam-dropped-vpc")])
    );
    let good = expanded("[vpce-1]");
    assert!(
        policy(&good)
            .unwrap()
            .contains(r#"{"StringNotEquals":{"aws:SourceVpce":["vpce-1"]}}"#)
    );
    assert_eq!(good.told(), []);
}

#[test]
fn events_beside_a_definition_of_the_templates_own_add_nothing() {
    let yaml = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Api:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: dev\n      MergeDefinitions: MERGES\n      DefinitionBody: {swagger: '2.0', paths: {/a: {get: {x-amazon-apigateway-integration: {type: mock}}}}}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        A: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /b, Method: get, Auth: {Authorizer: AWS_IAM}}}\n";
    let expanded = |merges: &str| {
        let yaml = yaml.replace("MERGES", merges);
        Expanded::of_text("t.yaml", yaml.as_bytes())
    };
    let apart = expanded("false");
    let told = [(13, "sam-event-not-merged"), (13, "sam-event-not-merged")];
    assert_eq!(apart.told(), told);
    let paths = |all: &Expanded| {
        let body = all
            .properties("Api")
            .get("Body")
            .and_then(|body| body.get("paths"));
        let paths = body.and_then(Node::as_object).unwrap_or_default();
        paths
            .iter()
            .map(|path| path.key.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(paths(&apart), ["/a"]);
    assert!(
        apart.ids().contains(&"FAPermissiondev"),
        "it is permitted all the same"
    );
    let merged = expanded("true");
    assert_eq!(
        (paths(&merged), merged.told()),
        (vec!["/a".to_owned(), "/b".to_owned()], vec![])
    );
}
