//! Servers: started on a free port of the loopback address, and stopped whatever happens.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use super::http;
use crate::python::Python;

/// How long a server may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often a server is asked whether it is there, and whether it has ended.
const INTERVAL: Duration = Duration::from_millis(50);

/// How long a server may take to stop when it is told to.
const LAST_WORDS: Duration = Duration::from_secs(8);

/// A server that runs. Dropping it stops it.
pub(super) struct Server {
    name: &'static str,
    address: SocketAddr,
    child: Child,
}

/// What to start.
pub(super) struct Start<'a> {
    pub(super) name: &'static str,
    /// The program of the virtual environment, and its arguments.
    pub(super) program: &'a str,
    pub(super) arguments: &'a [&'a str],
    /// What is set besides.
    pub(super) environment: &'a [(&'a str, &'a str)],
    /// What answers with status 200 once it is up.
    pub(super) ready: &'a str,
}

/// Where a server will listen. Somebody else may take the port before the server does; then the
/// server does not come up, and says why.
pub(super) fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
    Ok(listener.local_addr()?)
}

impl Server {
    /// Starts a server and waits until it answers. What it prints is in the folder.
    ///
    /// # Errors
    ///
    /// It cannot be started, ends, or does not answer in time.
    pub(super) fn start(
        python: &Python,
        folder: &Path,
        address: SocketAddr,
        start: &Start<'_>,
    ) -> Result<Self> {
        let log = folder.join(format!("{}-{}.log", start.name, address.port()));
        let file =
            File::create(&log).with_context(|| format!("cannot write `{}`", log.display()))?;
        let mut command = python.command(["tests/live/serve.py"]);
        command
            .arg(python.program(start.program))
            .args(start.arguments)
            .envs(start.environment.iter().copied())
            // Whatever stands in the environment of whoever calls is of no concern here.
            .env_remove("AWS_ENDPOINT_URL")
            .env_remove("AWS_PROFILE")
            .stdin(Stdio::piped())
            .stdout(file.try_clone()?)
            .stderr(file);
        let child = command
            .spawn()
            .with_context(|| format!("cannot start {}", start.name))?;
        let mut server = Self {
            name: start.name,
            address,
            child,
        };
        server.wait_until_ready(start.ready, &log)?;
        Ok(server)
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn wait_until_ready(&mut self, path: &str, log: &Path) -> Result<()> {
        let start = Instant::now();
        loop {
            let refusal = match http::get(self.address, path) {
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended ({status}): {}", self.name, last_lines(log));
            }
            if start.elapsed() > PATIENCE {
                let log = last_lines(log);
                bail!("{} does not come up: {refusal}: {log}", self.name);
            }
            std::thread::sleep(INTERVAL);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The end of its input tells the program around the server to stop it.
        drop(self.child.stdin.take());
        let start = Instant::now();
        while start.elapsed() < LAST_WORDS {
            if matches!(self.child.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            std::thread::sleep(INTERVAL);
        }
        // Neither can be mended here, and both are said by what the system does next.
        let _killed = self.child.kill();
        let _waited = self.child.wait();
    }
}

fn last_lines(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().rev().take(12).collect();
    let lines: Vec<_> = lines.into_iter().rev().collect();
    format!("`{}` ends with\n{}", log.display(), lines.join("\n"))
}
