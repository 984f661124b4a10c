//! Running the command that was built, as its users do.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// How long a command may take, if the scenario does not say.
const PATIENCE: Duration = Duration::from_secs(120);

/// How often a running command is looked at.
const INTERVAL: Duration = Duration::from_millis(5);

/// Who is asked where a scenario does not say it: never AWS.
const NOBODY: &str = "http://127.0.0.1:1";

/// The command, with the environment that all its runs of a scenario have.
pub(super) struct Tool {
    program: PathBuf,
    folder: PathBuf,
    environment: BTreeMap<String, String>,
    runs: usize,
}

/// What a run came to.
pub(super) struct Ran {
    /// The command as one would type it.
    pub(super) shown: String,
    /// The exit status, none if it was killed.
    pub(super) status: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
    pub(super) time: Duration,
    /// The most memory it held, in bytes, where the system tells.
    pub(super) memory: Option<u64>,
}

/// A run that goes on.
pub(super) struct Running {
    child: Child,
    shown: String,
    start: Instant,
    memory: Option<u64>,
    out: PathBuf,
    err: PathBuf,
}

impl Tool {
    /// The program, whose runs leave their output in the folder.
    pub(super) fn new(program: &Path, folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot create `{}`", folder.display()))?;
        Ok(Self {
            program: program.to_owned(),
            folder: folder.to_owned(),
            environment: BTreeMap::new(),
            runs: 0,
        })
    }

    /// Sets a variable of the environment of all runs to come.
    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.environment.insert(name.to_owned(), value.into());
    }

    /// Writes profiles: names with access keys, and a Region for all of them.
    pub(super) fn profiles<'a>(
        &mut self,
        region: &str,
        profiles: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>,
    ) -> Result<()> {
        let mut text = String::new();
        for (name, id, secret) in profiles {
            text += &format!(
                "[profile {name}]\nregion = {region}\naws_access_key_id = \
                 {id}\naws_secret_access_key = {secret}\n\n"
            );
        }
        let path = self.folder.join("aws-config");
        std::fs::write(&path, text)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        self.set("AWS_CONFIG_FILE", path.display().to_string());
        Ok(())
    }

    /// The same command with nothing in its environment, and a folder of its own below.
    pub(super) fn sibling(&self, name: &str) -> Result<Self> {
        Self::new(&self.program, &self.file(name))
    }

    /// A file of the folder.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Runs it to its end.
    ///
    /// # Errors
    ///
    /// It cannot be started, or does not end in time.
    pub(super) fn run(&mut self, arguments: &[&str]) -> Result<Ran> {
        let mut running = self.start(arguments)?;
        while running.watch()?.is_none() {
            if running.start.elapsed() > PATIENCE {
                running.kill()?;
                bail!(
                    "`{}` did not end within {} s",
                    running.shown,
                    PATIENCE.as_secs()
                );
            }
            std::thread::sleep(INTERVAL);
        }
        running.end()
    }

    /// Starts it.
    pub(super) fn start(&mut self, arguments: &[&str]) -> Result<Running> {
        self.runs += 1;
        let out = self.file(&format!("{:02}.out", self.runs));
        let err = self.file(&format!("{:02}.err", self.runs));
        let create = |path: &Path| {
            File::create(path).with_context(|| format!("cannot write `{}`", path.display()))
        };
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear()
            .env("AWS_ENDPOINT_URL", NOBODY)
            .envs(&self.environment)
            .env("HOME", &self.folder)
            // An endpoint of Amazon EC2 for credentials would be looked for otherwise.
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .stdin(Stdio::null())
            .stdout(create(&out)?)
            .stderr(create(&err)?);
        for name in ["PATH", "SYSTEMROOT"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        let shown = format!("can-invoke {}", arguments.join(" "));
        println!("$ {shown}");
        let start = Instant::now();
        let child = command
            .spawn()
            .with_context(|| format!("cannot start `{}`", self.program.display()))?;
        Ok(Running {
            child,
            shown,
            start,
            memory: None,
            out,
            err,
        })
    }
}

impl Running {
    /// Looks at it: the memory it takes, and whether it has ended.
    pub(super) fn watch(&mut self) -> Result<Option<std::process::ExitStatus>> {
        // INVARIANT: a process that has ended and was not waited for holds no memory any more.
        if let Some(memory) = peak_memory(self.child.id()) {
            self.memory = Some(memory);
        }
        Ok(self.child.try_wait()?)
    }

    /// Ends it at once, as a power failure does.
    pub(super) fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// What it came to.
    pub(super) fn end(mut self) -> Result<Ran> {
        let status = self.child.wait()?;
        let time = self.start.elapsed();
        let read = |path: &Path| {
            std::fs::read_to_string(path)
                .with_context(|| format!("cannot read `{}`", path.display()))
        };
        Ok(Ran {
            status: status.code(),
            stdout: read(&self.out)?,
            stderr: read(&self.err)?,
            time,
            memory: self.memory,
            shown: std::mem::take(&mut self.shown),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already but where a scenario fails in the middle.
        let _killed = self.child.kill();
        let _waited = self.child.wait();
    }
}

impl Ran {
    /// Fails unless the exit status is this one.
    pub(super) fn exits(self, status: i32) -> Result<Self> {
        if self.status == Some(status) {
            return Ok(self);
        }
        let got = match self.status {
            Some(got) => got.to_string(),
            None => "a signal".to_owned(),
        };
        bail!(
            "`{}` ended with {got}, not with {status}\n{}{}",
            self.shown,
            beginning(&self.stdout),
            beginning(&self.stderr)
        )
    }

    /// Standard output as JSON.
    pub(super) fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.stdout)
            .with_context(|| format!("`{}` answered no JSON", self.shown))
    }
}

fn beginning(text: &str) -> String {
    let mut lines: Vec<_> = text.lines().take(30).collect();
    lines.push("");
    lines.join("\n")
}

/// The most memory that a process has held so far, in bytes.
fn peak_memory(process: u32) -> Option<u64> {
    peak(&std::fs::read_to_string(format!("/proc/{process}/status")).ok()?)
}

fn peak(status: &str) -> Option<u64> {
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::peak;

    #[test]
    fn peak_memory_is_read_from_what_linux_says() {
        assert_eq!(peak("VmPeak:\t 9 kB\nVmHWM:\t  12 kB\n"), Some(12 * 1024));
        assert_eq!(peak("Name:\tzombie\n"), None);
    }
}
