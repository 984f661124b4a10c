//! The workload of linting, the same in every run: policies as they are written for roles, some
//! with mistakes, and CloudFormation templates of an API with roles.

use serde_json::{Map, Value, json};

use crate::numbers::Numbers;

/// What statements are about: actions, and what a resource begins with.
const TOPICS: [(&[&str], &str); 6] = [
    (
        &["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        "arn:aws:s3:::example-bucket-",
    ),
    (
        &["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
        "arn:aws:dynamodb:eu-west-1:111122223333:table/orders-",
    ),
    (
        &["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"],
        "arn:aws:sqs:eu-west-1:111122223333:jobs-",
    ),
    (
        &["lambda:InvokeFunction", "lambda:GetFunction"],
        "arn:aws:lambda:eu-west-1:111122223333:function:work-",
    ),
    (
        &["execute-api:Invoke"],
        "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/prod/GET/orders-",
    ),
    (
        &["kms:Decrypt", "kms:GenerateDataKey"],
        "arn:aws:kms:eu-west-1:111122223333:key/",
    ),
];

/// Identity-based policies of one to twelve statements; about every third has a mistake.
pub fn policies(seed: u64, count: usize) -> Vec<Value> {
    let mut numbers = Numbers::new(seed);
    (0..count)
        .map(|_| {
            let mut policy = policy(&mut numbers);
            if numbers.percent(33) {
                mistaken(&mut numbers, &mut policy);
            }
            policy
        })
        .collect()
}

fn policy(numbers: &mut Numbers) -> Value {
    let count = 1 + numbers.below(12);
    let statements: Vec<Value> = (0..count).map(|index| statement(numbers, index)).collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

fn statement(numbers: &mut Numbers, index: usize) -> Value {
    let (actions, resource) = *numbers.choose(&TOPICS);
    let number = numbers.below(1_000);
    // Every object of a bucket, not the bucket.
    let rest = if resource.contains(":s3:") { "/*" } else { "" };
    let effect = if numbers.percent(10) { "Deny" } else { "Allow" };
    let mut statement = json!({
        "Sid": format!("Statement{index}"),
        "Effect": effect,
        "Action": actions,
        "Resource": [format!("{resource}{number}{rest}")],
    });
    if numbers.percent(30) {
        statement["Condition"] = json!({ "Bool": { "aws:SecureTransport": "true" } });
    }
    statement
}

/// Puts one of several mistakes into the first statement.
fn mistaken(numbers: &mut Numbers, policy: &mut Value) {
    let statement = &mut policy["Statement"][0];
    match numbers.below(6) {
        0 => statement["Action"] = json!(["s3:GetObjectt"]),
        1 => statement["Effect"] = json!("allow"),
        2 => statement["Resource"] = json!("arn:aws:s3::example-bucket"),
        3 => {
            statement["Condition"] =
                json!({ "StringEqual": { "aws:SourceAccount": "111122223333" } });
        }
        4 => statement["Condition"] = json!({ "IpAddress": { "aws:SourceIp": "10.0.0.300/8" } }),
        _ => {
            statement["Action"] = json!("*");
            statement["Resource"] = json!("*");
        }
    }
}

/// Templates with a REST API of three to eight methods, as many functions' roles, a policy each.
pub fn templates(seed: u64, count: usize) -> Vec<Value> {
    let mut numbers = Numbers::new(seed);
    (0..count).map(|_| template(&mut numbers)).collect()
}

fn template(numbers: &mut Numbers) -> Value {
    let mut resources = Map::new();
    let mut put = |name: String, kind: &str, properties: Value| {
        resources.insert(name, json!({ "Type": kind, "Properties": properties }));
    };
    put(
        "Api".to_owned(),
        "AWS::ApiGateway::RestApi",
        json!({ "Name": "shop" }),
    );
    for index in 0..3 + numbers.below(6) {
        let mut document = policy(numbers);
        if numbers.percent(33) {
            mistaken(numbers, &mut document);
        }
        put(
            format!("Path{index}"),
            "AWS::ApiGateway::Resource",
            json!({
                "RestApiId": { "Ref": "Api" },
                "ParentId": { "Fn::GetAtt": ["Api", "RootResourceId"] },
                "PathPart": format!("orders{index}"),
            }),
        );
        let authorization = if numbers.percent(70) {
            "AWS_IAM"
        } else {
            "NONE"
        };
        put(
            format!("Method{index}"),
            "AWS::ApiGateway::Method",
            json!({
                "RestApiId": { "Ref": "Api" },
                "ResourceId": { "Ref": format!("Path{index}") },
                "HttpMethod": "GET",
                "AuthorizationType": authorization,
                "Integration": { "Type": "MOCK" },
            }),
        );
        put(
            format!("Role{index}"),
            "AWS::IAM::Role",
            json!({
                "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": [{
                    "Effect": "Allow",
                    "Principal": { "Service": "lambda.amazonaws.com" },
                    "Action": "sts:AssumeRole",
                }] },
                "Policies": [{ "PolicyName": "work", "PolicyDocument": document }],
            }),
        );
    }
    json!({ "AWSTemplateFormatVersion": "2010-09-09", "Resources": resources })
}
