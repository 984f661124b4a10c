//! The files with which others run the command: they can be read, and the command lines in them
//! are those of the command.

use std::fs;

use can_invoke_source::{Limits, Node, Sources, Value, parse_text};

use crate::support::{can_invoke, repository, run};

const FILES: &[&str] = &[
    "action.yml",
    ".pre-commit-hooks.yaml",
    "examples/ci/github-actions.yml",
    "examples/ci/gitlab-ci.yml",
    "examples/ci/pre-commit-config.yaml",
];

fn tree(path: &str) -> Node {
    let text = fs::read_to_string(repository().join(path)).unwrap();
    let mut sources = Sources::new();
    let file = sources.add(path, text);
    let parsed = parse_text(&sources, file, &Limits::default());
    assert!(
        parsed.diagnostics.is_empty(),
        "{path}: {:?}",
        parsed.diagnostics
    );
    parsed.value.unwrap()
}

fn texts(node: &Node, out: &mut Vec<String>) {
    match &node.value {
        Value::String(text) => out.push(text.decoded.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, out)),
        Value::Object(members) => members.iter().for_each(|one| texts(&one.value, out)),
        _ => {}
    }
}

/// The words of every `can-invoke lint` that a file runs, up to where its output goes; variables
/// of the shell stand for what they hold unless a workflow says otherwise.
fn commands(path: &str) -> Vec<Vec<String>> {
    let tree = tree(path);
    let mut all = Vec::new();
    texts(&tree, &mut all);
    let default = |name: &str| {
        let input = tree.get("inputs").and_then(|inputs| inputs.get(name));
        let default = input.and_then(|input| input.get("default"));
        default
            .and_then(Node::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let lines = all.iter().flat_map(|text| text.lines());
    lines
        .filter_map(|line| line.trim().strip_prefix("can-invoke lint "))
        .map(|line| {
            let words = line
                .split_whitespace()
                .take_while(|word| !matches!(*word, ">" | "||"));
            words
                .map(|word| match word {
                    "\"$FORMAT\"" => default("format"),
                    "\"$FAIL_ON\"" => default("fail-on"),
                    _ => word.to_owned(),
                })
                .filter(|word| !word.contains('$'))
                .collect()
        })
        .collect()
}

#[test]
fn every_command_line_is_one_that_the_command_takes() {
    let mut count = 0;
    for path in FILES {
        for words in commands(path) {
            // What is wrong with the words before it is told all the same.
            let mut arguments = vec!["lint"];
            arguments.extend(words.iter().map(String::as_str));
            let end = arguments.iter().position(|word| *word == "--");
            arguments.insert(end.unwrap_or(arguments.len()), "--help");
            let ran = run(&mut can_invoke(&arguments));
            assert_eq!(ran.status, 0, "{path}: {words:?}\n{}", ran.stderr);
            count += 1;
        }
    }
    assert_eq!(count, 6, "in {FILES:?}");
}

#[test]
fn a_wrong_command_line_is_told_although_help_is_asked_for() {
    for wrong in ["--no-such-option", "--format=no-such-format"] {
        let ran = run(&mut can_invoke(&["lint", wrong, "--help"]));
        assert_eq!(ran.status, 2, "{ran:?}");
    }
}

#[test]
fn actions_are_pinned_by_their_commit() {
    let mut count = 0;
    for path in FILES {
        let text = fs::read_to_string(repository().join(path)).unwrap();
        let uses = text.lines().filter_map(|line| line.split_once("uses: "));
        for (_, action) in uses {
            let (name, commit) = action.split_once('@').unwrap();
            let commit = commit.split(' ').next().unwrap();
            let is_hash = commit.len() == 40 && commit.bytes().all(|one| one.is_ascii_hexdigit());
            assert!(is_hash || name == "OWNER/can-invoke", "{path}: {action}");
            count += 1;
        }
    }
    assert_eq!(count, 3);
}

#[test]
fn the_action_runs_nothing_that_an_input_holds() {
    let tree = tree("action.yml");
    let steps = tree.get("runs").and_then(|runs| runs.get("steps")).unwrap();
    let mut count = 0;
    for step in steps.as_array().unwrap() {
        if let Some(script) = step.get("run").and_then(Node::as_str) {
            assert!(!script.contains("${{"), "{script}");
            assert_eq!(step.get("shell").and_then(Node::as_str), Some("bash"));
            count += 1;
        }
    }
    assert_eq!(count, 4);
}

#[test]
fn the_workflow_gives_inputs_that_the_action_has() {
    let action = tree("action.yml");
    let workflow = tree("examples/ci/github-actions.yml");
    let steps = workflow.get("jobs").and_then(|jobs| jobs.get("lint"));
    let steps = steps.and_then(|job| job.get("steps")).unwrap();
    let step = steps.as_array().unwrap().last().unwrap();
    for given in step.get("with").and_then(Node::as_object).unwrap() {
        let inputs = action.get("inputs").unwrap();
        assert!(inputs.get(&given.key).is_some(), "{}", given.key);
    }
}

#[test]
fn the_hooks_of_the_example_are_there() {
    let hooks = tree(".pre-commit-hooks.yaml");
    let ids: Vec<&str> = hooks
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|hook| hook.get("id")?.as_str())
        .collect();
    let mut used = Vec::new();
    texts(&tree("examples/ci/pre-commit-config.yaml"), &mut used);
    assert!(
        used.iter().any(|text| ids.contains(&text.as_str())),
        "{used:?}"
    );
}
