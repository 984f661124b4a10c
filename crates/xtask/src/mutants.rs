//! Testing the tests of the policy crate: cargo-mutants changes the code in one place after
//! another, and each time some test should fail.
//!
//! This is not a step of `cargo xtask test`, because it takes hours.

use anyhow::{Context as _, Result, anyhow};

use crate::process::{self, Workspace};

/// Pinned, so that the same tree gets the same mutants on every machine.
const VERSION: &str = "27.1.0";

/// The package whose code is changed.
const PACKAGE: &str = "can-invoke-policy";

/// How many inputs each property tries: a mutant that only the thousandth finds is not
/// caught by a test in any sense that helps.
const PROPERTY_CASES: &str = "300";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Passed on to cargo-mutants, such as `--file crates/policy/src/decide.rs`.
    #[arg(last = true)]
    options: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let target = process::target_directory(workspace)?;
    let tools = target.join("tools");
    let program = tools
        .join("bin")
        .join(format!("cargo-mutants{}", std::env::consts::EXE_SUFFIX));
    let ask_version = || workspace.command(&program, ["mutants", "--version"]);
    let is_installed = program.is_file()
        && process::output(ask_version()).is_ok_and(|text| is_pinned_version(&text));
    if !is_installed {
        println!(
            "installing cargo-mutants {VERSION} under `{}`; this takes a few minutes",
            tools.display()
        );
        let version = format!("={VERSION}");
        let arguments = [
            "install",
            "cargo-mutants",
            "--locked",
            "--version",
            &version,
        ];
        let mut install = workspace.cargo(arguments);
        install.arg("--root").arg(&tools);
        process::run(install).context("cannot install cargo-mutants")?;
    }
    // The crate's own tests first, because they are quick to build. What they let live then
    // meets the conformance suite, which tests the crate as much as they do.
    let passes: [&[&str]; 2] = [
        &["--test-package", "can-invoke-policy"],
        &["--test-package", "can-invoke-cases", "--iterate"],
    ];
    let mut outcome = Ok(());
    for pass in passes {
        let mut command = workspace.command(&program, ["mutants", "--package", PACKAGE]);
        command.args(pass).arg("--output").arg(&target);
        command.env("PROPTEST_CASES", PROPERTY_CASES);
        // The tests run far more often than they are built anew as a whole.
        command.env("CARGO_PROFILE_DEV_OPT_LEVEL", "1");
        command.env("CARGO_PROFILE_DEV_DEBUG", "0");
        command.args(&arguments.options);
        let (shown, status) = process::status(command)?;
        outcome = if status.success() {
            Ok(())
        } else {
            Err(anyhow!("`{shown}` failed ({status})"))
        };
        // A mutant that lives fails the command; the next pass may still catch it.
        if !is_about_mutants(status.code()) {
            break;
        }
    }
    outcome
}

/// Whether the mutants were tried, whatever became of them: all were caught, some were
/// missed (2), or some took too long (3). Anything else, such as a tree whose own tests fail,
/// says nothing about them.
///
/// Source: the book of cargo-mutants, "Exit codes".
fn is_about_mutants(code: Option<i32>) -> bool {
    matches!(code, Some(0 | 2 | 3))
}

fn is_pinned_version(answer: &str) -> bool {
    answer.split_whitespace().nth(1) == Some(VERSION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_tried_no_mutant_ends_the_command() {
        for code in [Some(0), Some(2), Some(3)] {
            assert!(is_about_mutants(code), "{code:?}");
        }
        for code in [Some(1), Some(4), Some(70), None] {
            assert!(!is_about_mutants(code), "{code:?}");
        }
    }

    #[test]
    fn only_the_pinned_version_counts_as_installed() {
        assert!(is_pinned_version(&format!("cargo-mutants {VERSION}\n")));
        assert!(!is_pinned_version("cargo-mutants 1.0.0"));
        assert!(!is_pinned_version(""));
    }
}
