//! `check --format mermaid` and `--format svg`.

use std::fs;

use serde_json::{Value, json};

use crate::support::{can_invoke, repository, run};

const PET_SHOP: &str = "arn:aws:iam::222222222222:role/pet-shop";

/// The question of the cross-account example that leads through a role.
fn through_a_role(format: &str) -> Vec<&str> {
    let question = [
        "check",
        "--in",
        "examples/cross-account-http",
        "--as",
        PET_SHOP,
        "--external-id",
        "pets-2026",
        "--format",
        format,
        "GET",
        "/pets",
    ];
    question.to_vec()
}

#[test]
fn the_picture_in_the_readme_is_that_of_the_example() {
    let ran = run(&mut can_invoke(&through_a_role("svg")));
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let path = repository().join("docs/images/cross-account.svg");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &ran.stdout).expect("the picture can be written");
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        published == ran.stdout,
        "{} is not what the command draws; if the change is meant, run this test with \
         UPDATE_DOCS=1, look at the picture and commit it",
        path.display()
    );
    let readme = fs::read_to_string(repository().join("README.md")).expect("there is a README");
    assert!(readme.contains("](docs/images/cross-account.svg)"));
}

#[test]
fn in_webassembly_the_picture_is_the_same() {
    let folder = "examples/cross-account-http";
    let document = |name: &str| {
        let name = format!("{folder}/{name}");
        let text = fs::read_to_string(repository().join(&name)).expect("an example can be read");
        json!({ "name": name, "text": text })
    };
    let policies = [
        "pet-shop.json",
        "pets-invoker-trust.json",
        "pets-invoker.json",
    ];
    let mut input = json!({
        "documents": [document("inventory.yaml")],
        "files": policies.map(document),
        "caller": PET_SHOP,
        "method": "GET",
        "target": "/pets",
        "externalId": "pets-2026",
    });
    for (format, begins) in [("svg", "<svg "), ("mermaid", "%%{init")] {
        input["format"] = json!(format);
        let drawn = can_invoke_wasm::check(&input.to_string());
        assert!(drawn.starts_with(begins), "{drawn}");
        assert_eq!(drawn, run(&mut can_invoke(&through_a_role(format))).stdout);
    }
    input["format"] = json!("png");
    let refusal: Value =
        serde_json::from_str(&can_invoke_wasm::check(&input.to_string())).expect("it is JSON");
    let error = refusal["error"].as_str().expect("it says what is wrong");
    assert!(error.contains("`json`, `mermaid`, `svg`"), "{error}");
}

#[test]
fn how_it_ends_is_told_by_the_exit_status_all_the_same() {
    for (route, status) in [("GET /pets", 0), ("DELETE /pets", 1)] {
        let (method, path) = route.split_once(' ').expect("METHOD PATH");
        let ran = run(&mut can_invoke(&[
            "check",
            "--in",
            "examples/cross-account-rest",
            "--as",
            PET_SHOP,
            "--format",
            "mermaid",
            method,
            path,
        ]));
        assert_eq!(ran.status, status, "{}", ran.stderr);
        assert!(ran.stdout.contains("flowchart TD"), "{}", ran.stdout);
    }
}

#[test]
fn warnings_stand_beside_the_picture_and_not_in_it() {
    let alice = "arn:aws:iam::222222222222:user/Alice";
    let folder = "examples/published-sample";
    let ran = run(&mut can_invoke(&[
        "check", "--in", folder, "--as", alice, "--format", "svg", "GET", "/pets",
    ]));
    assert!(ran.stderr.contains("trailing comma"), "{}", ran.stderr);
    assert!(ran.stdout.starts_with("<svg "), "{}", ran.stdout);
    assert!(!ran.stdout.contains("trailing comma"), "{}", ran.stdout);
}

#[test]
fn of_a_question_that_cannot_be_asked_there_is_no_picture() {
    for format in ["svg", "mermaid"] {
        let ran = run(&mut can_invoke(&[
            "check",
            "--in",
            "examples/cross-account-http",
            "--as",
            "nobody-knows",
            "--format",
            format,
            "GET",
            "/pets",
        ]));
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    }
}

#[test]
fn other_commands_have_no_pictures() {
    let ran = run(&mut can_invoke(&["keys", "--format", "svg"]));
    assert_eq!(ran.status, 2);
    assert!(
        ran.stderr.contains("[possible values: text, json]"),
        "{}",
        ran.stderr
    );
}
