//! Test files: reading any text, and asking the questions that it holds.

use can_invoke_cases::{read, run as ask};
use can_invoke_gateway::inventory::InMemory;
use can_invoke_report::{
    text::{self, Detail},
    v1,
};

use crate::holds::{self, LIMITS};

/// The body of the target.
pub fn run(data: &[u8]) {
    let files = InMemory::default();
    let name = "one.invoke-test.yaml";
    let file = read(name, data, &[], &files, &LIMITS);
    let again = read(name, data, &[], &files, &LIMITS);
    assert_eq!(file.diagnostics, again.diagnostics);
    assert_eq!(file.cases.len(), again.cases.len());
    holds::diagnostics(&file.sources, &file.diagnostics);
    holds::corrections(&file.sources, &file.diagnostics);
    assert!(
        file.has_errors() != !file.cases.is_empty(),
        "a file has cases, or errors that say why not"
    );
    let results = ask(&file);
    let files = [file];
    let written = |results: &[_]| {
        let json = v1::test_run(&files, results, true);
        let json = serde_json::to_string(&json).expect("a report is JSON");
        let text = text::test_run(&files, results, Detail::Full);
        assert!(text.ends_with('\n'));
        (json, text)
    };
    let told = written(&[results]);
    assert_eq!(told, written(&[ask(&files[0])]));
}
