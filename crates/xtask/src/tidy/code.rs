//! What the Rust files say: module documentation, nothing unfinished, no IO where it is banned.

use super::Finding;
use super::files::RepoFile;
use super::tokens::{Token, group_end, matches_at, part_tests, text_at, tokenize};

/// Each module begins by saying what it is.
pub(super) fn check_module_docs(files: &[RepoFile]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.extension() == "rs" && file.in_crate_source().is_some())
        .filter(|file| {
            let first = file.text.lines().next().unwrap_or_default();
            first
                .strip_prefix("//!")
                .is_none_or(|words| words.trim().is_empty())
        })
        .map(|file| {
            Finding::at_line(file, 1, "the file does not begin with its documentation")
                .help("say in the first line, after `//!`, what the module is")
        })
        .collect()
}

/// Nothing unfinished is left standing, and no test is switched off.
pub(super) fn check_placeholders(files: &[RepoFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.extension() == "rs") {
        let tokens = tokenize(&file.text);
        for (place, token) in tokens.iter().enumerate() {
            let name = token.text;
            let is_macro = matches!(name, "todo" | "unimplemented" | "dbg")
                && text_at(&tokens, place + 1) == "!"
                && matches!(text_at(&tokens, place + 2), "(" | "[" | "{");
            if is_macro {
                findings.push(Finding::at_line(
                    file,
                    token.line,
                    format!("`{name}!` is left in the code"),
                ));
            } else if switches_off_a_test(&tokens, place) {
                findings.push(
                    Finding::at_line(file, token.line, "a test is switched off by `#[ignore]`")
                        .help("delete the test, or let it assert what happens today"),
                );
            }
        }
    }
    findings
}

/// `#[ignore]`, `#[ignore = "…"]` and `#[cfg_attr(…, ignore)]`.
fn switches_off_a_test(tokens: &[Token<'_>], place: usize) -> bool {
    if !matches_at(tokens, place, &["#", "["]) {
        return false;
    }
    match text_at(tokens, place + 2) {
        "ignore" => true,
        "cfg_attr" => {
            let inside = place + 2..group_end(tokens, place + 1);
            let inside = tokens.get(inside).unwrap_or_default();
            inside.iter().any(|token| token.text == "ignore")
        }
        _ => false,
    }
}

/// The pure crates know no files, no environment, no network, no processes and no clock.
pub(super) fn check_purity(files: &[RepoFile], pure_crates: &[&str]) -> Vec<Finding> {
    let sources: Vec<_> = files
        .iter()
        .filter(|file| file.extension() == "rs")
        .filter_map(|file| {
            let (name, _) = file.in_crate_source()?;
            pure_crates
                .contains(&name)
                .then(|| (file, tokenize(&file.text)))
        })
        .map(|(file, tokens)| (file, part_tests(&tokens)))
        .collect();

    let test_modules: Vec<String> = sources
        .iter()
        .flat_map(|(file, parted)| {
            let folder = module_folder(&file.path);
            let names = parted.test_modules.iter();
            names.map(move |name| format!("{folder}/{name}"))
        })
        .collect();
    let is_test = |path: &str| {
        test_modules.iter().any(|module| {
            let below = path.strip_prefix(module.as_str());
            below.is_some_and(|below| below == ".rs" || below.starts_with('/'))
        })
    };

    let mut findings = Vec::new();
    for (file, parted) in &sources {
        if is_test(&file.path) {
            continue;
        }
        for (name, line) in find_io(&parted.code) {
            let help = if name == "std::net" {
                "addresses are also in `core::net`, which cannot open a connection"
            } else {
                "take the value as an argument and leave the reading to the command"
            };
            findings.push(
                Finding::at_line(file, line, format!("`{name}` in a crate that does no IO"))
                    .help(help),
            );
        }
    }
    findings
}

/// The folder that holds the child modules of a file.
fn module_folder(path: &str) -> &str {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match name {
        "lib.rs" | "main.rs" | "mod.rs" => folder,
        _ => path.strip_suffix(".rs").unwrap_or(path),
    }
}

/// The banned names in some code, with their lines.
fn find_io(tokens: &[Token<'_>]) -> Vec<(String, usize)> {
    const MODULES: &[&str] = &["fs", "env", "net", "process"];
    let mut found = Vec::new();
    let mut add_module = |token: Option<&Token<'_>>| {
        if let Some(token) = token.filter(|token| MODULES.contains(&token.text)) {
            found.push((format!("std::{}", token.text), token.line));
        }
    };
    let mut clocks = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        if matches_at(tokens, place, &["std", ":", ":", "{"]) {
            let end = group_end(tokens, place + 3);
            let mut item = place + 4;
            while item < end {
                add_module(tokens.get(item));
                item = next_in_group(tokens, item, end);
            }
        } else if matches_at(tokens, place, &["std", ":", ":"]) {
            add_module(tokens.get(place + 3));
        } else if token.text == "SystemTime" {
            clocks.push(("SystemTime".to_owned(), token.line));
        } else if matches_at(tokens, place, &["Instant", ":", ":", "now"]) {
            clocks.push(("Instant::now".to_owned(), token.line));
        }
    }
    found.extend(clocks);
    found.sort_by_key(|(_, line)| *line);
    found
}

/// The place after the next `,` of a group, stepping over groups within.
fn next_in_group(tokens: &[Token<'_>], mut place: usize, end: usize) -> usize {
    while place < end {
        match text_at(tokens, place) {
            "," => return place + 1,
            "{" | "(" | "[" => place = group_end(tokens, place),
            _ => place += 1,
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(findings: Vec<Finding>) -> Vec<String> {
        findings.into_iter().map(|finding| finding.place).collect()
    }

    fn messages(findings: Vec<Finding>) -> Vec<String> {
        findings
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn a_module_begins_with_its_documentation() {
        let file = |text| [RepoFile::new("crates/policy/src/a.rs", text)];
        assert!(check_module_docs(&file("//! What it is.\n")).is_empty());
        for text in [
            "",
            "use a;\n",
            "\n//! Late.\n",
            "//!\n",
            "// No.\n",
            "/// No.\n",
        ] {
            assert_eq!(check_module_docs(&file(text)).len(), 1, "{text:?}");
        }
        let elsewhere = [RepoFile::new("crates/policy/tests/a.rs", "use a;\n")];
        assert!(check_module_docs(&elsewhere).is_empty());
    }

    #[test]
    fn placeholders_are_found_wherever_they_stand() {
        let found = |text: &str| {
            let files = [RepoFile::new("tests/a.rs", text)];
            messages(check_placeholders(&files))
        };
        assert_eq!(found("fn f() { todo!() }"), ["`todo!` is left in the code"]);
        assert_eq!(found("std::unimplemented !(\"x\")").len(), 1);
        assert_eq!(found("dbg![x]").len(), 1);
        assert_eq!(found("#[test]\n#[ignore]\nfn f() {}").len(), 1);
        assert_eq!(found("#[ ignore = \"slow\" ]").len(), 1);
        assert_eq!(found("#[cfg_attr(windows, ignore)]").len(), 1);
    }

    #[test]
    fn what_only_looks_like_a_placeholder_is_left_alone() {
        let text = "// todo!()\nlet a = \"dbg!(x)\"; todo != 1; my_todo!(); \
                    let ignore = todo; #[must_use] fn todo() {}";
        let files = [
            RepoFile::new("a.rs", text),
            RepoFile::new("a.md", "todo!()\n"),
        ];
        assert_eq!(messages(check_placeholders(&files)), [""; 0]);
    }

    fn impure(text: &str) -> Vec<String> {
        let files = [RepoFile::new("crates/policy/src/a.rs", text)];
        messages(check_purity(&files, &["policy"]))
    }

    #[test]
    fn io_is_found_in_every_spelling() {
        for text in [
            "use std::fs;",
            "fn f() { std::fs::read(p) }",
            "use std :: env;",
            "use ::std::net::IpAddr;",
            "use std::{collections::BTreeMap, process::Command};",
            "use std::{fs, io};",
            "use std::time::{Duration, SystemTime};",
            "fn f() { Instant::now() }",
            "#[cfg(not(test))] fn f() { std::env::var(a) }",
        ] {
            assert_eq!(impure(text).len(), 1, "{text}");
        }
        assert_eq!(
            impure("use std::{env, fs::{self, File}};"),
            [
                "`std::env` in a crate that does no IO",
                "`std::fs` in a crate that does no IO"
            ]
        );
    }

    #[test]
    fn pure_code_is_left_alone() {
        for text in [
            "use core::net::IpAddr;",
            "use std::{fmt, collections::{env, fs}};",
            "// std::fs\nlet a = \"std::env\";",
            "let version = env!(\"CARGO_PKG_VERSION\");",
            "fn f(now: Instant) {}",
            "#[cfg(test)] mod tests { use std::fs; }",
        ] {
            assert_eq!(impure(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn purity_is_asked_only_of_pure_crates_and_their_sources() {
        let files = [
            RepoFile::new("crates/cli/src/main.rs", "use std::fs;"),
            RepoFile::new("crates/policy/tests/a.rs", "use std::fs;"),
            RepoFile::new("crates/policy/benches/a.rs", "use std::fs;"),
        ];
        assert_eq!(messages(check_purity(&files, &["policy"])), [""; 0]);
    }

    #[test]
    fn test_modules_in_files_of_their_own_may_do_io() {
        let files = [
            RepoFile::new(
                "crates/policy/src/lib.rs",
                "#[cfg(test)] mod support; mod real;",
            ),
            RepoFile::new("crates/policy/src/support.rs", "use std::fs;"),
            RepoFile::new("crates/policy/src/support/deep.rs", "use std::fs;"),
            RepoFile::new("crates/policy/src/real.rs", "#[cfg(test)] mod tests;"),
            RepoFile::new("crates/policy/src/real/tests.rs", "use std::fs;"),
            RepoFile::new("crates/policy/src/tests.rs", "use std::fs;"),
            RepoFile::new("crates/policy/src/support_too.rs", "use std::fs;"),
        ];
        assert_eq!(
            places(check_purity(&files, &["policy"])),
            [
                "crates/policy/src/tests.rs:1",
                "crates/policy/src/support_too.rs:1"
            ]
        );
    }
}
