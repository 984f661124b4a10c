//! The test files that the words on the command line mean.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::input::{each_once, matching, shown};

/// How the names of test files end in a folder.
const ENDINGS: [&str; 3] = [".invoke-test.yaml", ".invoke-test.yml", ".invoke-test.json"];

/// The files, in order of their names, none twice. A folder stands for all test files in and
/// below it, but for hidden ones and those that a `.gitignore` leaves out.
pub(crate) fn find(words: &[String]) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for word in words {
        let path = Path::new(word);
        if path.is_dir() {
            paths.extend(below(path)?);
        } else if path.exists() {
            paths.push(path.to_owned());
        } else if word.contains(['*', '?', '[']) {
            paths.extend(matching(word)?);
        } else {
            bail!("there is no file or folder `{word}`");
        }
    }
    let mut paths = each_once(paths);
    paths.sort();
    Ok(paths)
}

fn below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    // What is tested is the same on every machine: settings of the person who runs the tests,
    // and of other programs, do not count.
    let walk = ignore::WalkBuilder::new(folder)
        .ignore(false)
        .git_global(false)
        .git_exclude(false)
        .build();
    for entry in walk {
        let entry =
            entry.with_context(|| format!("the folder `{}` cannot be searched", shown(folder)))?;
        let name = entry.file_name().to_string_lossy();
        let is_file = entry.file_type().is_some_and(|kind| !kind.is_dir());
        if is_file && ENDINGS.iter().any(|ending| name.ends_with(ending)) {
            paths.push(entry.into_path());
        }
    }
    if paths.is_empty() {
        bail!(
            "the folder `{}` holds no test file\n  help: the names of test files end in `{}`; any \
             other name can be given itself, and so can a file that is hidden or that a \
             `.gitignore` leaves out",
            shown(folder),
            ENDINGS.first().copied().unwrap_or_default()
        );
    }
    Ok(paths)
}
