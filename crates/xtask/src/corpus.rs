//! The rules on hundreds of real documents: templates that AWS publishes in npm packages, the
//! AWS managed policies, and every example, fixture and template of this repository. No
//! document may crash the command, each is either looked at or told as not understood, and how
//! much is found of what is compared with `tests/corpus/counts.txt`.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::live::REQUIREMENTS;
use crate::process::{self, Workspace};
use crate::python::Python;

const PACKAGES: &str = "tests/corpus/packages.txt";
const COUNTS: &str = "tests/corpus/counts.txt";
const UNPACK: &str = "tests/corpus/unpack.py";

/// What of the repository is looked at beside.
const OWN: [&str; 3] = ["examples", "tests/lint", "tests/templates"];

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let folder = process::target_directory(workspace)?.join("corpus");
    let documents = unpacked(workspace, &folder)?;
    process::run(workspace.cargo(["build", "--locked", "--package", "can-invoke"]))?;
    let mut counts = String::new();
    for (name, path) in [
        (
            "templates of AWS Solutions Constructs",
            documents.join("templates"),
        ),
        ("AWS managed policies", documents.join("managed-policies")),
    ]
    .into_iter()
    .chain(OWN.into_iter().map(|name| (name, PathBuf::from(name))))
    {
        if workspace.root().join(&path).exists() {
            counts.push_str(&counted(workspace, name, &path)?);
        }
    }
    compare(workspace, &counts)
}

/// The documents, fetched and unpacked unless they are there.
fn unpacked(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let list = std::fs::read_to_string(workspace.root().join(PACKAGES))
        .with_context(|| format!("cannot read `{PACKAGES}`"))?;
    let documents = folder.join("documents");
    let stamp = folder.join("unpacked.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|unpacked| unpacked == list) {
        return Ok(documents);
    }
    if folder.exists() {
        std::fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove `{}`", folder.display()))?;
    }
    let packages = folder.join("packages");
    std::fs::create_dir_all(&packages)
        .with_context(|| format!("cannot create `{}`", packages.display()))?;
    println!("fetching the npm packages of `{PACKAGES}` (Apache-2.0) for their templates");
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        fetch(workspace, line, &packages)?;
    }
    let live = process::target_directory(workspace)?.join("live");
    let python = Python::prepare(workspace, &live, REQUIREMENTS)?;
    let mut unpack = python.command([UNPACK]);
    unpack.arg(&packages).arg(&documents);
    process::run(unpack)?;
    std::fs::write(&stamp, list).with_context(|| format!("cannot write `{}`", stamp.display()))?;
    Ok(documents)
}

/// Fetches a package, and fails unless it is the one that is listed.
fn fetch(workspace: &Workspace, line: &str, packages: &Path) -> Result<()> {
    let mut words = line.split_whitespace();
    let (Some(name), Some(version), Some(integrity)) = (words.next(), words.next(), words.next())
    else {
        bail!("`{PACKAGES}` has a line that is not name, version and integrity: {line}");
    };
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = workspace.command(npm, ["pack", "--silent", "--json"]);
    command.arg("--pack-destination").arg(packages);
    command.arg(format!("{name}@{version}"));
    let told = process::output(command).with_context(|| format!("cannot fetch `{name}`"))?;
    let told: Value = serde_json::from_str(&told).context("npm did not write JSON")?;
    if told.pointer("/0/integrity").and_then(Value::as_str) != Some(integrity) {
        bail!("`{name}` {version} is not the package that `{PACKAGES}` lists");
    }
    Ok(())
}

/// What is found in a folder, in lines.
fn counted(workspace: &Workspace, name: &str, path: &Path) -> Result<String> {
    let arguments = [
        "run",
        "--quiet",
        "--locked",
        "--package",
        "can-invoke",
        "--",
    ];
    let mut command = workspace.cargo(arguments);
    command.args(["lint", "--format", "json"]).arg(path);
    let output = command.output().context("cannot start the command")?;
    let status = output.status.code();
    if !matches!(status, Some(0 | 1)) {
        bail!(
            "`can-invoke lint` ended with {} on {name}: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let report: Value = serde_json::from_slice(&output.stdout).context("the report is not JSON")?;
    let mut lines = format!("# {name}\n");
    count(&mut lines, &report, "documents", "takenFor");
    count(&mut lines, &report, "findings", "rule");
    lines.push('\n');
    Ok(lines)
}

fn count(lines: &mut String, report: &Value, list: &str, key: &str) {
    let all = report.get(list).and_then(Value::as_array);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in all.into_iter().flatten() {
        let word = one.get(key).and_then(Value::as_str).unwrap_or("?");
        *counts.entry(word).or_default() += 1;
    }
    let total: usize = counts.values().sum();
    let _ = writeln!(lines, "{list}: {total}");
    for (word, number) in counts {
        let _ = writeln!(lines, "  {word}: {number}");
    }
}

/// Fails if something else is found than was, unless `UPDATE_CORPUS` asks to write it down.
fn compare(workspace: &Workspace, counts: &str) -> Result<()> {
    let path = workspace.root().join(COUNTS);
    if std::env::var_os("UPDATE_CORPUS").is_some() {
        return std::fs::write(&path, counts).with_context(|| format!("cannot write `{COUNTS}`"));
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    if wanted != counts {
        let (found, kept): (Vec<&str>, Vec<&str>) = (
            counts
                .lines()
                .filter(|line| !wanted.contains(line))
                .collect(),
            wanted
                .lines()
                .filter(|line| !counts.contains(line))
                .collect(),
        );
        bail!(
            "something else is found in the corpus than `{COUNTS}` says\n  found: {}\n  was: {}\n  \
             help: look at it, and write it down with `UPDATE_CORPUS=1 cargo xtask test --only \
             corpus`",
            found.join(", "),
            kept.join(", ")
        );
    }
    Ok(())
}
