//! The texts that tidy reads: those git would commit, or all of them where there is no git.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::process::{self, Workspace};

const EXTENSIONS: &[&str] = &["rs", "md", "toml", "json", "yaml", "yml", "lock"];
const NEVER_ENTERED: &[&str] = &[".git", "node_modules", "target"];

/// A file of the repository; the path is relative to the root and has `/` everywhere.
#[derive(Debug)]
pub(super) struct RepoFile {
    pub(super) path: String,
    pub(super) text: String,
}

impl RepoFile {
    pub(super) fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
        }
    }

    pub(super) fn extension(&self) -> &str {
        extension(&self.path)
    }

    /// The crate's folder name and the path below its `src`, for a file that is there.
    pub(super) fn in_crate_source(&self) -> Option<(&str, &str)> {
        let (name, below) = self.path.strip_prefix("crates/")?.split_once('/')?;
        Some((name, below.strip_prefix("src/")?))
    }
}

/// Every text file of the repository, sorted by path.
pub(super) fn read_all(workspace: &Workspace) -> Result<Vec<RepoFile>> {
    let root = workspace.root();
    // New files count before they are staged, ignored files never do.
    let question = [
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ];
    let paths: BTreeSet<String> = match process::output(workspace.command("git", question)) {
        Ok(listing) => listing.split_terminator('\0').map(str::to_owned).collect(),
        Err(_) => {
            println!("note: git does not answer, so every file below the root is read");
            let mut paths = BTreeSet::new();
            walk(root, "", &mut paths)?;
            paths
        }
    };

    let mut files = Vec::new();
    for path in paths {
        let on_disk = root.join(&path);
        // A file that is deleted and not yet committed as such is still listed.
        if !EXTENSIONS.contains(&extension(&path)) || !on_disk.is_file() {
            continue;
        }
        let bytes = std::fs::read(&on_disk).with_context(|| format!("cannot read `{path}`"))?;
        files.push(RepoFile::new(path, String::from_utf8_lossy(&bytes)));
    }
    Ok(files)
}

fn walk(folder: &Path, prefix: &str, paths: &mut BTreeSet<String>) -> Result<()> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot list `{}`", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        // A symbolic link is neither, and is not followed.
        let kind = entry.file_type()?;
        if kind.is_file() {
            paths.insert(path);
        } else if kind.is_dir() && !NEVER_ENTERED.contains(&name.as_str()) {
            walk(&entry.path(), &format!("{path}/"), paths)?;
        }
    }
    Ok(())
}

fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_belong_to_the_name_and_not_to_a_folder() {
        assert_eq!(extension("a.b/c"), "");
        assert_eq!(extension("a/b.tar.gz"), "gz");
        assert_eq!(extension("README"), "");
    }

    #[test]
    fn crate_sources_are_told_from_other_files() {
        let place = |path: &'static str| {
            let file = RepoFile::new(path, "");
            file.in_crate_source()
                .map(|(name, below)| format!("{name}:{below}"))
        };
        assert_eq!(
            place("crates/policy/src/a/b.rs").as_deref(),
            Some("policy:a/b.rs")
        );
        assert_eq!(place("crates/policy/tests/a.rs"), None);
        assert_eq!(place("src/a.rs"), None);
    }

    #[test]
    fn git_and_the_walk_both_find_this_very_file() {
        let this = "crates/xtask/src/tidy/files.rs";
        let workspace = Workspace::find().unwrap();
        let files = read_all(&workspace).unwrap();
        assert!(files.iter().any(|file| file.path == this));
        let mut paths = BTreeSet::new();
        walk(&workspace.root().join("crates"), "crates/", &mut paths).unwrap();
        assert!(paths.contains(this));
    }
}
