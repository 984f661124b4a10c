//! `can-invoke test`: questions with the answers that are expected.

use std::io::Write as _;

use can_invoke_cases::{TestFile, read, run};
use can_invoke_report::{
    snippet,
    text::{self, Detail},
    v1,
};
use can_invoke_source::Limits;

use super::output::{print_json, unless_closed};
use crate::{
    arguments::{Explain, Format, TestOptions},
    exit::ExitStatus,
    input::{Disk, documents, read_bounded, shown},
    test_files,
};

pub(crate) fn run_tests(options: &TestOptions) -> anyhow::Result<ExitStatus> {
    let limits = Limits::default();
    let given = documents(&options.inputs, &limits)?;
    let mut files: Vec<TestFile> = Vec::new();
    for path in test_files::find(&options.paths)? {
        let name = shown(&path);
        let bytes = read_bounded(&path, &limits)
            .map_err(|error| error.context(format!("`{name}` cannot be read")))?;
        let mut file = read(&name, &bytes, &given, &Disk { limits }, &limits);
        if let Some(part) = &options.only {
            file.cases.retain(|case| case.title.contains(part));
        }
        files.push(file);
    }
    let is_full = options.explain == Explain::Full;
    if files.iter().any(TestFile::has_errors) {
        return refuse(&files, options.format);
    }
    let results: Vec<_> = files.iter().map(run).collect();
    if let Some(part) = &options.only
        && results.iter().all(Vec::is_empty)
    {
        anyhow::bail!("the title of no case contains `{part}`");
    }
    match options.format {
        Format::Text => {
            tell_diagnostics(&files)?;
            let detail = if is_full { Detail::Full } else { Detail::Short };
            let written = text::test_run(&files, &results, detail);
            unless_closed(anstream::stdout().write_all(written.as_bytes()))?;
        }
        Format::Json => unless_closed(print_json(&v1::test_run(&files, &results, is_full)))?,
    }
    let all_hold = results.iter().flatten().all(|result| result.holds());
    Ok(if all_hold {
        ExitStatus::Allowed
    } else {
        ExitStatus::Denied
    })
}

/// Some file cannot be read as a test file: nothing is run, so that a mistake in one file
/// never looks like a test that passed.
fn refuse(files: &[TestFile], format: Format) -> anyhow::Result<ExitStatus> {
    match format {
        Format::Text => {
            tell_diagnostics(files)?;
            writeln!(anstream::stderr(), "{}", text::unreadable(files))?;
        }
        Format::Json => print_json(&v1::test_run(files, &[], false))?,
    }
    Ok(ExitStatus::InputError)
}

fn tell_diagnostics(files: &[TestFile]) -> anyhow::Result<()> {
    let mut stderr = anstream::stderr().lock();
    for file in files {
        for diagnostic in &file.diagnostics {
            let written = snippet::diagnostic(diagnostic, &file.sources);
            writeln!(stderr, "{written}")?;
        }
    }
    Ok(())
}
