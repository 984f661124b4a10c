//! Results in the format of JUnit, which most services read.
//!
//! There is no standard; what is written here is what Jenkins and GitLab document:
//! <https://docs.gitlab.com/ci/testing/unit_test_reports/>. Times are left out, so that the
//! same input gives the same bytes.

use std::fmt::Write as _;

use can_invoke_cases::{CaseResult, Found, TestFile};

use super::{Paths, Placed, Report, placed, plain};
use crate::v1::{confidence_word, location, severity_word};

/// Findings: a suite for each document, a failed case for each finding. A document without
/// findings has a case that passed, because services take a file without cases for a mistake.
pub fn lint(report: &Report<'_>) -> String {
    let all = placed(report);
    let mut suites = Vec::new();
    for (name, unit, found) in report.documents {
        let path = report.paths.relative(name);
        let mut suite = Suite::new(&path);
        let of_document: Vec<&Placed<'_>> = all
            .iter()
            .filter(|one| std::ptr::eq(one.sources, &unit.loaded.sources))
            .collect();
        for one in &of_document {
            let title = format!(
                "{} {}: {}",
                one.found.rule.id, one.found.rule.name, one.subject
            );
            match &one.suppression {
                Some(suppression) => suite.skipped(&title, &suppression.justification),
                None => suite.failed(
                    &title,
                    severity_word(one.found.severity),
                    &one.found.message,
                    &finding_text(one),
                ),
            }
        }
        if found.is_empty() {
            suite.passed("no findings");
        }
        suites.push(suite);
    }
    for (name, reason) in report.unreadable {
        let mut suite = Suite::new(&report.paths.relative(name));
        suite.error("read the document", reason);
        suites.push(suite);
    }
    if suites.is_empty() {
        let mut suite = Suite::new("no documents");
        suite.passed("no findings");
        suites.push(suite);
    }
    written("can-invoke lint", &suites)
}

fn finding_text(one: &Placed<'_>) -> String {
    let mut text = format!(
        "{}:{}:{}: {} ({}, {})\n",
        plain(&one.path),
        one.at.line,
        one.at.column,
        plain(&one.found.message),
        severity_word(one.found.severity),
        confidence_word(one.found.confidence),
    );
    if let Some(help) = &one.found.help {
        let _ = writeln!(text, "help: {}", plain(help));
    }
    let _ = writeln!(text, "can-invoke rules {}", one.found.rule.id);
    text
}

/// The result of `can-invoke test`: a suite for each file, a case for each case. `results` are
/// those of the files, in their order; a file that cannot be read is a suite with an error.
pub fn tests(files: &[TestFile], results: &[Vec<CaseResult>], paths: &Paths) -> String {
    let mut suites = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let path = paths.relative(&file.name);
        let mut suite = Suite::new(&path);
        for diagnostic in file.diagnostics.iter().filter(|one| one.is_error()) {
            let at = location(diagnostic.primary.span, &file.sources);
            let place = format!("{}:{}:{}", paths.relative(&at.file), at.line, at.column);
            suite.error(
                "read the file",
                &format!("{place}: {}", plain(&diagnostic.message)),
            );
        }
        let results = results.get(index).map(Vec::as_slice).unwrap_or_default();
        for (case, result) in file.cases.iter().zip(results) {
            if result.holds() {
                suite.passed(&case.title);
                continue;
            }
            let at = location(case.span, &file.sources);
            let mut text = format!("{}:{}:{}\n", plain(&path), at.line, at.column);
            for difference in &result.differences {
                let _ = writeln!(
                    text,
                    "{}\n  expected  {}\n  found     {}",
                    plain(&difference.what),
                    plain(&difference.expected),
                    plain(&difference.found),
                );
            }
            let what: Vec<&str> = result
                .differences
                .iter()
                .map(|difference| difference.what.as_str())
                .collect();
            let message = format!("not as expected: {}", what.join(", "));
            match &result.found {
                Found::Error(error) => {
                    let _ = writeln!(
                        text,
                        "{}; help: {}",
                        plain(&error.message),
                        plain(&error.help)
                    );
                }
                Found::Refused(diagnostics) => {
                    for one in diagnostics {
                        let _ = writeln!(text, "refused: {}", plain(&one.message));
                    }
                }
                Found::Answer(_) | Found::Decision(_) => {}
            }
            suite.failed(&case.title, "expectation", &message, &text);
        }
        suites.push(suite);
    }
    written("can-invoke test", &suites)
}

/// One suite, its cases already written.
struct Suite {
    name: String,
    cases: String,
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Suite {
    fn new(name: &str) -> Self {
        Suite {
            name: name.to_owned(),
            cases: String::new(),
            tests: 0,
            failures: 0,
            errors: 0,
            skipped: 0,
        }
    }

    fn case(&mut self, title: &str, inner: Option<String>) {
        self.tests += 1;
        let _ = write!(
            self.cases,
            "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\"",
            attribute(title),
            attribute(&self.name),
            attribute(&self.name),
        );
        let _ = match inner {
            Some(inner) => writeln!(self.cases, ">\n      {inner}\n    </testcase>"),
            None => writeln!(self.cases, "/>"),
        };
    }

    fn passed(&mut self, title: &str) {
        self.case(title, None);
    }

    fn skipped(&mut self, title: &str, reason: &str) {
        self.skipped += 1;
        let inner = format!("<skipped message=\"{}\"/>", attribute(reason));
        self.case(title, Some(inner));
    }

    fn failed(&mut self, title: &str, kind: &str, message: &str, text: &str) {
        self.failures += 1;
        let inner = format!(
            "<failure type=\"{}\" message=\"{}\">{}</failure>",
            attribute(kind),
            attribute(message),
            content(text),
        );
        self.case(title, Some(inner));
    }

    fn error(&mut self, title: &str, message: &str) {
        self.errors += 1;
        let inner = format!("<error message=\"{}\"/>", attribute(message));
        self.case(title, Some(inner));
    }
}

fn written(name: &str, suites: &[Suite]) -> String {
    let sum = |of: fn(&Suite) -> usize| suites.iter().map(of).sum::<usize>();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">",
        attribute(name),
        sum(|suite| suite.tests),
        sum(|suite| suite.failures),
        sum(|suite| suite.errors),
        sum(|suite| suite.skipped),
    );
    for suite in suites {
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n{}  </testsuite>",
            attribute(&suite.name),
            suite.tests,
            suite.failures,
            suite.errors,
            suite.skipped,
            suite.cases,
        );
    }
    out.push_str("</testsuites>\n");
    out
}

/// The value of an attribute, in one line.
fn attribute(text: &str) -> String {
    content(&plain(text))
}

/// The text of an element. What XML 1.0 cannot hold in any form becomes a question mark:
/// control characters but for tab and line feed, and U+FFFE and U+FFFF.
fn content(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' => out.push(character),
            '\u{fffe}' | '\u{ffff}' => out.push('?'),
            other if other.is_control() => out.push('?'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn xml_holds_every_text() {
        let hostile: String = ('\0'..='\u{a0}')
            .chain(['\u{fffe}', '\u{ffff}', '😀'])
            .collect();
        let mut suite = Suite::new(&hostile);
        suite.failed(&hostile, &hostile, &hostile, "]]>\n<a>&b;\u{1b}");
        let written = written(&hostile, &[suite]);
        let read = roxmltree::Document::parse(&written).expect("it is XML");
        let failure = read
            .descendants()
            .find(|node| node.has_tag_name("failure"))
            .expect("a failure");
        assert_eq!(failure.text(), Some("]]>\n<a>&b;?"));
        let message = failure.attribute("message").expect("a message");
        let end = format!("~{}\u{a0}??😀", "?".repeat(33));
        assert!(message.ends_with(&end), "{message}");
    }
}
