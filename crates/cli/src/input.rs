//! Documents from disk.

use std::{
    collections::BTreeSet,
    io::Read as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use can_invoke_gateway::inventory::Files;
use can_invoke_source::Limits;

/// Files on disk; a path in a document is relative to the document's folder.
pub(crate) struct Disk {
    pub(crate) limits: Limits,
}

impl Files for Disk {
    fn read(&self, path: &str, from: &str) -> Result<(String, Vec<u8>), String> {
        let folder = Path::new(from).parent().unwrap_or(Path::new(""));
        let full = folder.join(path);
        let bytes = read_bounded(&full, &self.limits).map_err(|error| format!("{error:#}"))?;
        Ok((shown(&full), bytes))
    }
}

/// The paths, each file once and by its first spelling: `./a.yaml` is `a.yaml`.
pub(crate) fn each_once(paths: impl IntoIterator<Item = PathBuf>) -> Vec<PathBuf> {
    let mut seen = BTreeSet::new();
    let once = paths.into_iter().filter(|path| seen.insert(identity(path)));
    once.collect()
}

/// What two spellings of one file have in common.
fn identity(path: &Path) -> PathBuf {
    // A file that cannot be found is told when it is read.
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The documents that `--in` names, each with its bytes, in order, none twice.
pub(crate) fn documents(
    inputs: &[String],
    limits: &Limits,
) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut seen = BTreeSet::new();
    let mut documents = Vec::new();
    for input in inputs {
        if input == "-" {
            let mut bytes = Vec::new();
            std::io::stdin()
                .lock()
                .take(limits.bytes as u64 + 1)
                .read_to_end(&mut bytes)
                .context("standard input cannot be read")?;
            documents.push(("<stdin>".to_owned(), bytes));
            continue;
        }
        for path in expand(input)? {
            if !seen.insert(identity(&path)) {
                continue;
            }
            let bytes = read_bounded(&path, limits)
                .with_context(|| format!("`{}` cannot be read", shown(&path)))?;
            documents.push((shown(&path), bytes));
        }
    }
    Ok(documents)
}

/// One document by its path.
pub(crate) fn document(path: &str, limits: &Limits) -> anyhow::Result<(String, Vec<u8>)> {
    let path = Path::new(path);
    let bytes =
        read_bounded(path, limits).with_context(|| format!("`{}` cannot be read", shown(path)))?;
    Ok((shown(path), bytes))
}

/// Whether two paths lead to one file.
pub(crate) fn is_same_file(one: &str, other: &str) -> bool {
    identity(Path::new(one)) == identity(Path::new(other))
}

/// What is over the limit is not read; one byte more lets the parser say so.
pub(crate) fn read_bounded(path: &Path, limits: &Limits) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?
        .take(limits.bytes as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn expand(input: &str) -> anyhow::Result<Vec<PathBuf>> {
    let path = Path::new(input);
    if path.is_dir() {
        return in_folder(path);
    }
    if path.exists() {
        return Ok(vec![path.to_owned()]);
    }
    if input.contains(['*', '?', '[']) {
        return matching(input);
    }
    bail!("there is no file or folder `{input}`")
}

/// The files that match a pattern; at least one.
pub(crate) fn matching(pattern: &str) -> anyhow::Result<Vec<PathBuf>> {
    let matches: Result<Vec<PathBuf>, _> = glob::glob(pattern)
        .with_context(|| format!("`{pattern}` is not a pattern"))?
        .collect();
    let files: Vec<PathBuf> = matches
        .with_context(|| format!("`{pattern}` cannot be searched"))?
        .into_iter()
        .filter(|path| path.is_file())
        .collect();
    if files.is_empty() {
        bail!("no file matches `{pattern}`");
    }
    Ok(files)
}

/// A folder's inventory; without one, all its JSON and YAML files.
fn in_folder(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    for name in ["inventory.yaml", "inventory.yml", "inventory.json"] {
        let path = folder.join(name);
        if path.is_file() {
            return Ok(vec![path]);
        }
    }
    let mut files = Vec::new();
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("the folder `{}` cannot be read", shown(folder)))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("the folder `{}` cannot be read", shown(folder)))?
            .path();
        let is_document = path.extension().is_some_and(|extension| {
            ["json", "yaml", "yml"]
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
        });
        if path.is_file() && is_document {
            files.push(path);
        }
    }
    if files.is_empty() {
        bail!(
            "the folder `{}` holds no inventory and no other JSON or YAML file",
            shown(folder)
        );
    }
    files.sort();
    Ok(files)
}
