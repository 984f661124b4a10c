//! White space, lengths and the lock file: what can be seen without understanding a text.

use super::Finding;
use super::files::RepoFile;

const NOTED_LENGTH: usize = 400;
const LONGEST_LENGTH: usize = 600;
const TEXTS: &[&str] = &["rs", "md", "toml", "json", "yaml", "yml"];

/// No white space at the end of a line, and a line break at the end of the file.
pub(super) fn check_white_space(files: &[RepoFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        if !TEXTS.contains(&file.extension()) || is_test_data(file) {
            continue;
        }
        for (number, line) in (1..).zip(file.text.split('\n')) {
            if line.ends_with(char::is_whitespace) {
                findings.push(Finding::at_line(
                    file,
                    number,
                    "white space at the end of the line",
                ));
            }
        }
        if !file.text.is_empty() && !file.text.ends_with('\n') {
            findings.push(Finding::new(
                &file.path,
                "no line break at the end of the file",
            ));
        }
    }
    findings
}

/// Test data may be odd on purpose; the code of a test may not.
fn is_test_data(file: &RepoFile) -> bool {
    file.extension() != "rs" && file.path.split('/').any(|folder| folder == "tests")
}

pub(super) struct Lengths {
    pub(super) long: Vec<Finding>,
    pub(super) too_long: Vec<Finding>,
}

/// How long a Rust file may be before it is worth, or needs, a split.
pub(super) fn check_lengths(files: &[RepoFile]) -> Lengths {
    let mut lengths = Lengths {
        long: Vec::new(),
        too_long: Vec::new(),
    };
    for file in files.iter().filter(|file| file.extension() == "rs") {
        let count = file.text.lines().count();
        let message = format!("{count} lines");
        if count > LONGEST_LENGTH {
            lengths
                .too_long
                .push(Finding::new(&file.path, message).help(format!(
                    "split the file; {LONGEST_LENGTH} lines is the most"
                )));
        } else if count > NOTED_LENGTH {
            lengths.long.push(Finding::new(&file.path, message));
        }
    }
    lengths
}

/// The lock file is part of the repository: without it, `--locked` checks nothing.
pub(super) fn check_lock_file(files: &[RepoFile]) -> Vec<Finding> {
    let lock = files.iter().find(|file| file.path == "Cargo.lock");
    if lock.is_some_and(|lock| lock.text.contains("[[package]]")) {
        return Vec::new();
    }
    vec![
        Finding::new("Cargo.lock", "the lock file is missing, ignored or empty")
            .help("run `cargo generate-lockfile` and commit the file"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn white_space(path: &str, text: &str) -> Vec<String> {
        check_white_space(&[RepoFile::new(path, text)])
            .into_iter()
            .map(|finding| finding.place)
            .collect()
    }

    #[test]
    fn trailing_white_space_is_found_with_its_line() {
        assert_eq!(
            white_space("a.md", "one\ntwo \n\nfour\t\n"),
            ["a.md:2", "a.md:4"]
        );
        assert_eq!(white_space("a.rs", "one\r\n"), ["a.rs:1"]);
        assert_eq!(white_space("a.toml", "one\n\ntwo\n"), [""; 0]);
        assert_eq!(white_space("a.txt", "one \n"), [""; 0]);
    }

    #[test]
    fn a_missing_final_line_break_is_found() {
        assert_eq!(white_space("a.json", "{}"), ["a.json"]);
        assert_eq!(white_space("a.json", ""), [""; 0]);
    }

    #[test]
    fn test_data_may_be_odd_but_test_code_may_not() {
        assert_eq!(white_space("tests/cases/a.yaml", "a: \nb"), [""; 0]);
        assert_eq!(white_space("crates/cli/tests/a/b.toml", "a \n"), [""; 0]);
        assert_eq!(
            white_space("crates/cli/tests/a.rs", "a \n"),
            ["crates/cli/tests/a.rs:1"]
        );
        assert_eq!(white_space("docs/tests.md", "a \n"), ["docs/tests.md:1"]);
    }

    #[test]
    fn long_files_are_noted_and_longer_ones_fail() {
        let lengths = |count: usize| {
            let files = [RepoFile::new("a.rs", "x\n".repeat(count))];
            let lengths = check_lengths(&files);
            (lengths.long.len(), lengths.too_long.len())
        };
        assert_eq!(lengths(400), (0, 0));
        assert_eq!(lengths(401), (1, 0));
        assert_eq!(lengths(600), (1, 0));
        assert_eq!(lengths(601), (0, 1));
        let document = [RepoFile::new("a.md", "x\n".repeat(2000))];
        assert!(check_lengths(&document).too_long.is_empty());
    }

    #[test]
    fn a_lock_file_must_be_there_and_hold_something() {
        let count = |files: &[RepoFile]| check_lock_file(files).len();
        assert_eq!(count(&[]), 1);
        assert_eq!(count(&[RepoFile::new("Cargo.lock", "")]), 1);
        assert_eq!(
            count(&[RepoFile::new("web/Cargo.lock", "[[package]]\n")]),
            1
        );
        assert_eq!(count(&[RepoFile::new("Cargo.lock", "[[package]]\n")]), 0);
    }
}
