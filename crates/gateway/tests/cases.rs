//! Every decision under `tests/cases`, against what AWS documents.

#[path = "cases/compare.rs"]
mod compare;
#[path = "cases/file.rs"]
mod file;

use can_invoke_gateway::check;

#[test]
fn every_case_comes_out_as_aws_documents() {
    let (files, mut problems) = file::read_all();
    let count: usize = files.iter().map(|file| file.cases.len()).sum();
    if count == 0 {
        problems.push("no case was found".to_owned());
    }
    for file in &files {
        for case in &file.cases {
            let at = format!("{}: {}", file.name, case.title);
            match check(&file.loaded.inventory, &case.query) {
                Err(error) => problems.push(format!("{at}: {}", error.message)),
                Ok(answer) => {
                    let differences = compare::compare(&answer, &case.expect);
                    problems.extend(differences.iter().map(|text| format!("{at}: {text}")));
                }
            }
        }
    }
    assert!(
        problems.is_empty(),
        "{} of {count} cases in {} files; what is wrong:\n{}",
        problems.len(),
        files.len(),
        problems.join("\n")
    );
}
