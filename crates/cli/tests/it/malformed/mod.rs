//! Malformed input: one clear message with its place, exit status 2, no panic, bounded
//! memory. What can be read all the same is read, with a warning and the corrected text.

mod tables;

use std::{fs, path::Path};

use crate::support::{Ran, can_invoke, folder, run};

use tables::{IDENTITY, INVENTORY, Malformed, POLICY, inventories, json, policies, policy, with};

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
            "error: the inventory has no custom domain name `example.com`\n",
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
            "a string of 12 MB",
            "policy.json",
            string(12),
            1,
            "malformed-resource",
        ),
        (
            "many values",
            "policy.json",
            format!("[{}1]", "1,".repeat(2_000_000)),
            2,
            "too-many-values",
        ),
        (
            "a YAML text of 12 MB",
            "inventory.yaml",
            with(INVENTORY, "us-east-1", &megabytes(12)),
            2,
            "invalid-region",
        ),
        (
            "many YAML values",
            "inventory.yaml",
            "- 1\n".repeat(1_200_000),
            2,
            "too-many-values",
        ),
        (
            "many keys",
            "policy.json",
            format!("{{{}", "\"a\":1,".repeat(2_000_000)),
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
