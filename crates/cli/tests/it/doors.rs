//! The same answer through either door: the command and WebAssembly, byte for byte.

use std::fs;

use serde_json::{Value, json};

use crate::support::{can_invoke, repository, run};

/// The documents of an example: its inventory, and what that names.
fn input(folder: &str) -> Value {
    let document = |name: &str| {
        let text = fs::read_to_string(repository().join(name)).expect("an example can be read");
        json!({ "name": name, "text": text })
    };
    let inventory = format!("{folder}/inventory.yaml");
    let mut names: Vec<String> = fs::read_dir(repository().join(folder))
        .expect("the example is there")
        .filter_map(|entry| {
            entry
                .expect("an entry can be read")
                .file_name()
                .into_string()
                .ok()
        })
        .filter(|name| name.ends_with(".json"))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    names.sort();
    let files: Vec<Value> = names.iter().map(|name| document(name)).collect();
    json!({ "documents": [document(&inventory)], "files": files })
}

fn same(folder: &str, arguments: &[&str], ask: fn(&str) -> String, more: &[(&str, Value)]) {
    let mut input = input(folder);
    for (key, value) in more {
        input[*key] = value.clone();
    }
    let mut line = arguments.to_vec();
    line.extend(["--in", folder, "--format", "json"]);
    let ran = run(&mut can_invoke(&line));
    assert!(ran.stdout.len() > 100, "{line:?}: {}", ran.stderr);
    assert_eq!(ask(&input.to_string()), ran.stdout, "{line:?}");
}

#[test]
fn route_tables_references_and_diagnoses_are_the_same() {
    for folder in ["examples/cross-account-rest", "examples/private-api"] {
        same(folder, &["routes"], can_invoke_wasm::routes::routes, &[]);
    }
    let folder = "examples/cross-account-rest";
    let other = [("api", json!("abc124"))];
    same(
        folder,
        &["routes", "--api", "abc124"],
        can_invoke_wasm::routes::routes,
        &other,
    );
    let subject = [("subject", json!("vlk111"))];
    let line = ["references", "vlk111"];
    let ask = can_invoke_wasm::references::references;
    same("examples/vpc-link-references", &line, ask, &subject);
    let text = "Missing Authentication Token";
    let line = ["why", "--text", text];
    same(
        folder,
        &line,
        can_invoke_wasm::why,
        &[("text", json!(text))],
    );
}
