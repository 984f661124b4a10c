//! Checking the dependencies with cargo-deny, by the rules in `deny.toml`.
//!
//! This is not a step of `cargo xtask test`, because building cargo-deny takes minutes.
//! It asks about bans, licences and sources; it does not ask about advisories, because
//! the answer to that changes without any change here.

use anyhow::{Context as _, Result};

use crate::process::{self, Workspace};

/// Pinned, so that the same tree gets the same answer on every machine.
const VERSION: &str = "0.20.2";

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let metadata = cargo_metadata::MetadataCommand::new()
        .cargo_path(Workspace::cargo_path())
        .current_dir(workspace.root())
        .no_deps()
        .exec()
        .context("cannot read the workspace")?;
    let tools = metadata.target_directory.join("tools");
    let program = tools
        .join("bin")
        .join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));

    let ask_version = || workspace.command(program.as_std_path(), ["--version"]);
    let installed = program.is_file()
        && process::output(ask_version()).is_ok_and(|text| is_pinned_version(&text));
    if !installed {
        println!("installing cargo-deny {VERSION} under `{tools}`; this takes a few minutes");
        let version = format!("={VERSION}");
        let arguments = ["install", "cargo-deny", "--locked", "--version", &version];
        let mut install = workspace.cargo(arguments);
        install.arg("--root").arg(&tools);
        process::run(install).context("cannot install cargo-deny")?;
    }

    let arguments = ["--locked", "--workspace", "check"];
    let checks = ["bans", "licenses", "sources"];
    process::run(workspace.command(program.as_std_path(), arguments.into_iter().chain(checks)))
}

fn is_pinned_version(answer: &str) -> bool {
    answer.split_whitespace().nth(1) == Some(VERSION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pinned_version_counts_as_installed() {
        assert!(is_pinned_version(&format!("cargo-deny {VERSION}\n")));
        assert!(!is_pinned_version(&format!("cargo-deny {VERSION}1\n")));
        assert!(!is_pinned_version("cargo-deny"));
        assert!(!is_pinned_version(""));
    }
}
