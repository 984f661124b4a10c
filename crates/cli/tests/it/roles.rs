//! Ways through roles, and what callers pass on them.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::support::{Ran, can_invoke, folder, run};

const ANN: &str = "arn:aws:iam::222222222222:user/ann";

/// A user who gets to an API through two roles, and a role that cannot be assumed.
fn world(name: &str) -> String {
    let document = |statement: Value| json!({ "Version": "2012-10-17", "Statement": statement });
    let both = json!(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]);
    let assumes =
        |target: &str| document(json!({ "Effect": "Allow", "Action": both, "Resource": target }));
    let trusts = |source: &str| {
        document(json!({ "Effect": "Allow", "Principal": { "AWS": source }, "Action": both }))
    };
    let invokes =
        document(json!({ "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*" }));
    let (hop, last) = (
        "arn:aws:iam::222222222222:role/hop",
        "arn:aws:iam::111111111111:role/last",
    );
    let principal = |arn: &str, policy: &Value, trust: &Value| {
        let mut record = json!({ "arn": arn, "policies": [policy], "permissions-boundary": "none",
            "tags": {} });
        if !trust.is_null() {
            record["trust-policy"] = trust.clone();
        }
        record
    };
    let task = document(
        json!({ "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" },
        "Action": "sts:AssumeRole" }),
    );
    let inventory = json!({
        "can-invoke": 1,
        "principals": [
            principal(ANN, &assumes(hop), &Value::Null),
            principal(hop, &assumes(last), &trusts(ANN)),
            principal(last, &invokes, &trusts(hop)),
            principal("arn:aws:iam::111111111111:role/task", &invokes, &task),
        ],
        "apis": [{ "id": "def456", "kind": "HTTP", "account": "111111111111", "region": "us-east-1",
            "stages": ["$default"], "routes": { "GET /pets": "AWS_IAM", "GET /fish": "AWS_IAM" } }],
        "standalone-accounts": ["111111111111", "222222222222"],
    });
    let folder = folder(name);
    fs::write(folder.join("inventory.json"), inventory.to_string()).expect("a file can be written");
    let pets = document(json!({ "Effect": "Allow", "Action": "execute-api:Invoke",
        "Resource": "arn:aws:execute-api:*:*:*/*/GET/pets" }));
    fs::write(folder.join("pets.json"), pets.to_string()).expect("a file can be written");
    folder.to_string_lossy().into_owned()
}

fn check(folder: &str, rest: &[&str]) -> Ran {
    let inventory = Path::new(folder).join("inventory.json");
    let inventory = inventory.to_string_lossy();
    let start = ["check", "--in", &*inventory, "--as", ANN, "GET"];
    run(&mut can_invoke(&[&start, rest].concat()))
}

#[test]
fn the_steps_of_a_chain_pass_what_belongs_to_each_call() {
    let folder = world("roles-steps");
    let policy = format!("{folder}/pets.json");
    let ran = check(
        &folder,
        &[
            "/pets",
            "--mfa",
            "--session-tag",
            "team=pets",
            "--session-tag",
            "cost=1",
            "--transitive-tag",
            "team",
            "--source-identity",
            "ann",
            "--duration",
            "900",
            "--session-policy",
            &policy,
        ],
    );
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    for text in [
        "through the roles arn:aws:iam::222222222222:role/hop, then arn:aws:iam::111111111111:role/last",
        "✓ assume hop         allowed\n  ✓ sts:TagSession     allowed\n  ✓ sts:SetSourceIdentity allowed",
        "1. assume the role hop, with the ARN of your device for multi-factor authentication",
        r#"role/hop --role-session-name can-invoke --tags '[{"Key":"team","Value":"pets"}]' --transitive-tag-keys team --source-identity ann --serial-number DEVICE-ARN --token-code CODE"#,
        "3. assume the role last with these credentials",
        r#"role/last --role-session-name can-invoke --tags '[{"Key":"cost","Value":"1"}]' --policy file://"#,
        "pets.json --duration-seconds 900",
        "5. call GET https://def456",
    ] {
        assert!(ran.stdout.contains(text), "{text}\n{}", ran.stdout);
    }
}

#[test]
fn a_session_policy_restricts_the_last_session() {
    let folder = world("roles-session-policy");
    let policy = format!("{folder}/pets.json");
    let ran = check(&folder, &["/fish", "--session-policy", &policy]);
    assert_eq!(ran.status, 1, "{}{}", ran.stdout, ran.stderr);
    let text = "✗ invoke  arn:aws:iam::111111111111:role/last: the session policy does not allow \
                execute-api:Invoke";
    assert!(ran.stdout.contains(text), "{}", ran.stdout);
    let missing = check(&folder, &["/fish", "--session-policy", "nowhere.json"]);
    assert_eq!(missing.status, 2);
    assert!(
        missing.stderr.contains("`nowhere.json` cannot be read"),
        "{}",
        missing.stderr
    );
    let inventory = format!("{folder}/inventory.json");
    let wrong = check(&folder, &["/fish", "--session-policy", &inventory]);
    assert_eq!(wrong.status, 2, "{}{}", wrong.stdout, wrong.stderr);
}

#[test]
fn all_reasons_stand_in_the_json() {
    let folder = world("roles-json");
    let ran = check(
        &folder,
        &["/pets", "--duration", "7200", "--format", "json"],
    );
    assert_eq!(ran.status, 1, "{}{}", ran.stdout, ran.stderr);
    let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let failures = answer["rolePaths"]["failures"].as_array().expect("a list");
    let reasons: Vec<[&str; 3]> = failures
        .iter()
        .map(|one| ["role", "step", "reason"].map(|key| one[key].as_str().expect("a text")))
        .collect();
    assert_eq!(
        reasons,
        [
            [
                "arn:aws:iam::111111111111:role/last",
                "assume",
                "not-allowed"
            ],
            [
                "arn:aws:iam::111111111111:role/task",
                "assume",
                "trusts-no-principal"
            ],
            [
                "arn:aws:iam::222222222222:role/hop",
                "invoke",
                "role-of-another-account"
            ],
        ]
    );
    assert_eq!(failures[0]["action"], "sts:AssumeRole");
    assert_eq!(
        failures[0]["layers"],
        json!(["resource-based-policy", "identity-based-policy"])
    );
    assert_eq!(answer["rolePaths"]["longestChain"], 3);
}

#[test]
fn what_sts_would_not_take_is_refused() {
    let folder = world("roles-refused");
    for (options, message) in [
        (&["--duration", "899"][..], "no session lasts 899 seconds"),
        (&["--duration", "43201"], "no session lasts 43201 seconds"),
        (
            &["--session-tag", "team"],
            "`team` is not a tag with a value",
        ),
        (
            &["--session-tag", "aws:team=x"],
            "`aws:team` is not the key of a session tag",
        ),
        (
            &["--session-tag", "team=x", "--session-tag", "Team=y"],
            "the session tag `Team` is passed twice",
        ),
        (
            &["--transitive-tag", "team"],
            "`team` is to be transitive and is no tag that is passed",
        ),
        (&["--source-identity", "a"], "`a` is not a source identity"),
        (
            &["--mfa", "--as", "arn:aws:iam::222222222222:role/hop"],
            "cannot be used multiple times",
        ),
    ] {
        let ran = check(&folder, &[&["/pets"], options].concat());
        assert_eq!(ran.status, 2, "{options:?}: {}", ran.stdout);
        assert!(ran.stderr.contains(message), "{options:?}: {}", ran.stderr);
    }
    let inventory = format!("{folder}/inventory.json");
    let session = run(&mut can_invoke(&[
        "check",
        "--in",
        &inventory,
        "--as",
        "arn:aws:iam::222222222222:role/hop",
        "--mfa",
        "GET",
        "/pets",
    ]));
    assert_eq!(session.status, 2);
    let message = "has no device for multi-factor authentication";
    assert!(session.stderr.contains(message), "{}", session.stderr);
}
