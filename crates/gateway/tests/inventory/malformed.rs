//! Inventories that cannot be read: what is said, and where.

use crate::support::{ALLOW, OPEN, load, native, place, told};

/// The diagnostics of an inventory that consists of `rest`, which begins in line 2.
#[track_caller]
fn refused(rest: &str, expected: &[&str]) {
    let loaded = native(&format!("can-invoke: 1\n{rest}"));
    let told: Vec<String> = told(&loaded)
        .iter()
        .map(|told| told.replace("inventory.yaml:", ""))
        .collect();
    assert_eq!(told, expected, "{:#?}", loaded.diagnostics);
}

#[test]
fn documents_that_are_nothing_known() {
    for (name, text, code) in [
        ("x.json", "[1]", "unknown-document"),
        ("x.json", "{}", "unknown-document"),
        ("x.yaml", "a: b", "unknown-document"),
        ("x.yaml", "just words", "unknown-document"),
        ("x.yaml", "openapi: 3.0.1", "unknown-document"),
        ("x.yaml", "Resources: {}", "unknown-document"),
        ("x.json", r#"{"planned_values": {}}"#, "unknown-document"),
        ("x.yaml", "apis: []", "missing-version"),
        ("x.json", ALLOW, "unbound-policy"),
        ("x.json", r#"{"policy": "{}"}"#, "unbound-policy"),
    ] {
        let loaded = load(&[(name, text)], &[]);
        assert_eq!(told(&loaded), [format!("{code} {name}:1:1")], "{text}");
        assert!(loaded.diagnostics[0].help.is_some(), "{text}");
    }
    let loaded = load(&[("x.yaml", "openapi: 3.0.1")], &[]);
    assert_eq!(
        loaded.diagnostics[0].message,
        "an OpenAPI document cannot be read"
    );
}

#[test]
fn another_version() {
    let loaded = native("can-invoke: 2\nnew: 1\n");
    assert_eq!(
        told(&loaded),
        [
            "unsupported-version inventory.yaml:1:13",
            "unknown-key inventory.yaml:2:1"
        ]
    );
}

#[test]
fn keys() {
    refused(
        "principals: [{ Arn: x }]\n",
        &["missing-key 2:14", "unknown-key 2:16"],
    );
    refused("apis:\n  - kind: REST\n", &["missing-key 3:5"]);
    refused("apis: [{ id: a1 }]\n", &["missing-key 2:14"]);
    let loaded = native("can-invoke: 1\nprincipal: []\n\"standalone_accounts\": []\n");
    let [first, second] = loaded.diagnostics.as_slice() else {
        panic!("{:?}", loaded.diagnostics);
    };
    assert_eq!(first.message, "`principal` is not a key of an inventory");
    assert_eq!(first.help.as_deref(), Some("did you mean `principals`?"));
    let edit = &second.fix.as_ref().unwrap().edits[0];
    assert_eq!(edit.replacement, "\"standalone-accounts\"");
    let loaded = native("can-invoke: 1\nwhatever: 1\n");
    assert_eq!(
        loaded.diagnostics[0].help.as_deref(),
        Some(
            "its keys are `can-invoke`, `principals`, `apis`, `organization`, \
             `standalone-accounts`, `vpc-endpoints`, `domain-names`, `vpc-links`, `functions`, \
             `usage-plans`, `not-readable`, `disabled-api-keys`, `policies` and `unattached-policies`"
        )
    );
}

#[test]
fn types() {
    refused("principals: 5\n", &["wrong-type 2:13"]);
    refused("apis: [text]\n", &["wrong-type 2:8"]);
    refused("apis:\n", &["wrong-type 2:6"]);
    refused(
        "apis: [{ id: a1, kind: REST, name: [x] }]\n",
        &["wrong-type 2:36"],
    );
    refused(
        "apis: [{ id: a1, kind: REST, stages: prod }]\n",
        &["wrong-type 2:38"],
    );
    refused(
        "apis: [{ id: a1, kind: REST, routes: [x] }]\n",
        &["wrong-type 2:38"],
    );
    refused(
        "apis: [{ id: a1, kind: REST, resource-policy: 5 }]\n",
        &["wrong-type 2:47"],
    );
    refused("organization: []\n", &["wrong-type 2:15"]);
    let loaded = native("can-invoke: 1\nprincipals: 5\n");
    assert_eq!(
        loaded.diagnostics[0].message,
        "`principals` is a list, not a number"
    );
    refused(
        "principals: [{ arn: 'arn:aws:iam::222222222222:user/a', tags: { a: [b] } }]\n",
        &["wrong-type 2:68"],
    );
}

#[test]
fn tags_of_yaml_mean_nothing() {
    refused(
        "standalone-accounts: [!Ref Account]\n",
        &["invalid-account-id 2:23", "tag 2:23"],
    );
}

#[test]
fn principals() {
    for arn in [
        "x",
        "arn:aws:iam::222222222222:root",
        "arn:aws:iam::222222222222:group/a",
        "arn:aws:iam::2222:role/a",
        "arn:aws:iam:us-east-1:222222222222:role/a",
        "arn:aws:iam::222222222222:role/",
        "arn:aws:iam::222222222222:role//a",
        "arn:aws:iam::222222222222:role/*",
        "arn:gcp:iam::222222222222:role/a",
    ] {
        refused(
            &format!("principals: [{{ arn: '{arn}' }}]\n"),
            &["invalid-principal-arn 2:21"],
        );
    }
    let text =
        "can-invoke: 1\nprincipals: [{ arn: 'arn:aws:sts::222222222222:assumed-role/app/s' }]\n";
    let help = native(text).diagnostics[0].help.clone().unwrap();
    assert!(
        help.contains("`arn:aws:iam::222222222222:role/app`"),
        "{help}"
    );
    refused(
        &format!(
            "principals:\n  - arn: arn:aws:iam::222222222222:user/a\n    unique-id: AROAX\n    trust-policy: {ALLOW}\n  - arn: arn:aws:iam::222222222222:role/a\n    trust-policy: none\n"
        ),
        &[
            "invalid-unique-id 4:16",
            "trust-policy-of-user 5:19",
            "missing-trust-policy 7:19",
        ],
    );
}

#[test]
fn the_same_twice() {
    let loaded = load(
        &[
            (
                "one.yaml",
                "can-invoke: 1\nprincipals: [{ arn: 'arn:aws:iam::222222222222:role/x/App' }]\napis: [{ id: a1, kind: REST }]\n",
            ),
            (
                "two.yaml",
                "can-invoke: 1\nprincipals: [{ arn: 'arn:aws:iam::222222222222:role/y/app' }]\napis: [{ id: a1, kind: HTTP }]\n",
            ),
        ],
        &[],
    );
    assert_eq!(
        told(&loaded),
        [
            "duplicate-principal two.yaml:2:21",
            "duplicate-api two.yaml:3:14"
        ]
    );
    assert_eq!(
        place(&loaded, loaded.diagnostics[1].secondary[0].span),
        "one.yaml:3:14"
    );
    refused(
        "standalone-accounts: [111111111111, 111111111111]\n",
        &["duplicate-account 2:37"],
    );
    refused(
        "apis: [{ id: a1, kind: REST, stages: [prod, prod] }]\n",
        &["duplicate-stage 2:45"],
    );
}

#[test]
fn apis() {
    refused(
        "apis:
  - id: a/1
    kind: REST
  - id: a2
    kind: rest
  - id: a3
    kind: HTTP
    account: '1'
    region: us-east
    partition: gcp
    endpoint-type: PRIVATE
    resource-policy: {}
    stages: [a b]
  - id: a4
    kind: REST
    region: cn-north-1
    partition: aws
    endpoint-type: regional
    stages: [$default]
",
        &[
            "invalid-api-id 3:9",
            "invalid-kind 6:11",
            "invalid-account-id 9:14",
            "invalid-region 10:13",
            "invalid-partition 11:16",
            "invalid-endpoint-type 12:20",
            "resource-policy-not-supported 13:22",
            "invalid-stage 14:14",
            "partition-of-region 18:16",
            "invalid-endpoint-type 19:20",
            "invalid-stage 20:14",
        ],
    );
}

#[test]
fn routes() {
    refused(
        "apis:
  - id: a1
    kind: REST
    routes:
      get /pets: NONE
      GET pets: NONE
      GET: NONE
      $default: NONE
      GET /{a+}/b: NONE
      GET /x{a}: NONE
      GET /{}: NONE
      GET /p?q: NONE
      GET  /p: NONE
      GET /a: IAM
      GET /b: JWT
  - id: a2
    kind: WEBSOCKET
    routes:
      $connect: COGNITO_USER_POOLS
      send: AWS_IAM
  - id: a3
    kind: HTTP
    routes:
      $default: AWS-IAM
      GET /x: COGNITO_USER_POOLS
",
        &[
            "invalid-route 6:7",
            "invalid-route 7:7",
            "invalid-route 8:7",
            "invalid-route 9:7",
            "invalid-route 10:7",
            "invalid-route 11:7",
            "invalid-route 12:7",
            "invalid-route 13:7",
            "invalid-route 14:7",
            "invalid-authorization 15:15",
            "invalid-authorization 16:15",
            "invalid-authorization 20:17",
            "authorization-behind-connect 21:13",
            "invalid-authorization 25:17",
            "invalid-authorization 26:15",
        ],
    );
    let loaded =
        native("can-invoke: 1\napis: [{ id: a1, kind: HTTP, routes: { $default: AWS-IAM } }]\n");
    assert_eq!(
        loaded.diagnostics[0].help.as_deref(),
        Some("did you mean `AWS_IAM`?")
    );
}

#[test]
fn policies() {
    let policy =
        |policy: &str| format!("apis: [{{ id: a1, kind: REST, resource-policy: {policy} }}]\n");
    refused(&policy("p.json"), &["not-a-policy 2:47"]);
    refused(&policy("''"), &["not-a-policy 2:47"]);
    refused(&policy("{ file: gone.json }"), &["cannot-read-file 2:55"]);
    refused(&policy("{ name: x }"), &["missing-key 2:47"]);
    refused(
        &policy("{ fille: x }"),
        &["missing-key 2:47", "unknown-key 2:49"],
    );
    refused(
        &policy("{ file: x, document: {} }"),
        &["file-and-document 2:68"],
    );
    refused(
        &policy("'{\"PolicyVersion\": {}}'"),
        &["wrapped-policy 2:48"],
    );
    refused(
        &policy("'{\"Statement\": 5}'"),
        &["statement-not-object 2:62"],
    );
    let help = native(&format!("can-invoke: 1\n{}", policy("p.json"))).diagnostics[0]
        .help
        .clone();
    assert_eq!(
        help.as_deref(),
        Some("to name a file, write `{ file: p.json }`")
    );
    refused(
        &policy(&format!("'{}'", OPEN.replace("Allow", "Alow"))),
        &["invalid-effect 2:94"],
    );
}

#[test]
fn organizations() {
    refused(
        "organization: { id: o-1, root: { id: x, units: [] } }\n",
        &["invalid-organization-id 2:21"],
    );
    refused(
        "organization:
  id: o-exampleorg1
  management-account: 999999999999
  root:
    id: r-ab12
    service-control-policies: []
    accounts: [111111111111, 111111111111, 12]
    units:
      - id: ou-ab12-cdefghij
        resource-control-policies: [FullAWSAccess]
        accounts: [{ id: 222222222222, resource-control-policies: none }]
      - id: ou-ab12-cdefghij
        service-control-policies: [RCPFullAWSAccess]
        resource-control-policies: []
      - id: ou-x
",
        &[
            "warning management-account-not-listed 4:23",
            "missing-organization-policies 6:9",
            "no-service-control-policy 7:31",
            "duplicate-account 8:30",
            "invalid-account-id 8:44",
            "missing-organization-policies 10:13",
            "wrong-policy-name 11:37",
            "missing-organization-policies 12:26",
            "duplicate-unit 13:13",
            "wrong-policy-name 14:36",
            "invalid-organization-id 16:13",
        ],
    );
    let one = "can-invoke: 1\norganization: { id: o-exampleorg1, root: { id: r-ab12 } }\n";
    let loaded = load(&[("one.yaml", one), ("two.yaml", one)], &[]);
    assert_eq!(told(&loaded), ["duplicate-organization two.yaml:2:21"]);
}

#[test]
fn hostile_texts_cost_a_diagnostic() {
    for text in ["", "\u{0}", "{", "can-invoke: [", "%7B", "a: &a [*a]"] {
        for name in ["x.json", "x.yaml", "x"] {
            let loaded = load(&[(name, text)], &[]);
            assert!(!loaded.diagnostics.is_empty(), "{name} {text:?}");
        }
    }
}
