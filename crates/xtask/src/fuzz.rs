//! Fuzzing: the short replay that every change must pass, and the long run by cargo-fuzz.
//!
//! The bodies of the targets are functions of the library in `fuzz/`. The replay calls them
//! over the committed corpus with any compiler; the run needs a nightly one and a C++
//! compiler, for the fuzzer itself.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::process::{self, Workspace};

/// Pinned, so that a crash is found again with the same tool.
const VERSION: &str = "0.13.2";
const MANIFEST: &str = "fuzz/Cargo.toml";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Run only this target; may be given more than once.
    #[arg(long, value_name = "NAME")]
    target: Vec<String>,
    /// How long each target runs.
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u64,
}

/// Replays the corpus of every target, and a bounded number of inputs made from it.
pub(crate) fn replay(workspace: &Workspace) -> Result<()> {
    let folder = process::target_directory(workspace)?;
    let mut test = workspace.cargo(["test", "--manifest-path", MANIFEST, "--locked"]);
    test.arg("--target-dir").arg(folder);
    process::run(test)
}

/// Runs the targets one after the other and sums up.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let names = select(&target_names(workspace)?, &arguments.target)?;
    let folder = process::target_directory(workspace)?;
    ensure_nightly(workspace)?;
    let tools = ensure_cargo_fuzz(workspace, &folder)?;
    let folder = folder.join("fuzz");

    let mut build = nightly(workspace, &tools, "build")?;
    build.arg("--target-dir").arg(&folder);
    process::run(build).context("cannot build the targets; the fuzzer needs a C++ compiler")?;

    let mut results = Vec::new();
    for name in &names {
        let result = run_target(workspace, &tools, &folder, name, arguments.seconds)?;
        results.push(result);
    }
    print!("{}", summary(&results));
    match results.iter().map(|result| result.crashes.len()).sum() {
        0 => Ok(()),
        1 => bail!("1 input for which something does not hold"),
        count => bail!("{count} inputs for which something does not hold"),
    }
}

/// The targets are the files for the fuzzer.
fn target_names(workspace: &Workspace) -> Result<Vec<String>> {
    let folder = workspace.root().join("fuzz").join("fuzz_targets");
    let mut names = Vec::new();
    for entry in
        std::fs::read_dir(&folder).with_context(|| format!("cannot list `{}`", folder.display()))?
    {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs")
            && let Some(name) = path.file_stem()
        {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn select(known: &[String], wanted: &[String]) -> Result<Vec<String>> {
    if let Some(unknown) = wanted.iter().find(|name| !known.contains(name)) {
        bail!(
            "there is no target `{unknown}`\n  help: the targets are {}",
            known.join(", ")
        );
    }
    let is_wanted = |name: &&String| wanted.is_empty() || wanted.contains(name);
    Ok(known.iter().filter(is_wanted).cloned().collect())
}

fn ensure_nightly(workspace: &Workspace) -> Result<()> {
    let question = ["run", "nightly", "rustc", "--version"];
    if process::answers(workspace.command("rustup", question)) {
        return Ok(());
    }
    bail!(
        "fuzzing needs a nightly compiler, and there is none\n  help: install one with \
         `rustup toolchain install nightly --profile minimal`; `cargo xtask test --only fuzz` \
         replays the corpus without it"
    )
}

/// Installs cargo-fuzz under the target folder if it is not there; the folder it is in.
fn ensure_cargo_fuzz(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let tools = folder.join("tools");
    let program = format!("cargo-fuzz{}", std::env::consts::EXE_SUFFIX);
    let program = tools.join("bin").join(program);
    let ask_version = || workspace.command(&program, ["--version"]);
    let installed = program.is_file()
        && process::output(ask_version()).is_ok_and(|text| is_pinned_version(&text));
    if !installed {
        println!(
            "installing cargo-fuzz {VERSION} under `{}`; this takes a minute or two",
            tools.display()
        );
        let version = format!("={VERSION}");
        let arguments = ["install", "cargo-fuzz", "--locked", "--version", &version];
        let mut install = workspace.cargo(arguments);
        install.arg("--root").arg(&tools);
        process::run(install).context("cannot install cargo-fuzz")?;
    }
    Ok(tools.join("bin"))
}

fn is_pinned_version(answer: &str) -> bool {
    answer.split_whitespace().nth(1) == Some(VERSION)
}

/// `cargo fuzz …` of the nightly toolchain.
fn nightly(workspace: &Workspace, tools: &Path, subcommand: &str) -> Result<Command> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(tools.to_owned()).chain(std::env::split_paths(&path));
    let path: OsString = std::env::join_paths(folders).context("`PATH` cannot be extended")?;
    let arguments = ["run", "nightly", "cargo", "fuzz", subcommand];
    let mut command = workspace.command("rustup", arguments);
    // Cargo told this task about its own toolchain; the other one must not hear of it.
    command.env("PATH", path).env_remove("CARGO");
    command.args(["--features", "libfuzzer"]);
    Ok(command)
}

struct TargetResult {
    name: String,
    runs: u64,
    per_second: u64,
    crashes: Vec<PathBuf>,
}

/// Runs one target. What it finds to be new stays under the target folder; only the
/// committed corpus is read from the repository.
fn run_target(
    workspace: &Workspace,
    tools: &Path,
    folder: &Path,
    name: &str,
    seconds: u64,
) -> Result<TargetResult> {
    let found = folder.join("corpus").join(name);
    let artifacts = folder.join("artifacts").join(name);
    std::fs::create_dir_all(&found)?;
    std::fs::create_dir_all(&artifacts)?;
    let before = files(&artifacts)?;

    let mut command = nightly(workspace, tools, "run")?;
    command.arg("--target-dir").arg(folder).arg(name);
    command.arg(&found);
    command.arg(workspace.root().join("fuzz").join("corpus").join(name));
    command.arg("--");
    command.arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-artifact_prefix={}/", artifacts.display()));
    command.args(["-timeout=20", "-max_len=4096", "-print_final_stats=1"]);
    println!("\n== {name}, {seconds} s");
    // The fuzzer reports on the error stream; only its figures are of interest here.
    let output = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .context("cannot start `rustup run nightly cargo fuzz run`")?;
    let said = String::from_utf8_lossy(&output.stderr);
    let mut crashes = files(&artifacts)?;
    crashes.retain(|path| !before.contains(path));
    if !output.status.success() {
        let lines: Vec<&str> = said.lines().collect();
        let last = lines.len().saturating_sub(40);
        for line in lines.get(last..).unwrap_or_default() {
            println!("{line}");
        }
        if crashes.is_empty() {
            bail!("the fuzzer failed on `{name}` ({})", output.status);
        }
    }
    Ok(TargetResult {
        name: name.to_owned(),
        runs: figure(&said, "stat::number_of_executed_units:").unwrap_or_default(),
        per_second: figure(&said, "stat::average_exec_per_sec:").unwrap_or_default(),
        crashes,
    })
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}

fn figure(said: &str, name: &str) -> Option<u64> {
    let line = said
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix(name))?;
    line.trim().parse().ok()
}

fn summary(results: &[TargetResult]) -> String {
    let mut text = format!(
        "\n{:<12} {:>12} {:>8}  crashes\n",
        "target", "execs", "exec/s"
    );
    for result in results {
        text += &format!(
            "{:<12} {:>12} {:>8}  {}\n",
            result.name,
            result.runs,
            result.per_second,
            result.crashes.len()
        );
        for crash in &result.crashes {
            text += &format!("  {}\n", crash.display());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_selected_by_name() {
        let known: Vec<String> = ["a", "b"].map(str::to_owned).to_vec();
        assert_eq!(select(&known, &[]).unwrap(), known);
        assert_eq!(select(&known, &["b".to_owned()]).unwrap(), ["b"]);
        let error = select(&known, &["c".to_owned()]).unwrap_err().to_string();
        assert!(error.starts_with("there is no target `c`"), "{error}");
    }

    #[test]
    fn every_target_has_a_corpus() {
        let workspace = Workspace::find().unwrap();
        let names = target_names(&workspace).unwrap();
        assert!(!names.is_empty());
        for name in names {
            let corpus = workspace.root().join("fuzz").join("corpus").join(&name);
            assert!(!files(&corpus).unwrap().is_empty(), "{name}");
        }
    }

    #[test]
    fn figures_are_read_from_what_the_fuzzer_says() {
        let said =
            "#12 DONE\nstat::number_of_executed_units: 1234\nstat::average_exec_per_sec: 56\n";
        assert_eq!(figure(said, "stat::number_of_executed_units:"), Some(1234));
        assert_eq!(figure(said, "stat::peak_rss_mb:"), None);
        let result = TargetResult {
            name: "json".to_owned(),
            runs: 1234,
            per_second: 56,
            crashes: vec![PathBuf::from("crash-1")],
        };
        let text = summary(&[result]);
        assert!(
            text.contains("json                 1234       56  1\n  crash-1\n"),
            "{text}"
        );
    }
}
