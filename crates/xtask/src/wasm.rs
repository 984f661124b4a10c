//! Building the pure crates for WebAssembly, which is how their purity is proved.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::process::{self, Workspace};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The packages that do no IO and must build where there is no operating system.
const PACKAGES: &[&str] = &[
    "can-invoke-source",
    "can-invoke-policy",
    "can-invoke-gateway",
    "can-invoke-cases",
    "can-invoke-lint",
    "can-invoke-templates",
    "can-invoke-report",
    "can-invoke-wasm",
];

pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    ensure_target(workspace)?;
    let packages = PACKAGES.iter().flat_map(|package| ["--package", package]);
    let arguments = ["build", "--locked", "--target", TARGET];
    process::run(workspace.cargo(arguments.into_iter().chain(packages)))
}

/// Installs the target's standard library into the active toolchain, if it is not there yet.
fn ensure_target(workspace: &Workspace) -> Result<()> {
    let question = ["--print", "target-libdir", "--target", TARGET];
    let folder = process::output(workspace.command("rustc", question))
        .context("cannot ask the compiler where its targets are")?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    if !process::answers(workspace.command("rustup", ["--version"])) {
        bail!(
            "the compiler has no standard library for `{TARGET}`, and `rustup` is not there to \
             install it\n  help: install the target `{TARGET}` the way this compiler was installed"
        );
    }
    println!("installing the target `{TARGET}` into the active toolchain");
    process::run(workspace.command("rustup", ["target", "add", TARGET]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::PURE_CRATES;

    #[test]
    fn what_is_built_for_the_browser_is_what_tidy_keeps_pure() {
        let pure: Vec<String> = PURE_CRATES
            .iter()
            .map(|name| format!("can-invoke-{name}"))
            .collect();
        assert_eq!(PACKAGES, pure);
    }
}
