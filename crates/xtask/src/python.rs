//! Python with packages that a task needs: a virtual environment under the target folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::process::{self, Workspace};

/// Names of Python on different systems, the surest first.
const NAMES: [&str; 2] = ["python3", "python"];

/// A virtual environment.
pub(crate) struct Python {
    folder: PathBuf,
    root: PathBuf,
}

impl Python {
    /// The environment under a folder, made now unless it is there with what is required:
    /// `requirements` is a file of the repository with exact versions.
    ///
    /// # Errors
    ///
    /// There is no Python that can make one, or the packages cannot be installed.
    pub(crate) fn prepare(
        workspace: &Workspace,
        folder: &Path,
        requirements: &str,
    ) -> Result<Self> {
        let python = Self {
            folder: folder.join("venv"),
            root: workspace.root().to_owned(),
        };
        let required = std::fs::read_to_string(workspace.root().join(requirements))
            .with_context(|| format!("cannot read `{requirements}`"))?;
        let stamp = python.folder.join("installed.txt");
        if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == required) {
            return Ok(python);
        }
        println!(
            "installing {} into `{}`",
            required.split_whitespace().collect::<Vec<_>>().join(", "),
            python.folder.display()
        );
        let name = find(workspace)?;
        let mut make = workspace.command(name, ["-m", "venv", "--clear"]);
        make.arg(&python.folder);
        process::run(make).context(
            "cannot make a virtual environment\n  help: install the module `venv` of Python; on \
             Debian and Ubuntu it is the package `python3-venv`",
        )?;
        let options = ["-m", "pip", "install", "--quiet", "--no-input"];
        let mut install = python.command(options);
        install.args(["--disable-pip-version-check", "--requirement", requirements]);
        process::run(install)
            .with_context(|| format!("cannot install what `{requirements}` names"))?;
        std::fs::write(&stamp, required)
            .with_context(|| format!("cannot write `{}`", stamp.display()))?;
        Ok(python)
    }

    /// Python of the environment, with arguments; it is started in the root of the repository.
    pub(crate) fn command<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(self.program("python"));
        command
            .current_dir(&self.root)
            .args(arguments)
            // The folders of the repository stay as they are.
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    /// The folder of Python and of what packages have installed.
    pub(crate) fn programs(&self) -> PathBuf {
        let folder = if cfg!(windows) { "Scripts" } else { "bin" };
        self.folder.join(folder)
    }

    /// A program that a package has installed.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        self.programs().join(file)
    }
}

fn find(workspace: &Workspace) -> Result<&'static str> {
    const NEW_ENOUGH: &str = "import sys; sys.exit(sys.version_info < (3, 10))";
    let is_there = |name: &&str| {
        let mut ask = workspace.command(*name, ["-c", NEW_ENOUGH]);
        ask.stdin(Stdio::null());
        process::answers(ask)
    };
    match NAMES.into_iter().find(|name| is_there(name)) {
        Some(name) => Ok(name),
        None => bail!(
            "there is no `python3` of version 3.10 or later, which this task needs\n  help: install \
             Python with the modules `venv` and `pip`"
        ),
    }
}
