//! Made-up statements, and requests that meet them or just miss them.
//!
//! A [`Topic`] is what a statement and the requests about it have in common: a service and
//! a thing of it. Conditions are made together with the value that satisfies them and one
//! that does not.

use serde_json::{Map, Value, json};

use crate::{case::Question, numbers::Numbers};

/// The account that owns most resources and has all callers.
pub const OWNER: &str = "222222222222";
/// Another account, with resources of its own.
pub const OTHER: &str = "333333333333";

/// A service and one thing of it.
#[derive(Clone, Copy, Debug)]
pub struct Topic {
    service: Service,
    thing: usize,
    is_foreign: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Service {
    ExecuteApi,
    Lambda,
    S3,
    Sqs,
    Kms,
}

impl Topic {
    /// A topic with one of so many things.
    pub fn new(numbers: &mut Numbers, thing: usize) -> Self {
        let service = match numbers.below(100) {
            0..40 => Service::ExecuteApi,
            40..55 => Service::Lambda,
            55..70 => Service::S3,
            70..85 => Service::Sqs,
            _ => Service::Kms,
        };
        Topic {
            service,
            thing,
            is_foreign: false,
        }
    }

    /// The same thing in the other account.
    #[must_use]
    pub fn foreign(self) -> Self {
        Topic {
            is_foreign: true,
            ..self
        }
    }

    fn account(self) -> &'static str {
        if self.is_foreign { OTHER } else { OWNER }
    }

    /// The actions that are asked for; the first is the most usual.
    fn actions(self) -> &'static [&'static str] {
        match self.service {
            Service::ExecuteApi => &["execute-api:Invoke"],
            Service::Lambda => &["lambda:InvokeFunction", "lambda:GetFunction"],
            Service::S3 => &["s3:GetObject", "s3:PutObject"],
            Service::Sqs => &["sqs:SendMessage", "sqs:ReceiveMessage"],
            Service::Kms => &["kms:Decrypt", "kms:GenerateDataKey"],
        }
    }

    fn prefix(self) -> &'static str {
        self.actions()[0].split(':').next().unwrap_or_default()
    }

    /// A resource; `branch` chooses a route or an object below the thing.
    fn arn(self, branch: usize) -> String {
        const ROUTES: [&str; 4] = ["GET/pets", "POST/pets", "GET/pets/42", "DELETE/pets/42"];
        let (account, thing) = (self.account(), self.thing);
        match self.service {
            Service::ExecuteApi => format!(
                "arn:aws:execute-api:us-east-1:{account}:a{thing:05}/prod/{}",
                ROUTES[branch % 4]
            ),
            Service::Lambda => {
                format!("arn:aws:lambda:us-east-1:{account}:function:shop-{thing:05}")
            }
            Service::S3 => format!("arn:aws:s3:::bucket-{thing:05}/reports/2026/{branch}.csv"),
            Service::Sqs => format!("arn:aws:sqs:us-east-1:{account}:orders-{thing:05}"),
            Service::Kms => {
                format!(
                    "arn:aws:kms:us-east-1:{account}:key/0000{thing:04}-1111-2222-3333-444444444444"
                )
            }
        }
    }

    /// A pattern that takes in the resource of the branch.
    fn pattern(self, branch: usize, numbers: &mut Numbers) -> String {
        let (account, thing) = (self.account(), self.thing);
        match (self.service, numbers.below(3)) {
            (_, 0) => self.arn(branch),
            (Service::ExecuteApi, 1) => {
                format!("arn:aws:execute-api:us-east-1:{account}:a{thing:05}/*/GET/*")
            }
            (Service::ExecuteApi, _) => {
                format!("arn:aws:execute-api:*:{account}:a{thing:05}/*")
            }
            (Service::Lambda, _) => {
                format!("arn:aws:lambda:*:{account}:function:*-{thing:05}")
            }
            (Service::S3, 1) => format!("arn:aws:s3:::bucket-{thing:05}/*"),
            (Service::S3, _) => format!("arn:aws:s3:::bucket-{thing:05}/reports/20??/*.csv"),
            (Service::Sqs, _) => format!("arn:aws:sqs:us-east-1:{account}:*-{thing:05}"),
            (Service::Kms, _) => {
                format!("arn:aws:kms:*:{account}:key/0000{thing:04}-*")
            }
        }
    }
}

/// A statement, and what a request needs to meet it.
pub struct Made {
    /// The statement.
    pub statement: Value,
    topic: Topic,
    branch: usize,
    caller: Option<Who>,
    conditions: Vec<Test>,
}

#[derive(Clone, Copy)]
enum Who {
    User(usize),
    Role(usize),
    Service,
}

/// One condition with a value that satisfies it and one that does not.
#[derive(Clone)]
struct Test {
    operator: &'static str,
    key: &'static str,
    values: Value,
    good: Value,
    bad: Option<Value>,
}

/// How many users, and how many roles, there are.
const CALLERS: usize = 20;

impl Who {
    fn any(numbers: &mut Numbers) -> Self {
        let number = numbers.below(CALLERS);
        match numbers.below(100) {
            0..47 => Who::User(number),
            47..95 => Who::Role(number),
            _ => Who::Service,
        }
    }

    /// As a statement names it.
    fn named(self) -> Value {
        match self {
            Who::User(number) => json!({ "AWS": format!("arn:aws:iam::{OWNER}:user/u{number}") }),
            Who::Role(number) => {
                json!({ "AWS": format!("arn:aws:iam::{OWNER}:role/app{number}") })
            }
            Who::Service => json!({ "Service": "events.amazonaws.com" }),
        }
    }

    /// As a request has it.
    fn asking(self) -> String {
        match self {
            Who::User(number) => format!("arn:aws:iam::{OWNER}:user/u{number}"),
            Who::Role(number) => {
                format!("arn:aws:sts::{OWNER}:assumed-role/app{number}/session-1")
            }
            Who::Service => "events.amazonaws.com".to_owned(),
        }
    }

    /// What AWS puts into the context for it.
    fn keys(self, context: &mut Map<String, Value>) {
        let arn = match self {
            Who::User(number) => format!("arn:aws:iam::{OWNER}:user/u{number}"),
            Who::Role(number) => format!("arn:aws:iam::{OWNER}:role/app{number}"),
            Who::Service => {
                context.insert("aws:PrincipalIsAWSService".to_owned(), json!(true));
                return;
            }
        };
        context.insert("aws:PrincipalArn".to_owned(), json!(arn));
        context.insert("aws:PrincipalAccount".to_owned(), json!(OWNER));
        context.insert("aws:PrincipalOrgID".to_owned(), json!("o-exampleorg1"));
    }
}

fn test(numbers: &mut Numbers) -> Test {
    let make = |operator, key, values, good, bad| Test {
        operator,
        key,
        values,
        good,
        bad,
    };
    match numbers.below(10) {
        0 => make(
            "IpAddress",
            "aws:SourceIp",
            json!(["203.0.113.0/24", "2001:db8::/32"]),
            json!("203.0.113.77"),
            Some(json!("198.51.100.7")),
        ),
        1 => make(
            "NotIpAddress",
            "aws:SourceIp",
            json!("198.51.100.0/24"),
            json!("203.0.113.77"),
            Some(json!("198.51.100.7")),
        ),
        2 => make(
            "StringEquals",
            "aws:PrincipalTag/team",
            json!(["blue", "green"]),
            json!("blue"),
            Some(json!("red")),
        ),
        3 => make(
            "Bool",
            "aws:SecureTransport",
            json!("true"),
            json!(true),
            Some(json!(false)),
        ),
        4 => make(
            "StringLike",
            "aws:PrincipalTag/project",
            json!("shop-*-eu"),
            json!("shop-orders-eu"),
            Some(json!("shop-orders-us")),
        ),
        5 => make(
            "NumericLessThan",
            "aws:MultiFactorAuthAge",
            json!("3600"),
            json!(120),
            Some(json!(7200)),
        ),
        6 => make(
            "DateGreaterThan",
            "aws:CurrentTime",
            json!("2026-01-01T00:00:00Z"),
            json!("2026-06-30T12:00:00Z"),
            Some(json!("2025-06-30T12:00:00Z")),
        ),
        7 => make(
            "StringNotEquals",
            "aws:SourceVpce",
            json!("vpce-0aaaaaaaaaaaaaaaa"),
            json!("vpce-0bbbbbbbbbbbbbbbb"),
            Some(json!("vpce-0aaaaaaaaaaaaaaaa")),
        ),
        8 => make(
            "ArnLike",
            "aws:PrincipalArn",
            json!(format!("arn:aws:iam::{OWNER}:*")),
            Value::Null,
            None,
        ),
        _ => make(
            "StringEqualsIfExists",
            "aws:RequestedRegion",
            json!(["us-east-1", "eu-west-1"]),
            json!("us-east-1"),
            Some(json!("ap-south-1")),
        ),
    }
}

impl Made {
    /// A statement about a topic. `names_callers` for policies of resources; `deny` for so
    /// many denials of a hundred.
    pub fn new(numbers: &mut Numbers, topic: Topic, names_callers: bool, deny: usize) -> Self {
        let effect = if numbers.percent(deny) {
            "Deny"
        } else {
            "Allow"
        };
        let branch = numbers.below(4);
        let mut statement = Map::new();
        statement.insert("Effect".to_owned(), json!(effect));
        let mut caller = None;
        if names_callers {
            let who = Who::any(numbers);
            let (named, met) = match numbers.below(10) {
                0..6 => (who.named(), Some(who)),
                6 => {
                    let names = [0, 7, 13].map(|more| {
                        let number = match who {
                            Who::User(number) | Who::Role(number) => number,
                            Who::Service => 0,
                        };
                        format!("arn:aws:iam::{OWNER}:user/u{}", (number + more) % CALLERS)
                    });
                    (json!({ "AWS": names }), None)
                }
                7 => (json!({ "AWS": format!("arn:aws:iam::{OWNER}:root") }), None),
                _ => (json!("*"), None),
            };
            statement.insert("Principal".to_owned(), named);
            caller = met;
        }
        let actions = topic.actions();
        let action = match numbers.below(4) {
            0 => json!(format!("{}:*", topic.prefix())),
            1 => json!(actions),
            _ => json!(actions[0]),
        };
        statement.insert("Action".to_owned(), action);
        let mut resources = vec![topic.pattern(branch, numbers)];
        if numbers.percent(30) {
            resources.push(topic.pattern(branch + 1, numbers));
        }
        statement.insert("Resource".to_owned(), json!(resources));

        let mut conditions: Vec<Test> = Vec::new();
        for _ in 0..[0, 1, 1, 1, 2, 2][numbers.below(6)] {
            let test = test(numbers);
            if conditions.iter().all(|known| known.key != test.key) {
                conditions.push(test);
            }
        }
        if !conditions.is_empty() {
            let mut element = Map::new();
            for test in &conditions {
                element.insert(test.operator.to_owned(), json!({ test.key: test.values }));
            }
            statement.insert("Condition".to_owned(), Value::Object(element));
        }
        Made {
            statement: Value::Object(statement),
            topic,
            branch,
            caller,
            conditions,
        }
    }

    /// A request that meets the statement, or misses it in one thing or another.
    pub fn question(&self, numbers: &mut Numbers) -> Question {
        let hits = |numbers: &mut Numbers| numbers.percent(88);
        let caller = match self.caller {
            Some(caller) if hits(numbers) => caller,
            _ => Who::any(numbers),
        };
        let branch = if hits(numbers) {
            self.branch
        } else {
            numbers.below(4)
        };
        let actions = self.topic.actions();
        let action = if hits(numbers) {
            actions[0]
        } else {
            *numbers.choose(actions)
        };
        let mut context = Map::new();
        context.insert("aws:SourceIp".to_owned(), json!("203.0.113.9"));
        context.insert("aws:SecureTransport".to_owned(), json!(true));
        context.insert("aws:CurrentTime".to_owned(), json!("2026-03-01T08:00:00Z"));
        context.insert("aws:RequestedRegion".to_owned(), json!("us-east-1"));
        caller.keys(&mut context);
        if !matches!(caller, Who::Service) {
            context.insert("aws:PrincipalTag/team".to_owned(), json!("green"));
        }
        for test in &self.conditions {
            let value = if hits(numbers) {
                Some(&test.good)
            } else {
                test.bad.as_ref()
            };
            if let Some(value) = value.filter(|value| !value.is_null()) {
                context.insert(test.key.to_owned(), value.clone());
            }
        }
        Question {
            principal: caller.asking(),
            action: action.to_owned(),
            resource: self.topic.arn(branch),
            account: self.topic.account().to_owned(),
            context,
        }
    }
}
