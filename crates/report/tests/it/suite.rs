//! The files of the conformance suite.

use std::path::{Path, PathBuf};

use can_invoke_cases::{TestFile, read};
use can_invoke_gateway::inventory::InMemory;
use can_invoke_source::Limits;

/// The root of the repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All files, in order of their names.
pub(crate) fn all_files() -> Vec<TestFile> {
    let root = repository().join("tests/cases");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap_or(path);
            let name = name.display().to_string().replace('\\', "/");
            let bytes = std::fs::read(path).expect("a case file can be read");
            read(&name, &bytes, &[], &InMemory::default(), &Limits::default())
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("the folder of the cases can be listed");
    for entry in entries {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            paths.push(path);
        }
    }
}
