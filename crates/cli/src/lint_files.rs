//! The documents that the words on the command line of `lint` mean.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::input::{each_once, matching, shown};

/// The files, in order of their names, none twice. A folder stands for all JSON and YAML files
/// in and below it, but for hidden ones and those that a `.gitignore` leaves out.
pub(crate) fn find(words: &[String]) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for word in words {
        let path = Path::new(word);
        if path.is_dir() {
            below(path, &mut paths)?;
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

fn below(folder: &Path, paths: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    // As for test files, what is looked at is the same on every machine.
    let walk = ignore::WalkBuilder::new(folder)
        .ignore(false)
        .git_global(false)
        .git_exclude(false)
        .build();
    for entry in walk {
        let entry =
            entry.with_context(|| format!("the folder `{}` cannot be searched", shown(folder)))?;
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        let is_document = entry.path().extension().is_some_and(|extension| {
            ["json", "yaml", "yml", "template"]
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
        });
        if is_file && is_document {
            paths.push(entry.into_path());
        }
    }
    Ok(())
}
