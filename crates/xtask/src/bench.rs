//! Measuring: our engine side by side with others, the lines a second of `batch`, how long
//! hostile policies take, the search for ways through a hundred roles, and linting beside the
//! linters that others use.
//!
//! What it measures against is installed for the measurement only, from the lock files under
//! `bench/`; nothing of it becomes part of the product.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::{
    process::{self, Workspace},
    python::Python,
};

const MANIFEST: &str = "bench/Cargo.toml";

/// The linters that are measured against, with exact versions.
const LINT_REQUIREMENTS: &str = "bench/lint/requirements.txt";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What to measure; everything if it is not said.
    #[arg(value_enum)]
    what: Option<What>,
    /// Passed on to the program that measures, such as `--rounds 5` or `--lines 100000`.
    #[arg(last = true, requires = "what")]
    options: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// Decisions of our engine and its peers over one workload.
    SideBySide,
    /// Lines a second of `can-invoke batch`.
    Batch,
    /// Decisions on policies made to take long.
    Hostile,
    /// Answers about ways through a hundred roles.
    Roles,
    /// Rules, beside `parliament` and `cfn-lint`.
    Lint,
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let folder = process::target_directory(workspace)?;
    let wants = |what| arguments.what.is_none_or(|wanted| wanted == what);
    if wants(What::SideBySide) {
        side_by_side(workspace, &folder, &arguments.options)?;
    }
    if wants(What::Batch) {
        batch(workspace, &folder, &arguments.options)?;
    }
    if wants(What::Hostile) {
        let program = build(workspace, &folder, "hostile")?;
        process::run_with(workspace.command(program, []), &arguments.options)?;
    }
    if wants(What::Roles) {
        let program = build(workspace, &folder, "roles")?;
        process::run_with(workspace.command(program, []), &arguments.options)?;
    }
    if wants(What::Lint) {
        lint(workspace, &folder, &arguments.options)?;
    }
    Ok(())
}

fn side_by_side(workspace: &Workspace, folder: &Path, options: &[String]) -> Result<()> {
    let node = workspace.root().join("bench").join("node");
    let has_node = process::answers(workspace.command("node", ["--version"]));
    if has_node {
        install_npm_packages(workspace, &node)?;
    } else {
        println!("note: there is no `node`, so the npm package is left out");
    }
    let program = build(workspace, folder, "side-by-side")?;
    let mut command = workspace.command(program, []);
    command.arg("--work").arg(folder.join("bench"));
    if has_node {
        command.arg("--node").arg(node);
    }
    process::run_with(command, options)
}

fn lint(workspace: &Workspace, folder: &Path, options: &[String]) -> Result<()> {
    let python = Python::prepare(workspace, &folder.join("bench"), LINT_REQUIREMENTS)?;
    let ours = build_command(workspace, folder)?;
    let program = build(workspace, folder, "lint")?;
    let mut command = workspace.command(program, []);
    command.arg("--program").arg(ours);
    command.arg("--python").arg(python.programs());
    command.arg("--work").arg(folder.join("bench"));
    process::run_with(command, options)
}

/// Builds the command for release; where it is.
fn build_command(workspace: &Workspace, folder: &Path) -> Result<std::path::PathBuf> {
    let mut command = workspace.cargo(["build", "--release", "--locked"]);
    command.args(["--package", "can-invoke", "--target-dir"]);
    process::run_with(command, [folder])?;
    let name = format!("can-invoke{}", std::env::consts::EXE_SUFFIX);
    Ok(folder.join("release").join(name))
}

fn batch(workspace: &Workspace, folder: &Path, options: &[String]) -> Result<()> {
    let ours = build_command(workspace, folder)?;
    let program = build(workspace, folder, "batch")?;
    let mut command = workspace.command(program, []);
    command.arg("--program").arg(ours);
    command.arg("--work").arg(folder.join("bench"));
    process::run_with(command, options)
}

/// Installs what `bench/node/package-lock.json` names, unless it is there already.
fn install_npm_packages(workspace: &Workspace, node: &Path) -> Result<()> {
    let lock = std::fs::read_to_string(node.join("package-lock.json"))
        .context("cannot read `bench/node/package-lock.json`")?;
    let installed = node.join("node_modules").join(".can-invoke-lock");
    if std::fs::read_to_string(&installed).is_ok_and(|text| text == lock) {
        return Ok(());
    }
    println!(
        "installing the npm package `@cloud-copilot/iam-simulate` (AGPL-3.0-or-later) and what it \
         needs under `bench/node/node_modules`, for this measurement only"
    );
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    let mut command = workspace.command(npm, arguments);
    command.current_dir(node);
    process::run(command).context("cannot install the npm packages")?;
    std::fs::write(installed, lock).context("cannot write into `bench/node/node_modules`")
}

/// Builds a program of the bench, for release; where it is.
fn build(workspace: &Workspace, folder: &Path, name: &str) -> Result<std::path::PathBuf> {
    println!("building `{name}`; the first time this fetches and builds the crate `iam-rs` (MIT)");
    let arguments = [
        "build",
        "--release",
        "--locked",
        "--manifest-path",
        MANIFEST,
    ];
    let mut command = workspace.cargo(arguments);
    command.args(["--bin", name, "--target-dir"]).arg(folder);
    process::run(command)?;
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let program = folder.join("release").join(file);
    if !program.is_file() {
        bail!("`{}` was not built", program.display());
    }
    Ok(program)
}
