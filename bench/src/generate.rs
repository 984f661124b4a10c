//! The workload, the same in every run.

use serde_json::{Value, json};

use crate::{
    case::Case,
    numbers::Numbers,
    statements::{Made, Topic},
};

/// How many requests a case has.
pub const REQUESTS: usize = 1_000;

/// All cases.
pub fn cases() -> Vec<Case> {
    vec![resource(10), resource(100), resource(1_000), tree()]
}

/// A policy document.
pub fn policy(statements: impl IntoIterator<Item = Value>) -> Value {
    let statements: Vec<Value> = statements.into_iter().collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// Statements of a resource policy; two and two speak of one thing, the second sometimes
/// to deny it.
pub fn resource_statements(numbers: &mut Numbers, count: usize) -> Vec<Made> {
    let mut made: Vec<Made> = Vec::new();
    let mut topic = Topic::new(numbers, 0);
    for index in 0..count {
        if index % 2 == 0 {
            topic = Topic::new(numbers, index / 2);
        }
        let deny = if index % 2 == 0 { 10 } else { 55 };
        made.push(Made::new(numbers, topic, true, deny));
    }
    made
}

/// One resource policy and nothing else.
fn resource(count: usize) -> Case {
    let mut numbers = Numbers::new(count as u64);
    let made = resource_statements(&mut numbers, count);
    let requests = (0..REQUESTS)
        .map(|_| {
            let about = numbers.below(made.len());
            made[about].question(&mut numbers)
        })
        .collect();
    Case {
        name: format!("resource-{count}"),
        identity: Vec::new(),
        boundary: Vec::new(),
        service_control: Vec::new(),
        resource: policy(made.into_iter().map(|one| one.statement)),
        requests,
    }
}

/// Identity-based policies, a permissions boundary, service control policies at three
/// levels and a resource policy; some of the resources are another account's.
fn tree() -> Case {
    let mut numbers = Numbers::new(4_242);
    let topics: Vec<Topic> = (0..16)
        .map(|thing| {
            let topic = Topic::new(&mut numbers, thing);
            if thing % 3 == 0 {
                topic.foreign()
            } else {
                topic
            }
        })
        .collect();
    let about = |numbers: &mut Numbers, names_callers, deny, count: usize| -> Vec<Made> {
        (0..count)
            .map(|index| {
                let topic = topics[(index + numbers.below(3)) % topics.len()];
                Made::new(numbers, topic, names_callers, deny)
            })
            .collect()
    };
    let identity = [
        about(&mut numbers, false, 15, 12),
        about(&mut numbers, false, 0, 12),
    ];
    let resource = about(&mut numbers, true, 15, 20);
    let denials = about(&mut numbers, false, 100, 4);

    let requests = (0..REQUESTS)
        .map(|_| {
            let group = match numbers.below(10) {
                0..3 => &identity[0],
                3..6 => &identity[1],
                6..9 => &resource,
                _ => &denials,
            };
            // A service has no identity-based policies and is under no SCP.
            loop {
                let about = numbers.below(group.len());
                let question = group[about].question(&mut numbers);
                if question.principal.starts_with("arn:") {
                    break question;
                }
            }
        })
        .collect();
    let statements = |made: &[Made]| policy(made.iter().map(|one| one.statement.clone()));
    let full = || policy([json!({ "Effect": "Allow", "Action": "*", "Resource": "*" })]);
    let boundary = policy([
        json!({
            "Effect": "Allow",
            "Action": ["execute-api:*", "s3:Get*", "sqs:*", "lambda:Invoke*", "kms:Decrypt"],
            "Resource": "*",
        }),
        json!({
            "Effect": "Deny",
            "Action": "s3:Delete*",
            "Resource": "*",
            "Condition": { "Bool": { "aws:SecureTransport": "false" } },
        }),
    ]);
    let regions = policy([json!({
        "Effect": "Deny",
        "NotAction": ["iam:*", "sts:*"],
        "Resource": "*",
        "Condition": { "StringNotEquals": { "aws:RequestedRegion": ["us-east-1", "eu-west-1"] } },
    })]);
    Case {
        name: "tree".to_owned(),
        identity: identity.iter().map(|made| statements(made)).collect(),
        boundary: vec![boundary],
        service_control: vec![
            ("r-ab12".to_owned(), vec![full()]),
            ("ou-ab12-cdefghij".to_owned(), vec![full(), regions]),
            (
                "222222222222".to_owned(),
                vec![full(), statements(&denials)],
            ),
        ],
        resource: statements(&resource),
        requests,
    }
}
