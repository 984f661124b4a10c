//! `can-invoke lint --fix`: corrections, written into files.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use can_invoke_lint::fix::{ByRequests, Fixed, Looked, Wanted, Why, fix};
use can_invoke_source::Limits;
use similar::TextDiff;

use super::output::unless_closed;
use crate::{
    arguments::LintOptions,
    input::{read_bounded, shown},
};

/// Corrects one file, or writes what would change. What was applied and what was left is told on
/// standard error, so that the findings on standard output can be read by a program. Gives the
/// document as the corrections leave it, or as it is where no file is changed.
pub(super) fn fix_file(
    path: &Path,
    bytes: &[u8],
    look: &dyn Fn(&[u8]) -> Looked,
    options: &LintOptions,
) -> anyhow::Result<Looked> {
    let wanted = if options.r#unsafe {
        Wanted::All
    } else {
        Wanted::Safe
    };
    let fixed = fix(bytes, look, &ByRequests, wanted);
    if options.diff {
        let patch = patch(&shown(path), bytes, &fixed.bytes);
        unless_closed(anstream::stdout().write_all(patch.as_bytes()))?;
        tell(path, &fixed, "would apply")?;
        return Ok(look(bytes));
    }
    if fixed.bytes != bytes {
        replace(path, bytes, &fixed.bytes)
            .with_context(|| format!("`{}` cannot be corrected", shown(path)))?;
    }
    tell(path, &fixed, "applied")?;
    Ok(fixed.looked)
}

fn tell(path: &Path, fixed: &Fixed, done: &str) -> anyhow::Result<()> {
    let mut told = String::new();
    let name = shown(path);
    for one in &fixed.applied {
        let proof = one.proof.message();
        told += &format!("{name}: {done} {}: {} ({proof})\n", one.rule, one.title);
    }
    for one in &fixed.left {
        // What `--unsafe` is for is told with the finding; what was refused needs its reason.
        if !matches!(one.why, Why::Unsafe) {
            let why = one.why.message();
            told += &format!("{name}: left {}: {} ({why})\n", one.rule, one.title);
        }
    }
    unless_closed(anstream::stderr().write_all(told.as_bytes()))
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
