//! `can-invoke test --coverage`.

use std::fs;

use crate::support::{can_invoke, folder, run};

/// A template with one API of this name, and two routes.
fn template(name: &str) -> String {
    format!(
        "Transform: AWS::Serverless-2016-10-31
Resources:
  {name}:
    Type: AWS::Serverless::Api
    Properties: {{ StageName: prod, Auth: {{ DefaultAuthorizer: AWS_IAM, InvokeRole: NONE }} }}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: pass
      Events:
        List: {{ Type: Api, Properties: {{ RestApiId: !Ref {name}, Path: /pets, Method: get }} }}
        Add: {{ Type: Api, Properties: {{ RestApiId: !Ref {name}, Path: /pets, Method: post }} }}
"
    )
}

fn tests(template: &str, api: &str, ask: &str) -> String {
    format!(
        "can-invoke-test: 1
in: {template}
api: {api}
stage: prod
as: arn:aws:iam::222222222222:role/app
cases: [{{ title: another account, ask: {ask}, expect: {{ verdict: implicitly-denied }} }}]
"
    )
}

#[test]
fn routes_of_two_templates_are_told_apart() {
    let folder = folder("coverage");
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    write("alpha.yaml", template("Alpha"));
    write("beta.yaml", template("Beta"));
    write(
        "alpha.invoke-test.yaml",
        tests("alpha.yaml", "Alpha", "GET /pets"),
    );
    write(
        "beta.invoke-test.yaml",
        tests("beta.yaml", "Beta", "POST /pets"),
    );
    let path = folder.to_str().unwrap();
    let place = ["--account", "111111111111", "--region", "us-east-1"];
    let mut words = vec!["test", path, "--coverage", "--format", "json"];
    words.extend(place);
    let ran = run(&mut can_invoke(&words));
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    let told: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let routes = told["coverage"]["routes"].as_array().unwrap();
    let asked: Vec<(&str, &str, u64)> = routes
        .iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap();
            (text("api"), text("route"), one["cases"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(
        asked,
        [
            ("<Alpha>", "GET /pets", 1),
            ("<Alpha>", "POST /pets", 0),
            ("<Beta>", "GET /pets", 0),
            ("<Beta>", "POST /pets", 1),
        ]
    );
    assert!(!ran.stdout.contains("unknown0"), "{}", ran.stdout);
    let mut words = vec!["test", path, "--coverage-threshold", "90"];
    words.extend(place);
    let ran = run(&mut can_invoke(&words));
    assert_eq!(ran.status, 1, "{}", ran.stdout);
    assert!(
        ran.stderr.contains("the coverage is below 90 %"),
        "{}",
        ran.stderr
    );
}
