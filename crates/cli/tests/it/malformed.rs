//! Malformed input: one clear message with its place, exit status 2, no panic, bounded
//! memory. What can be read all the same is read, with a warning and the corrected text.

use std::{fs, path::Path};

use crate::support::{Ran, can_invoke, folder, run};

const POLICY: &str = r#"{
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

const IDENTITY: &str = r#"{
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

const INVENTORY: &str = r#"can-invoke: 1
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
const MARK: &str = "@@";

/// One malformed file, the others being good.
struct Malformed {
    name: &'static str,
    file: &'static str,
    content: Vec<u8>,
    code: &'static str,
    line: usize,
    column: usize,
}

/// Text in which the mark stands where the error is.
fn marked(
    name: &'static str,
    file: &'static str,
    text: impl Into<String>,
    code: &'static str,
) -> Malformed {
    let text = text.into();
    let (before, after) = text.split_once(MARK).expect("the text holds the mark");
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Malformed {
        name,
        file,
        content: format!("{before}{after}").into_bytes(),
        code,
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

/// Other bytes, with the error at a place.
fn placed(
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
fn with(good: &str, from: &str, to: &str) -> String {
    assert!(good.contains(from), "{from:?}");
    good.replacen(from, to, 1)
}

fn policy(name: &'static str, from: &str, to: &str, code: &'static str) -> Malformed {
    marked(name, "policy.json", with(POLICY, from, to), code)
}

fn identity(name: &'static str, from: &str, to: &str, code: &'static str) -> Malformed {
    marked(name, "identity.json", with(IDENTITY, from, to), code)
}

fn inventory(name: &'static str, from: &str, to: &str, code: &'static str) -> Malformed {
    marked(name, "inventory.yaml", with(INVENTORY, from, to), code)
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xfeff);
    mark.into_iter()
        .chain(text.encode_utf16())
        .flat_map(bytes)
        .collect()
}

/// Malformed JSON, whatever it should mean.
fn json() -> Vec<Malformed> {
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
            "{\n  \"Version\": @@\"2012-10-1",
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
fn policies() -> Vec<Malformed> {
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
fn inventories() -> Vec<Malformed> {
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
        inventory("an object for a text", "[prod]", "[@@{}]", "wrong-type"),
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

fn write(folder: &Path, file: &str, content: &[u8]) {
    for (name, good) in [
        ("policy.json", POLICY),
        ("identity.json", IDENTITY),
        ("inventory.yaml", INVENTORY),
    ] {
        let content = if name == file {
            content
        } else {
            good.as_bytes()
        };
        fs::write(folder.join(name), content).expect("a file can be written");
    }
}

const QUESTION: [&str; 7] = [
    "check",
    "--in",
    "inventory.yaml",
    "--as",
    "anonymous",
    "GET",
    "/pets",
];

fn ask(folder: &Path, format: &str) -> Ran {
    let question = [&QUESTION[..], &["--format", format]].concat();
    run(can_invoke(&question).current_dir(folder))
}

#[test]
fn each_malformed_file_gives_one_message_with_its_place() {
    let folder = folder("malformed");
    let all = [json(), policies(), inventories()].concat_all();
    assert!(all.len() >= 20);
    let mut failures = Vec::new();
    for one in &all {
        write(&folder, one.file, &one.content);
        let mut wrong = wrong_with_text(one, &ask(&folder, "text"));
        wrong.extend(wrong_with_json(one, &ask(&folder, "json")));
        failures.extend(wrong.iter().map(|what| format!("{}: {what}", one.name)));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

trait ConcatAll {
    fn concat_all(self) -> Vec<Malformed>;
}

impl<const N: usize> ConcatAll for [Vec<Malformed>; N] {
    fn concat_all(self) -> Vec<Malformed> {
        self.into_iter().flatten().collect()
    }
}

fn wrong_with_text(one: &Malformed, ran: &Ran) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |holds: bool, what: &str| {
        if !holds {
            wrong.push(format!("{what}\n{}", ran.stderr));
        }
    };
    check(ran.status == 2, &format!("exit status {}", ran.status));
    check(ran.stdout.is_empty(), "there is an answer");
    let errors = ran.stderr.lines().filter(|line| line.starts_with("error"));
    check(errors.count() == 1, "there is not just one error");
    check(
        ran.stderr.starts_with(&format!("error[{}]: ", one.code)),
        &format!("the error is not {}", one.code),
    );
    let place = format!("--> {}:{}:{}\n", one.file, one.line, one.column);
    check(ran.stderr.contains(&place), &format!("no {place}"));
    let number = format!("{} |", one.line);
    let shows = |line: &str| line.trim_start().starts_with(&number);
    check(ran.stderr.lines().any(shows), "the line is not shown");
    check(ran.stderr.len() < 4000, "the message is too long");
    check(!ran.stderr.contains("panicked"), "it panics");
    wrong
}

fn wrong_with_json(one: &Malformed, ran: &Ran) -> Vec<String> {
    let Ok(report) = serde_json::from_str::<serde_json::Value>(&ran.stdout) else {
        return vec![format!("no JSON: {ran:?}")];
    };
    let error = &report["diagnostics"][0];
    let place = &error["location"];
    let found = (
        ran.status,
        error["code"].as_str(),
        place["file"].as_str(),
        place["line"].as_u64(),
        place["column"].as_u64(),
    );
    let wanted = (
        2,
        Some(one.code),
        Some(one.file),
        Some(one.line as u64),
        Some(one.column as u64),
    );
    if found == wanted && report["error"] == error["message"] && ran.stderr.is_empty() {
        Vec::new()
    } else {
        vec![format!(
            "JSON: expected {wanted:?}, found {found:?} in {report}"
        )]
    }
}

/// An element in small letters is told, and so is the element that is then missing.
#[test]
fn an_element_in_small_letters() {
    let folder = folder("small-letters");
    write(
        &folder,
        "policy.json",
        with(POLICY, "\"Effect\"", "\"effect\"").as_bytes(),
    );
    let ran = ask(&folder, "text");
    assert_eq!(ran.status, 2);
    assert!(
        ran.stderr.contains("--> policy.json:5:7\n"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("did you mean `Effect`?"),
        "{}",
        ran.stderr
    );
}

/// What is forgiven, with the warning and the corrected text.
#[test]
fn what_can_be_read_is_read_with_a_warning() {
    let folder = folder("forgiven");
    for (from, to, code, corrected) in [
        (
            "\"execute-api:/*\"",
            "\"execute-api:/*\"@@,",
            "json-trailing-comma",
            "8 +       \"Resource\": \"execute-api:/*\"\n",
        ),
        (
            "  \"Statement\"",
            "  @@// everyone may\n  \"Statement\"",
            "json-comment",
            "3 -   // everyone may\n",
        ),
        (
            "\"Allow\",",
            "\"Allow\", @@/* for now */",
            "json-comment",
            "5 +       \"Effect\": \"Allow\",",
        ),
        (
            "\"Allow\",",
            "\"Allow\"@@",
            "json-missing-comma",
            "5 |       \"Effect\": \"Allow\",\n",
        ),
        (
            "\"Allow\"",
            "@@'Allow'",
            "json-single-quotes",
            "5 +       \"Effect\": \"Allow\",\n",
        ),
        (
            "{",
            "@@\u{feff}{",
            "byte-order-mark",
            "remove the byte-order mark",
        ),
    ] {
        let one = policy("forgiven", from, to, code);
        write(&folder, one.file, &one.content);
        let ran = ask(&folder, "text");
        let place = format!("--> policy.json:{}:{}\n", one.line, one.column);
        assert_eq!(ran.status, 0, "{code}: {}", ran.stderr);
        assert!(ran.stdout.starts_with("allowed "), "{code}: {}", ran.stdout);
        assert!(
            ran.stderr.starts_with(&format!("warning[{code}]: ")),
            "{}",
            ran.stderr
        );
        assert_eq!(ran.stderr.matches("warning[").count(), 1, "{}", ran.stderr);
        assert!(ran.stderr.contains(&place), "{place}{}", ran.stderr);
        assert!(ran.stderr.contains(corrected), "{corrected}{}", ran.stderr);
    }
}

#[test]
fn what_is_no_file() {
    let folder = folder("no-file");
    fs::create_dir(folder.join("empty")).expect("a folder can be made");
    fs::write(folder.join("policy.json"), POLICY).expect("a file can be written");
    for (path, message) in [
        ("empty", "error: the folder `empty` holds no inventory"),
        (
            "nothing.yaml",
            "error: there is no file or folder `nothing.yaml`",
        ),
        ("*.yaml", "error: no file matches `*.yaml`"),
        (
            "policy.json",
            "error[unbound-policy]: a policy document alone does not say",
        ),
    ] {
        let question = ["check", "--in", path, "--as", "anonymous", "GET", "/pets"];
        let ran = run(can_invoke(&question).current_dir(&folder));
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
        assert!(ran.stderr.starts_with(message), "{}", ran.stderr);
    }
}

#[test]
fn bad_arguments() {
    let folder = folder("arguments");
    write(&folder, "", b"");
    let ann = ["--as", "arn:aws:iam::111111111111:user/ann"];
    let pets = ["GET", "/pets"];
    for (arguments, message) in [
        (
            [&["--as", "bob"], &pets[..]].concat(),
            "error: `bob` is not a caller\n  help: ",
        ),
        (
            [&ann, &["GET", "pets"][..]].concat(),
            "error: `pets` is neither an invoke URL",
        ),
        (
            [&ann, &["G3T", "/pets"][..]].concat(),
            "error: `G3T` is not an HTTP method\n",
        ),
        (
            [&ann, &["/pets"][..]].concat(),
            "error: no method is given\n  help: ",
        ),
        (
            [&ann, &["--strict"][..]].concat(),
            "error: no method and target are given\n",
        ),
        (
            [&ann, &["--api", "zzz"], &pets[..]].concat(),
            "error: the inventory has no API `zzz`\n",
        ),
        (
            [&ann, &["--context", "key"], &pets[..]].concat(),
            "error: `key` is not a condition key with a value\n  help: ",
        ),
        (
            [&ann, &["--source-ip", "1.2.3"], &pets[..]].concat(),
            "error: invalid value '1.2.3' for '--source-ip <ADDRESS>'",
        ),
        (
            [&ann, &["--contxt", "a:b=c"], &pets[..]].concat(),
            "error: unexpected argument '--contxt' found",
        ),
        (
            vec!["--strict", "GET", "/pets"],
            "error: the following required arguments were not provided:\n  --as",
        ),
        (
            [&ann[..], &["https://example.com/prod/pets"]].concat(),
            "error: `https://example.com/prod/pets` is not the URL of an API Gateway stage\n",
        ),
        (
            [
                &ann[..],
                &["arn:aws:execute-api:us-east-1:111111111111:abc123/*"],
            ]
            .concat(),
            "error: `arn:aws:execute-api:us-east-1:111111111111:abc123/*` holds a wildcard",
        ),
    ] {
        let arguments = [&["check", "--in", "inventory.yaml"], &arguments[..]].concat();
        let ran = run(can_invoke(&arguments).current_dir(&folder));
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(
            ran.stderr.starts_with(message),
            "{arguments:?}: {}",
            ran.stderr
        );
    }
}

/// Under a limit of 512 MiB of address space, a program that needs more aborts.
#[cfg(target_os = "linux")]
#[test]
fn memory_is_bounded() {
    let folder = folder("memory");
    let megabytes = |count: usize| "x".repeat(count * 1_000_000);
    let string = |count: usize| with(POLICY, "execute-api:/*", &megabytes(count));
    for (name, file, content, status, code) in [
        (
            "a string of 50 MB",
            "policy.json",
            string(50),
            2,
            "too-large",
        ),
        (
            "a file of 50 MB",
            "inventory.yaml",
            format!("{INVENTORY}# {}", megabytes(50)),
            2,
            "too-large",
        ),
        (
            "a string of 30 MB",
            "policy.json",
            string(30),
            1,
            "malformed-resource",
        ),
        (
            "many values",
            "policy.json",
            format!("[{}1]", "1,".repeat(10_000_000)),
            2,
            "too-many-values",
        ),
        (
            "many keys",
            "policy.json",
            format!("{{{}", "\"a\":1,".repeat(4_000_000)),
            2,
            "",
        ),
    ] {
        write(&folder, file, content.as_bytes());
        let mut command = std::process::Command::new("sh");
        command
            .args(["-c", "ulimit -v 524288 && exec \"$@\"", "sh"])
            .arg(env!("CARGO_BIN_EXE_can-invoke"))
            .args(QUESTION)
            .current_dir(&folder);
        let ran = run(&mut command);
        assert_eq!(ran.status, status, "{name}: {}", ran.stderr);
        assert!(ran.stderr.contains(code), "{name}: {}", ran.stderr);
        assert!(
            ran.stderr.len() + ran.stdout.len() < 20_000,
            "{name} is told at length"
        );
    }
}
