//! The crate graph: the edges there are, against the edges `ARCHITECTURE.md` allows.
//!
//! The document is the truth. Its block fenced as `edges` holds one line for each crate, named
//! by its folder below `crates/`: `gateway → policy, source`, or `source → –` for none.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use cargo_metadata::{DependencyKind, MetadataCommand};

use super::Finding;
use super::files::RepoFile;
use crate::process::Workspace;

const DOCUMENT: &str = "ARCHITECTURE.md";

/// A crate of the workspace and the other crates of the workspace it is built from.
#[derive(Debug)]
pub(super) struct Member {
    folder: String,
    depends_on: BTreeSet<String>,
}

/// The crates as Cargo sees them; only normal dependencies count, not those of tests.
pub(super) fn members(workspace: &Workspace) -> Result<Vec<Member>> {
    let metadata = MetadataCommand::new()
        .cargo_path(Workspace::cargo_path())
        .current_dir(workspace.root())
        .no_deps()
        .exec()
        .context("cannot read the workspace")?;
    let folder_name = |folder: Option<&cargo_metadata::camino::Utf8Path>| {
        let name = folder.and_then(|folder| folder.file_name());
        name.map(str::to_owned)
            .context("a package has no folder of its own")
    };
    let mut members = Vec::new();
    for package in metadata.workspace_packages() {
        let mut depends_on = BTreeSet::new();
        for dependency in &package.dependencies {
            let normal = dependency.kind == DependencyKind::Normal;
            if let Some(path) = dependency.path.as_deref().filter(|_| normal) {
                depends_on.insert(folder_name(Some(path))?);
            }
        }
        members.push(Member {
            folder: folder_name(package.manifest_path.parent())?,
            depends_on,
        });
    }
    members.sort_by(|one, other| one.folder.cmp(&other.folder));
    Ok(members)
}

pub(super) fn check(files: &[RepoFile], members: &[Member]) -> Vec<Finding> {
    let Some(document) = files.iter().find(|file| file.path == DOCUMENT) else {
        return vec![Finding::new(DOCUMENT, "the file is missing")];
    };
    let Some(block) = Block::find(document) else {
        return vec![
            Finding::new(DOCUMENT, "there is no block of allowed edges")
                .help("fence it with ```edges and give each crate a line: `gateway → policy`"),
        ];
    };
    let (edges, mut findings) = block.edges(document);

    let folders: BTreeSet<&str> = members
        .iter()
        .map(|member| member.folder.as_str())
        .collect();
    for (from, allowed) in &edges {
        let named = std::iter::once(from).chain(allowed.names.iter());
        for name in named.filter(|name| !folders.contains(name.as_str())) {
            findings.push(Finding::at_line(
                document,
                allowed.line,
                format!("there is no crate `{name}`"),
            ));
        }
    }

    for member in members {
        let folder = &member.folder;
        if !block.prose.contains(&format!("`crates/{folder}`")) {
            findings.push(
                Finding::new(
                    DOCUMENT,
                    format!("the crate `{folder}` is not in the code map"),
                )
                .help(format!("say under `crates/{folder}` what it is for")),
            );
        }
        let Some(allowed) = edges.get(folder) else {
            findings.push(
                Finding::new(
                    DOCUMENT,
                    format!("the crate `{folder}` has no allowed edges"),
                )
                .help(format!("write `{folder} → –` if it may use no other crate")),
            );
            continue;
        };
        for other in member.depends_on.difference(&allowed.names) {
            findings.push(
                Finding::new(
                    format!("crates/{folder}/Cargo.toml"),
                    format!("`{folder}` must not depend on `{other}`"),
                )
                .help(format!(
                    "the allowed edges are in `{DOCUMENT}`, line {}; adding one is a change of the architecture",
                    allowed.line
                )),
            );
        }
    }
    findings
}

/// What one crate may depend on, and the line that says so.
struct Allowed {
    names: BTreeSet<String>,
    line: usize,
}

/// The document, parted into the lines of the block of edges and everything else.
struct Block<'a> {
    lines: Vec<(usize, &'a str)>,
    prose: String,
}

impl<'a> Block<'a> {
    fn find(document: &'a RepoFile) -> Option<Self> {
        let mut block = Self {
            lines: Vec::new(),
            prose: String::new(),
        };
        let mut found = false;
        let mut inside = false;
        for (number, line) in (1..).zip(document.text.lines()) {
            if inside && line.trim_end() == "```" {
                inside = false;
            } else if inside {
                block.lines.push((number, line));
            } else if line.trim_end() == "```edges" {
                inside = true;
                found = true;
            } else {
                block.prose.push_str(line);
                block.prose.push('\n');
            }
        }
        found.then_some(block)
    }

    fn edges(&self, document: &RepoFile) -> (BTreeMap<String, Allowed>, Vec<Finding>) {
        let mut edges = BTreeMap::new();
        let mut findings = Vec::new();
        for &(number, line) in &self.lines {
            if line.trim().is_empty() {
                continue;
            }
            let Some((from, to)) = line.split_once('→') else {
                findings.push(
                    Finding::at_line(document, number, "this line names no edge")
                        .help("write `gateway → policy, source`, or `source → –` for none"),
                );
                continue;
            };
            let names = to.split(',').map(str::trim).filter(|&name| name != "–");
            let allowed = Allowed {
                names: names.map(str::to_owned).collect(),
                line: number,
            };
            let from = from.trim();
            if edges.insert(from.to_owned(), allowed).is_some() {
                let message = format!("`{from}` has a line already");
                findings.push(Finding::at_line(document, number, message));
            }
        }
        (edges, findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(folder: &str, depends_on: &[&str]) -> Member {
        Member {
            folder: folder.to_owned(),
            depends_on: depends_on.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    fn found(edges: &str, members: &[Member]) -> Vec<String> {
        let text = format!("# Map\n\n`crates/a` and `crates/b`.\n\n```edges\n{edges}```\n");
        let files = [RepoFile::new(DOCUMENT, text)];
        check(&files, members)
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn allowed_edges_pass_whether_used_or_not() {
        let edges = "a → –\n\nb → a\n";
        assert_eq!(
            found(edges, &[member("a", &[]), member("b", &["a"])]),
            [""; 0]
        );
        assert_eq!(found(edges, &[member("a", &[]), member("b", &[])]), [""; 0]);
    }

    #[test]
    fn an_edge_that_is_not_allowed_fails() {
        let members = [member("a", &["b"]), member("b", &[])];
        assert_eq!(
            found("a → –\nb → a\n", &members),
            ["`a` must not depend on `b`"]
        );
    }

    #[test]
    fn a_crate_without_a_line_or_without_a_description_fails() {
        let members = [member("a", &[]), member("b", &["a"]), member("c", &[])];
        assert_eq!(
            found("a → –\nc → –\n", &members),
            [
                "the crate `b` has no allowed edges",
                "the crate `c` is not in the code map"
            ]
        );
    }

    #[test]
    fn a_line_that_is_stale_or_unreadable_fails() {
        let members = [member("a", &[]), member("b", &[])];
        assert_eq!(
            found("a → –\nb → a, gone\nlost → a\nb: a\na → b\n", &members),
            [
                "this line names no edge",
                "`a` has a line already",
                "there is no crate `gone`",
                "there is no crate `lost`"
            ]
        );
    }

    #[test]
    fn a_missing_document_or_block_fails() {
        assert_eq!(check(&[], &[]).len(), 1);
        let files = [RepoFile::new(DOCUMENT, "# Map\n\n```text\na → b\n```\n")];
        assert_eq!(check(&files, &[]).len(), 1);
    }

    #[test]
    fn cargo_is_asked_for_the_real_graph() {
        let members = members(&Workspace::find().unwrap()).unwrap();
        let edges = |folder: &str| {
            let member = members.iter().find(|member| member.folder == folder);
            member.map(|member| member.depends_on.clone())
        };
        assert_eq!(edges("xtask"), Some(BTreeSet::new()));
        assert!(edges("cli").unwrap().contains("source"));
        assert_eq!(edges("nowhere"), None);
    }
}
