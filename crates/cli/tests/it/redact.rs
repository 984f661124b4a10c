//! `can-invoke redact`, as a user sees it.

use std::fs;

use serde_json::Value;

use crate::support::{can_invoke, folder, run};

const EXAMPLE: &str = "examples/cross-account-http";

/// A word under its pseudonym, as the list of names says.
fn hidden<'n>(names: &'n Value, word: &str) -> &'n str {
    names[word]
        .as_str()
        .unwrap_or_else(|| panic!("{word} has no pseudonym"))
}

#[test]
fn an_example_has_the_same_answer_under_pseudonyms() {
    let folder = folder("redact");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let (out, names) = (path("redacted.json"), path("names.json"));
    let ran = run(&mut can_invoke(&[
        "redact", "--in", EXAMPLE, "--out", &out, "--names", &names,
    ]));
    assert_eq!(
        (ran.status, ran.stdout.as_str(), ran.stderr.as_str()),
        (0, "", "")
    );
    let text = fs::read_to_string(&out).expect("the inventory was written");
    let list = fs::read_to_string(&names).expect("the names were written");
    let list: Value = serde_json::from_str(&list).expect("the names are JSON");
    let words: Vec<&str> = text.split(|it: char| !it.is_ascii_alphanumeric()).collect();
    for word in [
        "111111111111",
        "222222222222",
        "shop",
        "pets",
        "invoker",
        "def456",
    ] {
        assert!(!words.contains(&word), "{word} is left in\n{text}");
    }

    let ask = |caller: &str, method: &str, url: &str, from: &str| {
        let arguments = [
            "check", "--as", caller, method, url, "--in", from, "--format", "json",
        ];
        let ran = run(&mut can_invoke(&arguments));
        let answer: Value = serde_json::from_str(&ran.stdout).expect("the answer is JSON");
        (ran.status, answer)
    };
    for method in ["GET", "POST"] {
        let caller = "arn:aws:sts::222222222222:assumed-role/pet-shop/till";
        let url = "https://def456.execute-api.us-east-1.amazonaws.com/pets";
        let (status, answer) = ask(caller, method, url, EXAMPLE);
        let of = |word: &str| hidden(&list, word);
        let caller = format!(
            "arn:aws:sts::{}:assumed-role/{}-{}/till",
            of("222222222222"),
            of("pet"),
            of("shop")
        );
        let url = format!(
            "https://{}.execute-api.us-east-1.amazonaws.com/{}",
            of("def456"),
            of("pets")
        );
        let (status_then, then) = ask(&caller, method, &url, &out);
        assert_eq!(
            (status, &answer["verdict"]),
            (status_then, &then["verdict"])
        );
        let steps = |answer: &Value| {
            let step = |name: &str| {
                let decided = &answer["rolePaths"]["paths"][0][name];
                let by = decided["decidedBy"].as_array().cloned().unwrap_or_default();
                let by: Vec<String> = by
                    .iter()
                    .map(|one| format!("{} {}", one["layer"], one["index"]))
                    .collect();
                (decided["verdict"].clone(), by)
            };
            [step("assume"), step("invoke")]
        };
        assert_eq!(steps(&answer), steps(&then), "{method}");
    }
}

#[test]
fn the_same_documents_come_to_the_same() {
    let redacted = |seed: &[&str]| {
        let ran = run(can_invoke(&["redact", "--in", EXAMPLE]).args(seed));
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        ran.stdout
    };
    assert_eq!(redacted(&[]), redacted(&[]));
    assert_ne!(redacted(&["--seed", "one"]), redacted(&["--seed", "two"]));
}

#[test]
fn what_cannot_be_read_is_not_written() {
    let folder = folder("redact-unreadable");
    let path = folder.join("inventory.yaml");
    fs::write(&path, "can-invoke: 1\nprincipal: []\n").expect("a file can be written");
    let ran = run(&mut can_invoke(&[
        "redact",
        "--in",
        &path.to_string_lossy(),
    ]));
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    assert!(
        ran.stderr.contains("did you mean `principals`?"),
        "{}",
        ran.stderr
    );
}
