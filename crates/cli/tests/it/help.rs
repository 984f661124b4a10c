//! What the command says of itself: examples that work, and a page with every option.

use crate::support::{can_invoke, run};

const COMMANDS: &[&str] = &[
    "check",
    "test",
    "lint",
    "rules",
    "sequence",
    "batch",
    "why",
    "respond",
    "keys",
    "references",
    "routes",
    "assumptions",
    "completions",
    "man",
];

fn help(command: &str) -> String {
    let ran = run(&mut can_invoke(&[command, "--help"]));
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{command}");
    ran.stdout
}

/// The words of a command line of the help, with quotes taken off.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for mark in line.chars() {
        match (quote, mark) {
            (Some(open), mark) if open == mark => quote = None,
            (None, '\'' | '"') => quote = Some(mark),
            (None, ' ') => {
                words.extend(Some(std::mem::take(&mut word)).filter(|it| !it.is_empty()))
            }
            (_, mark) => word.push(mark),
        }
    }
    words.extend(Some(word).filter(|it| !it.is_empty()));
    words
}

#[test]
fn examples_with_the_folders_of_the_repository_can_be_asked() {
    let mut ran_of = Vec::new();
    for command in COMMANDS {
        let help = help(command);
        let Some((_, examples)) = help.split_once("Examples:\n") else {
            continue;
        };
        // A long line is wrapped, and then its rest has the same indent.
        let joined = examples.replace("\\\n", " ").replace("\n    [", " [");
        let is_example = |line: &&str| {
            line.trim_start().starts_with("can-invoke ")
                && line.contains("examples/")
                && !line.ends_with('|')
        };
        for line in joined.lines().filter(is_example) {
            // Behind a pipe it reads what there is not here.
            if line.trim() == "can-invoke why --in examples/cross-account-rest" {
                continue;
            }
            let words = words(line);
            let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
            let ran = run(&mut can_invoke(&words));
            assert_ne!(ran.status, 2, "{line}: {}", ran.stderr);
            assert!(!ran.stdout.is_empty(), "{line}");
            if *command == "references" {
                assert_eq!(ran.status, 1, "{line}: {}", ran.stdout);
            }
            ran_of.push(*command);
        }
    }
    ran_of.dedup();
    let wanted = [
        "check",
        "test",
        "lint",
        "sequence",
        "why",
        "respond",
        "references",
        "routes",
    ];
    assert_eq!(ran_of, wanted);
}

#[test]
fn the_manual_page_has_every_command_with_every_option() {
    let page = run(&mut can_invoke(&["man"])).stdout.replace('\\', "");
    for command in COMMANDS {
        let heading = format!(".SH \"CAN-INVOKE {}\"", command.to_uppercase());
        let (_, part) = page
            .split_once(&heading)
            .expect("a section for each command");
        let part = part.split("\n.SH ").next().unwrap_or(part);
        let help = help(command);
        let options = help.lines().filter_map(|line| {
            let option = line.trim_start().strip_prefix("--")?;
            option.split([' ', ',']).next()
        });
        for option in options {
            assert!(part.contains(option), "{command} --{option}: {part}");
        }
    }
}
