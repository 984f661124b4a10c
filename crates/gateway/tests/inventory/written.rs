//! What is written is what was read: every inventory of the repository, written and read again.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use can_invoke_gateway::inventory::{
    self, AuthorizerAnswer, Files, Inventory, Known, Loaded, NotReadable,
};
use can_invoke_source::{
    FileId, Layout, Limits, Node, Sources, Span, Value, parse_bytes, write::json,
};

use crate::support::{load_only, native};

/// Files beside the documents that name them.
struct Disk;

impl Files for Disk {
    fn read(&self, path: &str, from: &str) -> Result<(String, Vec<u8>), String> {
        let path = Path::new(from).parent().unwrap().join(path);
        let bytes = std::fs::read(&path).map_err(|error| error.to_string())?;
        Ok((path.display().to_string(), bytes))
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the repository can be listed") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "yaml" || ending == "json")
        {
            paths.push(path);
        }
    }
}

/// The inventory with every place and every value of an API key the same.
pub(crate) fn without_places(inventory: &Inventory) -> String {
    let text = format!("{inventory:#?}");
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("Span {") {
        let (before, after) = rest.split_at(at);
        let end = after.find("},").or(after.find('}')).expect("a span ends");
        // `FileId(..)` stands in it on lines of its own, and no other brace does.
        plain.push_str(before);
        plain.push_str("Span");
        rest = after.get(end + 1..).unwrap_or_default();
    }
    plain.push_str(rest);
    let mut masked = String::with_capacity(plain.len());
    let mut is_key = false;
    for line in plain.lines() {
        if is_key && line.trim_start().starts_with('"') {
            masked.push_str("the key\n");
        } else {
            writeln!(masked, "{line}").unwrap();
        }
        is_key = line.contains("usage_identifier_key: Some(");
    }
    masked
}

/// Reads what was written, and compares.
pub(crate) fn check(name: &str, loaded: &Loaded) {
    let text = inventory::write(loaded);
    let again = load_only(&[("written.json", &text)], &[]);
    let errors: Vec<String> = again
        .diagnostics
        .iter()
        .filter(|one| one.is_error())
        .map(|one| {
            let place = again.sources.slice(one.primary.span);
            format!("{} {} at {place:.80}", one.code, one.message)
        })
        .collect();
    assert_eq!(errors, Vec::<String>::new(), "{name}:\n{text}");
    let (one, other) = (
        without_places(&loaded.inventory),
        without_places(&again.inventory),
    );
    if one != other {
        let differing = one
            .lines()
            .zip(other.lines())
            .enumerate()
            .find(|(_, (left, right))| left != right);
        panic!("{name} differs: {differing:?}\n{text}");
    }
    assert_eq!(inventory::write(&again), text, "{name}");
}

#[test]
fn every_inventory_of_the_repository_stays_what_it_is() {
    let root = repository();
    let mut paths = Vec::new();
    for folder in ["tests", "examples"] {
        collect(&root.join(folder), &mut paths);
    }
    paths.sort();
    let mut count = 0;
    for path in &paths {
        let bytes = std::fs::read(path).expect("a file of the repository can be read");
        let name = path.display().to_string();
        let mut documents = vec![bytes.clone()];
        let (_, parsed) = parse_bytes(&mut Sources::new(), &name, &bytes, &Limits::default());
        if let Some(node) = parsed.value {
            inside(&node, &mut documents);
        }
        for bytes in documents {
            let loaded = inventory::load(&[(name.clone(), bytes)], &Disk, &Limits::default());
            let is_broken = loaded.diagnostics.iter().any(|one| one.is_error());
            if !is_broken && loaded.inventory != Inventory::default() {
                check(&name, &loaded);
                count += 1;
            }
        }
    }
    assert!(count > 400, "only {count} inventories were found");
}

/// The inventories that stand in a file of cases, as objects or as texts.
fn inside(node: &Node, found: &mut Vec<Vec<u8>>) {
    if node.get("can-invoke").is_some() {
        found.push(json(node, Layout::Indented).into_bytes());
    }
    match &node.value {
        Value::Object(members) => members.iter().for_each(|one| inside(&one.value, found)),
        Value::Array(items) => items.iter().for_each(|one| inside(one, found)),
        Value::String(text) if text.decoded.starts_with("can-invoke:") => {
            found.push(text.decoded.clone().into_bytes());
        }
        _ => {}
    }
}

#[test]
fn what_the_aws_cli_prints_becomes_an_inventory() {
    let fixture = crate::support::fixture;
    let documents = [
        "account-authorization-details.json",
        "get-rest-api.json",
        "get-resources.json",
        "get-stages.json",
    ];
    let texts: Vec<String> = documents.iter().map(|name| fixture(name)).collect();
    let documents: Vec<(&str, &str)> = documents
        .iter()
        .copied()
        .zip(texts.iter().map(String::as_str))
        .collect();
    let loaded = load_only(&documents, &[]);
    check("what the AWS CLI prints", &loaded);
    let text = inventory::write(&loaded);
    // Not even what decides nothing is lost.
    assert!(text.contains("\"Sid\""), "{text}");
}

#[test]
fn nothing_is_written_of_nothing() {
    let loaded = native("can-invoke: 1\n");
    assert_eq!(inventory::write(&loaded), "{\n  \"can-invoke\": 1\n}\n");
}

const MANAGED: &str = r#"{
  "UserDetailList": [],
  "GroupDetailList": [],
  "RoleDetailList": [
    {
      "Arn": "arn:aws:iam::222222222222:role/a",
      "RoleId": "AROAEXAMPLEEXAMPLE111",
      "AssumeRolePolicyDocument": "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%7B%22Sid%22%3A%22Trust%22%2C%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22AWS%22%3A%22222222222222%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%7D",
      "RolePolicyList": [],
      "AttachedManagedPolicies": [{ "PolicyName": "Pets", "PolicyArn": "arn:aws:iam::222222222222:policy/Pets" }]
    },
    {
      "Arn": "arn:aws:iam::222222222222:role/b",
      "RoleId": "AROAEXAMPLEEXAMPLE222",
      "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": [] },
      "RolePolicyList": [],
      "AttachedManagedPolicies": [{ "PolicyName": "Pets", "PolicyArn": "arn:aws:iam::222222222222:policy/Pets" }]
    }
  ],
  "Policies": [
    {
      "PolicyName": "Pets",
      "Arn": "arn:aws:iam::222222222222:policy/Pets",
      "DefaultVersionId": "v1",
      "PolicyVersionList": [
        {
          "VersionId": "v1",
          "IsDefaultVersion": true,
          "Document": { "Version": "2012-10-17", "Id": "Kept", "Statement": { "Sid": "Pets", "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*" } }
        }
      ]
    }
  ]
}"#;

#[test]
fn a_managed_policy_is_written_once_and_a_document_as_it_was() {
    let loaded = crate::support::load(&[("details.json", MANAGED)], &[]);
    let text = inventory::write(&loaded);
    assert_eq!(text.matches("\"shared\": \"Pets\"").count(), 2, "{text}");
    assert_eq!(text.matches("\"Id\": \"Kept\"").count(), 1, "{text}");
    // One statement stays one, and is not made a list.
    let decoded = "\"Statement\": {\n          \"Sid\": \"Trust\",";
    assert!(text.contains(decoded), "{text}");
}

#[test]
fn a_shared_policy_that_there_is_not_is_told() {
    let loaded = native(
        "can-invoke: 1\npolicies: { Pets: { Version: \"2012-10-17\", Statement: [] } }\nprincipals:\n  \
         - { arn: \"arn:aws:iam::222222222222:role/a\", policies: [{ shared: Pet }] }\n",
    );
    let [only] = loaded.diagnostics.as_slice() else {
        panic!("{:?}", loaded.diagnostics);
    };
    assert_eq!(only.code, "unknown-policy");
    assert_eq!(only.help.as_deref(), Some("did you mean `Pets`?"));
}

/// What only the output of commands could say before is said in our own words too.
#[test]
fn the_words_that_were_missing_are_read() {
    let loaded = crate::support::clean(crate::support::native(
        r#"
can-invoke: 1
apis:
  - id: abc123
    kind: HTTP
    stages: [$default]
    integrations:
      - integration: { type: HTTP_PROXY, uri: https://pets.example.com, left-out: none }
    authorizers:
      broken: { type: REQUEST, returns: { fails: the function is gone } }
      named:
        type: REQUEST
        payload-format: "1.0"
        returns:
          name: sample
          document:
            principalId: ann
            policyDocument: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*" } }
            usageIdentifierKey: the-secret
            context: { team: pets }
  - id: def456
    kind: REST
    routes:
      GET /pets: { authorization: NONE, resource: res1 }
organization:
  - { id: o-exampleorg1, management-account: "999999999999", root: { id: r-ab12, accounts: ["999999999999"] } }
  - { id: o-exampleorg2 }
disabled-api-keys: [old]
usage-plans: []
"#,
    ));
    let inventory = &loaded.inventory;
    let [http, rest] = inventory.apis.as_slice() else {
        panic!("two APIs");
    };
    let integration = &http.integrations.known().unwrap()[0];
    assert_eq!(
        (&integration.id, &integration.credentials),
        (&None, &Known::Known(None))
    );
    assert_eq!(integration.responses, Known::Known(Vec::new()));
    let [broken, named] = http.authorizers.known().unwrap().as_slice() else {
        panic!("two authorizers");
    };
    let why = "the function is gone".to_owned();
    assert_eq!(broken.returns, Known::Known(AuthorizerAnswer::Fails(why)));
    let Known::Known(AuthorizerAnswer::Policy { policy, .. }) = &named.returns else {
        panic!("a policy");
    };
    assert_eq!(policy.name, "sample");
    let route = &rest.routes.known().unwrap()[0];
    assert_eq!(route.resource.as_deref(), Some("res1"));
    let organizations: Vec<usize> = inventory
        .organizations
        .iter()
        .map(|one| one.accounts.len())
        .collect();
    assert_eq!(organizations, [1, 0]);
    assert_eq!(inventory.disabled_api_keys, ["old"]);
    let text = inventory::write(&loaded);
    assert!(!text.contains("the-secret"), "{text}");
    assert!(
        text.contains(r#""usageIdentifierKey": "xxxxxxxxxx""#),
        "{text}"
    );
    assert!(text.contains(r#""team": "pets""#), "{text}");
}

#[test]
fn what_could_not_be_read_is_written() {
    let mut loaded = native("can-invoke: 1\n");
    loaded.inventory.not_readable.push(NotReadable {
        of: "arn:aws:iam::222222222222:role/a".to_owned(),
        fact: "identity-based policies".to_owned(),
        operation: "iam:ListRolePolicies".to_owned(),
        account: Some("222222222222".to_owned()),
        action: Some("iam:ListRolePolicies".to_owned()),
        resource: None,
        error: "AccessDenied".to_owned(),
        span: Span::new(FileId(0), 0, 0),
    });
    let expected = r#"{
  "can-invoke": 1,
  "not-readable": [
    {
      "of": "arn:aws:iam::222222222222:role/a",
      "fact": "identity-based policies",
      "operation": "iam:ListRolePolicies",
      "account": "222222222222",
      "action": "iam:ListRolePolicies",
      "error": "AccessDenied"
    }
  ]
}
"#;
    assert_eq!(inventory::write(&loaded), expected);
    check("what could not be read", &loaded);
}

/// An inventory of `count` APIs with twenty routes each, and of more roles than that.
fn large(count: usize) -> String {
    let mut text = String::from("can-invoke: 1\nprincipals:\n");
    let policy = r#"{ Version: "2012-10-17", Statement: [{ Sid: A, Effect: Allow, Action: "execute-api:Invoke", Resource: "arn:aws:execute-api:us-east-1:111111111111:abc/*", Condition: { StringEquals: { "aws:PrincipalTag/team": [a, b, c] } } }] }"#;
    let of_api = policy.replace("Effect: Allow,", "Effect: Allow, Principal: \"*\",");
    for role in 0..count * 5 / 2 {
        writeln!(
            text,
            "  - {{ arn: \"arn:aws:iam::111111111111:role/r{role}\", policies: [{policy}, {policy}, {policy}], permissions-boundary: none, tags: {{}} }}"
        )
        .unwrap();
    }
    text.push_str("apis:\n");
    for api in 0..count {
        writeln!(text, "  - id: a{api}\n    kind: REST\n    stages: [prod]\n    resource-policy: {of_api}\n    routes:").unwrap();
        for route in 0..20 {
            writeln!(text, "      GET /r{route}: {{ authorization: AWS_IAM, resource: r{route}, method-responses: [\"200\"], integration: {{ type: MOCK, responses: [{{ status: \"200\" }}], left-out: none }} }}").unwrap();
        }
    }
    text
}

#[test]
fn a_large_inventory_is_written_and_read_back_within_the_limits() {
    let text = large(200);
    let loaded = load_only(&[("inventory.yaml", &text)], &[]);
    let written = inventory::write(&loaded);
    assert!(written.len() < Limits::default().bytes / 4);
    let again = load_only(&[("written.json", &written)], &[]);
    assert_eq!(crate::support::told(&again), Vec::<String>::new());
    assert_eq!(again.inventory.principals.len(), 500);
    assert_eq!(again.inventory.apis.len(), 200);
    assert_eq!(inventory::write(&again), written);
}
