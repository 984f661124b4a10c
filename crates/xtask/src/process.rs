//! Finding the workspace and starting programs in it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context as _, Result, bail};

/// The root of the repository: every program is started there, wherever the task was called.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace this task belongs to.
    ///
    /// Cargo names the package's folder at run time; a binary started by hand falls back on the
    /// folder it was built in.
    pub(crate) fn find() -> Result<Self> {
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .ancestors()
            .nth(2)
            .filter(|root| root.join("crates").is_dir())
            .with_context(|| format!("no workspace above `{}`", package.display()))?;
        Ok(Self {
            root: root.to_owned(),
        })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The cargo that started this task, so that its toolchain is the one that is checked.
    pub(crate) fn cargo_path() -> OsString {
        std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
    }

    pub(crate) fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        self.command(Self::cargo_path(), arguments)
    }

    pub(crate) fn command<'a>(
        &self,
        program: impl Into<OsString>,
        arguments: impl IntoIterator<Item = &'a str>,
    ) -> Command {
        let mut command = Command::new(program.into());
        command.current_dir(&self.root).args(arguments);
        command
    }
}

/// Runs a program with the terminal handed on to it, and fails if the program does.
pub(crate) fn run(command: Command) -> Result<()> {
    let (shown, status) = status(command)?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Runs a program with the terminal handed on to it: the command as it was shown, and how it
/// ended.
pub(crate) fn status(mut command: Command) -> Result<(String, ExitStatus)> {
    let shown = show(&command);
    println!("$ {shown}");
    let status = command
        .status()
        .with_context(|| format!("cannot start `{shown}`"))?;
    Ok((shown, status))
}

/// Runs a program with further arguments.
pub(crate) fn run_with(
    mut command: Command,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Result<()> {
    command.args(arguments);
    run(command)
}

/// The folder that Cargo builds into.
pub(crate) fn target_directory(workspace: &Workspace) -> Result<PathBuf> {
    let metadata = cargo_metadata::MetadataCommand::new()
        .cargo_path(Workspace::cargo_path())
        .current_dir(workspace.root())
        .no_deps()
        .exec()
        .context("cannot read the workspace")?;
    Ok(metadata.target_directory.into_std_path_buf())
}

/// Runs a program and hands back what it printed.
pub(crate) fn output(mut command: Command) -> Result<String> {
    let shown = show(&command);
    let output = command
        .stderr(Stdio::piped())
        .output()
        .with_context(|| format!("cannot start `{shown}`"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("`{shown}` failed ({}): {}", output.status, complaint.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program is there and answers.
pub(crate) fn answers(mut command: Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The command as one would type it: the program without its folder, then its arguments.
fn show(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_stem().unwrap_or(program.as_os_str());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_the_folder_with_the_lock_file() {
        let workspace = Workspace::find().unwrap();
        assert!(workspace.root().join("Cargo.lock").is_file());
    }

    #[test]
    fn a_failing_program_is_an_error_that_names_it() {
        let workspace = Workspace::find().unwrap();
        let mut command = workspace.cargo(["no-such-subcommand"]);
        command.stderr(Stdio::null());
        let error = run(command).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("`cargo no-such-subcommand` failed")
        );
        let error = output(workspace.command("no-such-program", [])).unwrap_err();
        assert_eq!(error.to_string(), "cannot start `no-such-program`");
        assert!(!answers(workspace.command("no-such-program", [])));
        assert!(answers(workspace.cargo(["--version"])));
    }
}
