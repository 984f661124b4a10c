//! Reading test files, and telling what is wrong with them.

use can_invoke_cases::{TestFile, read, run};
use can_invoke_gateway::inventory::InMemory;
use can_invoke_source::Limits;

/// Reads a test file that names no others.
pub(crate) fn read_one(name: &str, bytes: &[u8]) -> TestFile {
    read(name, bytes, &[], &InMemory::default(), &Limits::default())
}

/// What is wrong with the files, and every answer that is not as expected.
pub(crate) fn problems(files: &[TestFile]) -> Vec<String> {
    let mut problems = Vec::new();
    for file in files {
        let name = &file.name;
        for diagnostic in &file.diagnostics {
            let source = file.sources.get(diagnostic.primary.span.file);
            let line = source.map_or(0, |source| {
                source
                    .line_column(diagnostic.primary.span.start as usize)
                    .line
            });
            problems.push(format!("{name}:{line}: {}", diagnostic.message));
        }
        if !file.has_errors() && (file.source.is_empty() || file.title.is_none()) {
            problems.push(format!("{name}: it needs a `title` and a `source`"));
        }
        for (case, result) in file.cases.iter().zip(run(file)) {
            let at = format!("{name}: {}", case.title);
            if !case.expect.has_reason() {
                problems.push(format!("{at}: nothing but a verdict is expected"));
            }
            for difference in result.differences {
                problems.push(format!(
                    "{at}: {}: expected {}, found {}",
                    difference.what, difference.expected, difference.found
                ));
            }
        }
    }
    problems
}
