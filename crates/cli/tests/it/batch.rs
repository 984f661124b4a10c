//! `can-invoke batch`: many lines in, as many lines out, in order, in stable memory.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::Stdio,
};

use serde_json::{Value, json};

use crate::support::{Ran, can_invoke, run_with};

const ACCOUNT: &str = "111111111111";
const OTHER: &str = "222222222222";

/// What a layer says of the request.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Says {
    /// There is no such policy.
    Missing,
    Allow,
    /// There are policies, and none speaks of the request.
    Nothing,
    Deny,
}

/// A made-up question in a small part of IAM, in which the answer is known by rule.
#[derive(Debug)]
struct Question {
    is_session: bool,
    is_same_account: bool,
    is_supported_by_rcp: bool,
    identity: Says,
    resource: Says,
    boundary: Says,
    session: Says,
    root_scp: Says,
    account_scp: Says,
    rcp: Says,
    endpoint: Says,
}

/// A small generator of numbers, the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        let multiplier = 6_364_136_223_846_793_005;
        self.0 = self
            .0
            .wrapping_mul(multiplier)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % bound
    }

    /// Mostly what lets a request pass, so that each layer decides now and then.
    fn ceiling(&mut self) -> Says {
        [
            Says::Missing,
            Says::Missing,
            Says::Allow,
            Says::Allow,
            Says::Nothing,
            Says::Deny,
        ][if self.below(3) == 0 {
            self.below(6)
        } else {
            self.below(4)
        }]
    }

    fn grant(&mut self) -> Says {
        [
            Says::Allow,
            Says::Allow,
            Says::Allow,
            Says::Nothing,
            Says::Missing,
            Says::Deny,
        ][if self.below(3) == 0 {
            self.below(6)
        } else {
            self.below(5)
        }]
    }
}

impl Question {
    fn new(numbers: &mut Numbers) -> Self {
        Question {
            is_session: numbers.below(2) == 0,
            is_same_account: numbers.below(2) == 0,
            is_supported_by_rcp: numbers.below(2) == 0,
            identity: numbers.grant(),
            resource: numbers.grant(),
            boundary: numbers.ceiling(),
            session: numbers.ceiling(),
            root_scp: numbers.ceiling(),
            account_scp: numbers.ceiling(),
            rcp: numbers.ceiling(),
            endpoint: numbers.ceiling(),
        }
    }

    /// The rule, from the evaluation logic of the IAM user guide.
    fn answer(&self) -> &'static str {
        let passes = |says: Says| matches!(says, Says::Missing | Says::Allow);
        let has_scp = self.root_scp != Says::Missing;
        let mut speaking = vec![self.identity, self.resource, self.boundary, self.endpoint];
        if self.is_session {
            speaking.push(self.session);
        }
        if has_scp {
            speaking.extend([self.root_scp, self.account_scp]);
        }
        if self.is_supported_by_rcp {
            speaking.push(self.rcp);
        }
        if speaking.contains(&Says::Deny) {
            return "ExplicitlyDenied";
        }
        let session = !self.is_session || passes(self.session);
        let ceilings = passes(self.boundary) && session;
        // A missing level of the organization is one without policies, and allows nothing.
        let scp = !has_scp || (passes(self.root_scp) && self.account_scp == Says::Allow);
        let identity = self.identity == Says::Allow && ceilings;
        let resource = self.resource == Says::Allow;
        let granted = if self.is_same_account {
            // A resource policy that names a user passes the boundary; one that names the
            // role of a session does not.
            identity || (resource && (ceilings || !self.is_session))
        } else {
            identity && resource
        };
        if granted && scp && passes(self.endpoint) {
            "Allowed"
        } else {
            "ImplicitlyDenied"
        }
    }

    fn line(&self, id: &Value) -> Value {
        let account = if self.is_same_account { ACCOUNT } else { OTHER };
        let (caller, named) = if self.is_session {
            (
                format!("arn:aws:sts::{account}:assumed-role/app/run"),
                format!("arn:aws:iam::{account}:role/app"),
            )
        } else {
            let user = format!("arn:aws:iam::{account}:user/ann");
            (user.clone(), user)
        };
        let (action, arn) = if self.is_supported_by_rcp {
            ("s3:GetObject", "arn:aws:s3:::photos/cat.jpg".to_owned())
        } else {
            (
                "execute-api:Invoke",
                format!("arn:aws:execute-api:us-east-1:{ACCOUNT}:abc123/prod/GET/pets"),
            )
        };
        let anyone = json!("*");
        let named = json!({ "AWS": named });
        let mut line = json!({
            "id": id,
            "request": {
                "principal": caller,
                "action": action,
                "resource": { "arn": arn, "accountId": ACCOUNT },
                "context": { "aws:SourceIp": "192.0.2.7" },
            },
            "identityPolicies": documents(self.identity, action, None),
        });
        let mut one = |key: &str, says: Says, principal: Option<&Value>| {
            if let Some(document) = documents(says, action, principal).pop() {
                line[key] = document;
            }
        };
        one("resourcePolicy", self.resource, Some(&named));
        if self.is_session {
            one("sessionPolicy", self.session, None);
        }
        let mut list = |key: &str, documents: Vec<Value>| {
            if !documents.is_empty() {
                line[key] = Value::Array(documents);
            }
        };
        list(
            "permissionBoundaryPolicies",
            documents(self.boundary, action, None),
        );
        list(
            "vpcEndpointPolicies",
            documents(self.endpoint, action, Some(&anyone)),
        );
        if self.root_scp != Says::Missing {
            let level = |id: &str, says: Says| json!({ "orgIdentifier": id, "policies": documents(says, action, None) });
            line["serviceControlPolicies"] = json!([
                level("r-ab12", self.root_scp),
                level(account, self.account_scp)
            ]);
        }
        if self.rcp == Says::Deny {
            line["resourceControlPolicies"] = json!([{
                "orgIdentifier": "r-ab12",
                "policies": documents(Says::Deny, action, Some(&anyone)),
            }]);
        }
        line
    }
}

/// No document, or one that says it, in one of several forms.
fn documents(says: Says, action: &str, principal: Option<&Value>) -> Vec<Value> {
    let (effect, resource) = match says {
        Says::Missing => return Vec::new(),
        Says::Allow => ("Allow", "*"),
        Says::Nothing => ("Allow", "arn:aws:s3:::elsewhere/*"),
        Says::Deny => ("Deny", "*"),
    };
    let mut statement = json!({ "Effect": effect, "Action": [action], "Resource": resource });
    if let Some(principal) = principal {
        statement["Principal"] = principal.clone();
    }
    vec![json!({ "Version": "2012-10-17", "Statement": [statement] })]
}

fn batch(input: &[u8]) -> Ran {
    run_with(&mut can_invoke(&["batch"]), input)
}

fn answers(ran: &Ran) -> Vec<Value> {
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a line out is JSON"))
        .collect()
}

#[test]
fn ten_thousand_lines_none_lost_order_kept() {
    let mut numbers = Numbers(20_260_926);
    let mut input = String::new();
    let mut wanted = Vec::new();
    for number in 0..10_000 {
        let question = Question::new(&mut numbers);
        let id = if number % 2 == 0 {
            json!(number)
        } else {
            json!(format!("line {number}"))
        };
        input.push_str(&format!("{}\n", question.line(&id)));
        wanted.push((id, question));
    }
    let ran = batch(input.as_bytes());
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let answers = answers(&ran);
    assert_eq!(answers.len(), wanted.len());
    let mut counts = std::collections::BTreeMap::new();
    for (answer, (id, question)) in answers.iter().zip(&wanted) {
        let result = question.answer();
        assert_eq!(
            *answer,
            json!({ "id": id, "result": result }),
            "{question:#?}"
        );
        *counts.entry(result).or_insert(0) += 1;
    }
    // Neither the questions nor the rule may be lopsided.
    assert!(
        counts.len() == 3 && counts.values().all(|count| *count > 1000),
        "{counts:?}"
    );
}

const GOOD: &str = r#"{"id": "good", "request": {"principal": {"type": "Anonymous"}, "action": "execute-api:Invoke", "resource": {"arn": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets", "accountId": "111111111111"}, "context": {}}, "identityPolicies": [], "resourcePolicy": {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}}"#;

#[test]
fn a_bad_line_is_an_error_of_that_line() {
    let without = |what: &str, by: &str| {
        assert!(GOOD.contains(what), "{what}");
        GOOD.replacen(what, by, 1)
            .replacen("\"good\"", "\"bad\"", 1)
    };
    let bad: Vec<(Vec<u8>, Value)> = vec![
        (b"not json".to_vec(), Value::Null),
        (b"[]".to_vec(), Value::Null),
        (b"42".to_vec(), Value::Null),
        (b"{".to_vec(), Value::Null),
        (br#"{"id": "bad"}"#.to_vec(), json!("bad")),
        (br#"{"id": 7, "request": 8}"#.to_vec(), json!(7)),
        (
            // A line that breaks off after its id still tells whose answer is missing.
            GOOD.as_bytes().iter().copied().take(200).collect(),
            json!("good"),
        ),
        (b"{\"id\": \"\xff\"}".to_vec(), Value::Null),
        (b"{\"id\": \"bad\", \0}".to_vec(), json!("bad")),
        ("[".repeat(100_000).into_bytes(), Value::Null),
        (without("\"Allow\"", "\"allow\"").into_bytes(), json!("bad")),
        (
            without("\"Effect\"", "\"Efect\"").into_bytes(),
            json!("bad"),
        ),
        (
            without("execute-api:Invoke", "Invoke").into_bytes(),
            json!("bad"),
        ),
        (
            without("{\"type\": \"Anonymous\"}", "\"bob\"").into_bytes(),
            json!("bad"),
        ),
        (
            without("\"context\": {}", "\"context\": []").into_bytes(),
            json!("bad"),
        ),
        (
            without("\"identityPolicies\": []", "\"identityPolicies\": {}").into_bytes(),
            json!("bad"),
        ),
        (
            without("\"resourcePolicy\"", "\"resourcePolicies\"").into_bytes(),
            json!("bad"),
        ),
        (
            without("\"context\": {}", "\"context\": {}, \"context\": {}").into_bytes(),
            json!("bad"),
        ),
    ];
    let mut input = Vec::new();
    for (line, _) in &bad {
        input.extend_from_slice(GOOD.as_bytes());
        input.extend_from_slice(b"\n\n");
        input.extend_from_slice(line);
        input.push(b'\n');
    }
    // The last line needs no line break.
    input.extend_from_slice(GOOD.as_bytes());
    let ran = batch(&input);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let answers = answers(&ran);
    assert_eq!(answers.len(), 2 * bad.len() + 1);
    for (index, answer) in answers.iter().enumerate() {
        if index % 2 == 0 {
            assert_eq!(*answer, json!({ "id": "good", "result": "Allowed" }));
            continue;
        }
        let (line, id) = &bad[index / 2];
        let line = String::from_utf8_lossy(line);
        let error = answer["error"].as_str().unwrap_or_default();
        assert!(error.starts_with("column "), "{line}: {answer}");
        assert!(error.len() < 1000, "{line}: {answer}");
        assert_eq!(answer["id"], *id, "{line}: {answer}");
        assert_eq!(
            answer.as_object().map(serde_json::Map::len),
            Some(2),
            "{line}: {answer}"
        );
    }
}

#[test]
fn a_line_over_the_limit_is_an_error_of_that_line() {
    let mut input = format!("{GOOD}\n").into_bytes();
    input.extend_from_slice(b"{\"id\": \"long\", \"remark\": \"");
    input.extend(std::iter::repeat_n(b'x', 40 << 20));
    input.extend_from_slice(format!("\"}}\n{GOOD}\n").as_bytes());
    let ran = batch(&input);
    let answers = answers(&ran);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[0]["result"], "Allowed");
    assert!(answers[1]["error"].is_string(), "{}", answers[1]);
    assert_eq!(answers[2]["result"], "Allowed");
}

#[test]
fn no_lines_give_no_lines() {
    for input in ["", "\n", "\n \n\t\n"] {
        let ran = batch(input.as_bytes());
        assert_eq!(
            (ran.status, ran.stdout.as_str(), ran.stderr.as_str()),
            (0, "", "")
        );
    }
}

/// Ten times as many lines need no more memory. The peak is read while the command lives
/// and waits for more lines.
#[cfg(target_os = "linux")]
#[test]
fn memory_is_stable() {
    let mut child = can_invoke(&["batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let status = format!("/proc/{}/status", child.id());
    let peak = || {
        let status = std::fs::read_to_string(&status).expect("the command lives");
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
        let kilobytes = kilobytes.and_then(|number| number.parse().ok());
        kilobytes.unwrap_or(0u64)
    };
    let mut stdin = child.stdin.take().expect("standard input is piped");
    let stdout = BufReader::new(child.stdout.take().expect("standard output is piped"));
    let mut lines = stdout.lines();
    let mut send = |count: usize| {
        let mut stdin = &stdin;
        let block = format!("{GOOD}\n").repeat(100);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                for _ in 0..count / 100 {
                    stdin
                        .write_all(block.as_bytes())
                        .expect("the command reads");
                }
            });
            for _ in 0..count {
                let line = lines.next().expect("no line is lost").expect("a line");
                assert_eq!(line, r#"{"id":"good","result":"Allowed"}"#);
            }
        });
        peak()
    };
    let (first, second) = (send(10_000), send(90_000));
    assert!(first > 0, "the peak can be read");
    assert!(
        second <= first + 2048,
        "{first} kB after 10,000 lines, {second} kB after 100,000"
    );
    stdin.flush().expect("nothing is left to write");
    drop(stdin);
    assert!(child.wait().expect("the command ends").success());
}
