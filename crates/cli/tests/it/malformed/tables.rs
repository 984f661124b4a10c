//! Malformed files, each with the error and its place.

pub(super) const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "execute-api:Invoke",
      "Resource": "execute-api:/*"
    }
  ]
}
"#;

pub(super) const IDENTITY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "execute-api:Invoke",
      "Resource": "*"
    }
  ]
}
"#;

pub(super) const INVENTORY: &str = r#"can-invoke: 1
principals:
  - arn: arn:aws:iam::111111111111:user/ann
    policies:
      - file: identity.json
apis:
  - id: abc123
    kind: REST
    account: "111111111111"
    region: us-east-1
    endpoint-type: REGIONAL
    resource-policy: { file: policy.json }
    stages: [prod]
    routes:
      GET /pets: NONE
"#;

/// Where an error is: the text before the mark is before it.
pub(super) const MARK: &str = "@@";

/// One malformed file, the others being good.
pub(super) struct Malformed {
    pub(super) name: &'static str,
    pub(super) file: &'static str,
    pub(super) content: Vec<u8>,
    pub(super) code: &'static str,
    pub(super) line: usize,
    pub(super) column: usize,
}

/// Text in which the mark stands where the error is.
pub(super) fn marked(
    name: &'static str,
    file: &'static str,
    text: impl Into<String>,
    code: &'static str,
) -> Malformed {
    let text = text.into();
    let (before, after) = text.split_once(MARK).expect("the text holds the mark");
    let line_before = before.rsplit('\n').next().unwrap_or_default();
    Malformed {
        name,
        file,
        content: format!("{before}{after}").into_bytes(),
        code,
        line: before.matches('\n').count() + 1,
        column: line_before.chars().count() + 1,
    }
}

/// Other bytes, with the error at a place.
pub(super) fn placed(
    name: &'static str,
    file: &'static str,
    content: impl Into<Vec<u8>>,
    code: &'static str,
    (line, column): (usize, usize),
) -> Malformed {
    Malformed {
        name,
        file,
        content: content.into(),
        code,
        line,
        column,
    }
}

/// The good text with one place changed.
pub(super) fn with(good: &str, from: &str, to: &str) -> String {
    assert!(good.contains(from), "{from:?}");
    good.replacen(from, to, 1)
}

pub(super) fn policy(name: &'static str, from: &str, to: &str, code: &'static str) -> Malformed {
    marked(name, "policy.json", with(POLICY, from, to), code)
}

pub(super) fn identity(name: &'static str, from: &str, to: &str, code: &'static str) -> Malformed {
    marked(name, "identity.json", with(IDENTITY, from, to), code)
}

pub(super) fn inventory(name: &'static str, from: &str, to: &str, code: &'static str) -> Malformed {
    marked(name, "inventory.yaml", with(INVENTORY, from, to), code)
}

pub(super) fn utf16(text: &str, bytes: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xfeff);
    mark.into_iter()
        .chain(text.encode_utf16())
        .flat_map(bytes)
        .collect()
}

/// Malformed JSON, whatever it should mean.
pub(super) fn json() -> Vec<Malformed> {
    let condition = "\"execute-api:/*\",\n      \"Condition\": ";
    vec![
        marked(
            "truncated between elements",
            "policy.json",
            "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [@@",
            "json-unterminated",
        ),
        marked(
            "truncated in a string",
            "policy.json",
            "{\n  \"Version\": \"2012-10-1@@",
            "json-unterminated-string",
        ),
        policy(
            "a key twice at the top",
            "\"2012-10-17\",",
            "\"2012-10-17\",\n  @@\"Version\": \"2012-10-17\",",
            "duplicate-key",
        ),
        policy(
            "a key twice in a statement",
            "\"Allow\",",
            "\"Allow\",\n      @@\"Effect\": \"Deny\",",
            "duplicate-key",
        ),
        policy(
            "an operator twice",
            "\"execute-api:/*\"",
            &format!(
                "{condition}{{ \"Bool\": {{ \"aws:SecureTransport\": \"true\" }}, @@\"Bool\": {{ \
                 \"aws:SecureTransport\": \"false\" }} }}"
            ),
            "duplicate-key",
        ),
        policy(
            "a condition key twice",
            "\"execute-api:/*\"",
            &format!(
                "{condition}{{ \"IpAddress\": {{ \"aws:SourceIp\": \"192.0.2.0/24\", \
                 @@\"aws:SourceIp\": \"198.51.100.0/24\" }} }}"
            ),
            "duplicate-key",
        ),
        placed(
            "arrays a hundred thousand deep",
            "policy.json",
            "[".repeat(100_000),
            "too-deep",
            (1, 129),
        ),
        placed(
            "arrays a hundred thousand deep, closed",
            "policy.json",
            format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
            "too-deep",
            (1, 129),
        ),
        placed(
            "objects a hundred thousand deep",
            "policy.json",
            "{\"a\":".repeat(100_000),
            "too-deep",
            (1, 128 * 5 + 1),
        ),
        policy("a NUL byte", "\"Allow\"", "\"Al@@\0low\"", "nul-byte"),
        placed(
            "UTF-16, little endian, with its mark",
            "policy.json",
            utf16(POLICY, u16::to_le_bytes, true),
            "utf-16",
            (1, 1),
        ),
        placed(
            "UTF-16, big endian, with its mark",
            "policy.json",
            utf16(POLICY, u16::to_be_bytes, true),
            "utf-16",
            (1, 1),
        ),
        placed(
            "UTF-16, little endian, without a mark",
            "policy.json",
            utf16(POLICY, u16::to_le_bytes, false),
            "utf-16",
            (1, 1),
        ),
        placed(
            "UTF-16, big endian, without a mark",
            "policy.json",
            utf16(POLICY, u16::to_be_bytes, false),
            "utf-16",
            (1, 1),
        ),
        placed(
            "a byte that is not UTF-8",
            "policy.json",
            [b"{\n  \"Version\": \"\xff\"\n}".as_slice()].concat(),
            "invalid-utf8",
            (2, 15),
        ),
        placed("nothing", "policy.json", "", "empty-document", (1, 1)),
        placed(
            "white space",
            "policy.json",
            " \n\n ",
            "empty-document",
            (1, 1),
        ),
    ]
}

/// JSON that is no policy.
pub(super) fn policies() -> Vec<Malformed> {
    vec![
        marked(
            "an array",
            "policy.json",
            format!("@@[{POLICY}]"),
            "wrong-type",
        ),
        marked("a number", "policy.json", "@@42\n", "wrong-type"),
        marked("a string", "policy.json", "@@\"hello\"\n", "not-a-policy"),
        policy(
            "a statement that is a string",
            "[\n    {",
            "[\n    @@\"Allow\",\n    {",
            "statement-not-object",
        ),
        policy(
            "an effect that is a number",
            "\"Allow\"",
            "@@1",
            "invalid-effect",
        ),
        policy(
            "an effect in small letters",
            "\"Allow\"",
            "@@\"allow\"",
            "invalid-effect",
        ),
        policy(
            "an action that is null",
            "\"execute-api:Invoke\"",
            "@@null",
            "not-a-string",
        ),
        policy(
            "an element in small letters",
            "\"execute-api:/*\"",
            "\"execute-api:/*\",\n      @@\"condition\": {}",
            "unknown-element",
        ),
        policy(
            "a kind of principal that there is not",
            "\"*\",\n      \"Action\"",
            "{ @@\"User\": \"*\" },\n      \"Action\"",
            "unknown-principal-kind",
        ),
        policy(
            "a kind of principal in other letters",
            "\"*\",\n      \"Action\"",
            "{ @@\"aws\": \"*\" },\n      \"Action\"",
            "unknown-principal-kind",
        ),
        policy(
            "an account with too few digits",
            "\"*\",\n      \"Action\"",
            "{ \"AWS\": @@\"12345\" },\n      \"Action\"",
            "invalid-principal",
        ),
        policy(
            "no principal",
            "    {\n      \"Effect\": \"Allow\",\n      \"Principal\": \"*\",",
            "    @@{\n      \"Effect\": \"Allow\",",
            "missing-principal",
        ),
        policy(
            "Action and NotAction",
            "\"Action\"",
            "\"NotAction\": @@\"s3:*\",\n      \"Action\"",
            "unsupported-element-combination",
        ),
        policy(
            "an operator that there is not",
            "\"execute-api:/*\"",
            "\"execute-api:/*\",\n      \"Condition\": { @@\"StringSame\": { \"aws:username\": \
             \"ann\" } }",
            "unknown-operator",
        ),
        policy(
            "a version that there is not",
            "\"2012-10-17\"",
            "@@\"2012-10-18\"",
            "invalid-version",
        ),
        identity(
            "a principal in an identity-based policy",
            "\"Effect\"",
            "\"Principal\": @@\"*\",\n      \"Effect\"",
            "unsupported-principal",
        ),
    ]
}

/// Malformed YAML, and YAML that is no inventory.
pub(super) fn inventories() -> Vec<Malformed> {
    let bomb: String = ('b'..='j')
        .zip('a'..)
        .map(|(this, last)| {
            format!(
                "{this}: &{this} [{}]\n",
                vec![format!("*{last}"); 9].join(",")
            )
        })
        .collect();
    vec![
        marked(
            "two documents",
            "inventory.yaml",
            format!("{INVENTORY}@@---\n{INVENTORY}"),
            "yaml-multiple-documents",
        ),
        placed(
            "aliases that multiply",
            "inventory.yaml",
            format!("can-invoke: 1\na: &a [x,x,x,x,x,x,x,x,x]\n{bomb}"),
            "too-many-values",
            (7, 4),
        ),
        inventory(
            "an alias of nothing",
            "{ file: policy.json }",
            "@@*policy",
            "yaml-alias",
        ),
        inventory("a tab", "    kind", "@@\tkind", "yaml-tab"),
        inventory(
            "a wrong indentation",
            "    kind",
            "   @@kind",
            "yaml-syntax",
        ),
        inventory(
            "a key twice",
            "    kind: REST",
            "    kind: REST\n    @@kind: HTTP",
            "duplicate-key",
        ),
        inventory("no value", "kind: REST", "kind:@@", "wrong-type"),
        inventory("null", "REST", "@@~", "wrong-type"),
        inventory("a text for a list", "[prod]", "@@prod", "wrong-type"),
        inventory("an object for a text", "REST", "@@{}", "wrong-type"),
        inventory("a stage without a name", "[prod]", "[@@{}]", "missing-key"),
        inventory(
            "an unknown key",
            "endpoint-type",
            "@@endpointType",
            "unknown-key",
        ),
        inventory("an unknown kind", "REST", "@@SOAP", "invalid-kind"),
        inventory(
            "an unknown method",
            "GET /pets",
            "@@FETCH /pets",
            "invalid-route",
        ),
        inventory(
            "an unknown authorization",
            "NONE",
            "@@IAM",
            "invalid-authorization",
        ),
        inventory(
            "an unknown version",
            "can-invoke: 1",
            "can-invoke: @@2",
            "unsupported-version",
        ),
        inventory("no version", "can-invoke: 1\n", "@@", "missing-version"),
        inventory(
            "a file that is not there",
            "policy.json",
            "@@nowhere.json",
            "cannot-read-file",
        ),
        inventory(
            "no account id",
            "\"111111111111\"",
            "@@\"1111\"",
            "invalid-account-id",
        ),
        inventory(
            "no ARN",
            "arn:aws:iam::111111111111:user/ann",
            "@@ann",
            "invalid-principal-arn",
        ),
        marked(
            "something else",
            "inventory.yaml",
            "@@hello\n",
            "unknown-document",
        ),
        marked("nothing", "inventory.yaml", "@@", "empty-document"),
        placed(
            "lists a hundred thousand deep",
            "inventory.yaml",
            "- ".repeat(100_000),
            "too-deep",
            (1, 257),
        ),
        placed(
            "maps a hundred thousand deep",
            "inventory.yaml",
            format!("apis: {}", "{a: ".repeat(100_000)),
            "too-deep",
            (1, 6 + 127 * 4 + 1),
        ),
    ]
}
