//! Questions about APIs of templates, without a word about where they are deployed.

use can_invoke_gateway::{Query, answer::Answer, check, target::Target};
use can_invoke_policy::{Caller, Verdict};
use can_invoke_templates::Environment;

use crate::shown::{Read, read};

const TEMPLATE: &str = r#"
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: { Name: pets, EndpointConfiguration: { Types: [REGIONAL] } }
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: AWS_IAM
      Integration: { Type: MOCK }
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: { RestApiId: !Ref Api, StageName: prod }
  Allowed:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] }
      Policies:
        - PolicyName: Invoke
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Sid: InvokeThisApi
                Effect: Allow
                Action: execute-api:Invoke
                Resource: !Sub arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*
  Refused:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] }
      Policies:
        - PolicyName: Other
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Sid: InvokeAnotherApi
                Effect: Allow
                Action: execute-api:Invoke
                Resource: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Another}/*
  Another:
    Type: AWS::ApiGateway::RestApi
    Properties: { Name: others }
  Partly:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] }
      ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess]
"#;

fn asked(read: &Read, role: &str) -> Answer {
    let inventory = &read.loaded.inventory;
    let shown = |name: &str| read.placeholders.shown(name);
    let mut records = inventory.principals.iter();
    let record = records.find(|one| shown(&one.name) == format!("<{role}>"));
    let arn = &record.expect("the role is in the template").arn;
    let caller = Caller::parse(arn).expect("the ARN of a role");
    let target = Target::parse("/").expect("a path");
    let mut query = Query::new(caller, Some("GET"), target);
    let api = inventory.apis.iter();
    let api = api.filter(|one| one.name.as_deref() == Some("pets"));
    query.api = api.map(|one| one.id.clone()).next();
    query.stage = Some("prod".to_owned());
    check(inventory, &query).expect("the question can be asked")
}

#[test]
fn references_to_one_api_are_one_api() {
    let read = read("t.yaml", TEMPLATE.as_bytes(), &Environment::default());
    let answer = asked(&read, "Allowed");
    assert_eq!(answer.verdict, Verdict::Allowed);
    assert_eq!(asked(&read, "Refused").verdict, Verdict::ImplicitlyDenied);
}

#[test]
fn policies_that_are_not_in_the_template_may_decide() {
    let read = read("t.yaml", TEMPLATE.as_bytes(), &Environment::default());
    assert_eq!(asked(&read, "Partly").verdict, Verdict::Depends);
}

#[test]
fn accounts_and_regions_that_are_given_are_those_of_the_answer() {
    let environment = Environment {
        account: Some("111122223333".to_owned()),
        region: Some("eu-west-1".to_owned()),
        ..Environment::default()
    };
    let read = read("t.yaml", TEMPLATE.as_bytes(), &environment);
    let answer = asked(&read, "Allowed");
    assert_eq!(answer.verdict, Verdict::Allowed);
    let resource = format!("{:?}", answer.question);
    assert!(
        resource.contains("arn:aws:execute-api:eu-west-1:111122223333:"),
        "{resource}"
    );
}
