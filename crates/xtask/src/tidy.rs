//! The rules of the repository that no compiler knows.
//!
//! Each check is a function from texts to findings, so that each can be shown to fail on a
//! small input; only this module and `files` touch the disk.

mod architecture;
mod code;
mod files;
mod text;
mod tokens;

use anyhow::{Result, bail};

use crate::process::Workspace;
use files::RepoFile;

/// The folders under `crates/` whose code does no IO.
pub(crate) const PURE_CRATES: &[&str] = &[
    "source",
    "policy",
    "gateway",
    "cases",
    "lint",
    "templates",
    "report",
    "wasm",
];

/// Something to mend: where, what, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    place: String,
    message: String,
    help: Option<String>,
}

impl Finding {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            message: message.into(),
            help: None,
        }
    }

    fn at_line(file: &RepoFile, line: usize, message: impl Into<String>) -> Self {
        Self::new(format!("{}:{line}", file.path), message)
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn print(&self, kind: &str) {
        println!("{kind}: {}: {}", self.place, self.message);
        if let Some(help) = &self.help {
            println!("  help: {help}");
        }
    }
}

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let files = files::read_all(workspace)?;
    let members = architecture::members(workspace)?;

    let mut problems = architecture::check(&files, &members);
    problems.extend(code::check_module_docs(&files));
    problems.extend(code::check_placeholders(&files));
    problems.extend(code::check_purity(&files, PURE_CRATES));
    problems.extend(text::check_white_space(&files));
    problems.extend(text::check_lock_file(&files));
    let lengths = text::check_lengths(&files);
    problems.extend(lengths.too_long);

    for note in &lengths.long {
        note.print("note");
    }
    for problem in &problems {
        problem.print("error");
    }
    match problems.len() {
        0 => {
            println!("tidy: {} files, {} crates", files.len(), members.len());
            Ok(())
        }
        1 => bail!("tidy found 1 problem"),
        count => bail!("tidy found {count} problems"),
    }
}
