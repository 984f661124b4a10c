//! `can-invoke lint --fix`: corrections, written into files.

use std::{
    cell::RefCell,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use can_invoke_lint::fix::{ByRequests, Fixed, Looked, Wanted, Why, fix};
use can_invoke_source::Limits;
use similar::TextDiff;

use super::{
    lint::look::{self, Document},
    output::unless_closed,
};
use crate::{arguments::LintOptions, input::read_bounded, lint_config::Settings};

/// Corrects one file, or writes what would change. What was applied and what was left is told on
/// standard error, so that the findings on standard output can be read by a program.
pub(super) fn fix_file(
    path: &Path,
    document: &Document,
    options: &LintOptions,
    settings: &Settings,
) -> anyhow::Result<()> {
    let name = &document.name;
    let bytes = read_bounded(path, &Limits::default())
        .with_context(|| format!("`{name}` cannot be read"))?;
    let wanted = if options.r#unsafe {
        Wanted::All
    } else {
        Wanted::Safe
    };
    let placeholders = RefCell::default();
    let today = look::today();
    // What is let be is not corrected.
    let look = |bytes: &[u8]| {
        let looked = look::at(document, bytes, settings, &today, &placeholders);
        let mut found = looked.found;
        found.retain(|one| one.suppressed.is_none());
        Looked {
            unit: looked.unit,
            found,
        }
    };
    let fixed = fix(&bytes, &look, &ByRequests, wanted);
    let done = if options.diff {
        let patch = patch(name, &bytes, &fixed.bytes);
        unless_closed(anstream::stdout().write_all(patch.as_bytes()))?;
        "would apply"
    } else {
        if fixed.bytes != bytes {
            replace(path, &bytes, &fixed.bytes)
                .with_context(|| format!("`{name}` cannot be corrected"))?;
        }
        "applied"
    };
    let told = placeholders.borrow().shown(&told(name, &fixed, done));
    unless_closed(anstream::stderr().write_all(told.as_bytes()))
}

fn told(name: &str, fixed: &Fixed, done: &str) -> String {
    let mut told = String::new();
    for one in &fixed.applied {
        let proof = one.proof.message();
        told += &format!("{name}: {done} {}: {} ({proof})\n", one.rule, one.title);
    }
    for one in &fixed.left {
        // The finding, which is told, has what `--unsafe` would apply, and the other file is
        // corrected when its own turn comes. What was refused needs its reason.
        if !matches!(one.why, Why::Unsafe | Why::OtherFile) {
            let why = one.why.message();
            told += &format!("{name}: left {}: {} ({why})\n", one.rule, one.title);
        }
    }
    told
}

/// A patch as `git apply` takes it; nothing if nothing changes.
fn patch(name: &str, before: &[u8], after: &[u8]) -> String {
    if before == after {
        return String::new();
    }
    // What is corrected is UTF-8, or it would not have been.
    let before = String::from_utf8_lossy(before);
    let after = String::from_utf8_lossy(after);
    let name = name.trim_start_matches("./").trim_start_matches('/');
    TextDiff::from_lines(before.as_ref(), after.as_ref())
        .unified_diff()
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string()
}

/// Puts new bytes in the place of a file at once: whoever reads it meets the old ones or the new
/// ones. Its permissions stay.
fn replace(path: &Path, before: &[u8], after: &[u8]) -> anyhow::Result<()> {
    let about = fs::symlink_metadata(path)?;
    if about.is_symlink() {
        bail!("it is a symbolic link\n  help: name the file that it leads to");
    }
    if about.permissions().readonly() {
        bail!("it is read-only");
    }
    let beside = beside(path)?;
    let written = write_new(&beside, after, about.permissions()).and_then(|()| {
        if read_bounded(path, &Limits::default())? != before {
            bail!("it was changed in the meantime\n  help: run the command again");
        }
        Ok(fs::rename(&beside, path)?)
    });
    if written.is_err() {
        // The first error counts; what is left of the attempt may be gone already.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_new(path: &Path, bytes: &[u8], permissions: fs::Permissions) -> anyhow::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?;
    file.write_all(bytes)?;
    file.set_permissions(permissions)?;
    Ok(file.sync_all()?)
}

/// A name of its own in the same folder, for only there a file can be put in another's place at
/// once.
fn beside(path: &Path) -> anyhow::Result<PathBuf> {
    let name = path.file_name().context("it has no name")?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}.can-invoke", std::process::id()));
    Ok(path.with_file_name(hidden))
}
