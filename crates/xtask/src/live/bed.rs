//! What scenarios share: the command, and servers with worlds, which are made when they are first
//! asked for.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::fetching::Undisturbed;
use super::server::{Server, Start, free_address};
use super::tool::Tool;
use crate::process::{self, Workspace};
use crate::python::Python;
use crate::test::WHOLE;

/// The account that owns the APIs of the shop, for which MiniStack takes unsigned calls.
pub(super) const OWNER: &str = "111111111111";

pub(super) struct Bed {
    python: Python,
    program: PathBuf,
    folder: PathBuf,
    shop: Option<World>,
    large: Option<World>,
    network: Option<World>,
    /// What the large world comes to.
    pub(super) undisturbed: Option<Undisturbed>,
}

/// A server and what is in it.
pub(super) struct World {
    pub(super) server: Server,
    /// What the program that made it wrote about it.
    pub(super) facts: Value,
}

impl Bed {
    pub(super) fn new(workspace: &Workspace) -> Result<Self> {
        let target = process::target_directory(workspace)?;
        let live = target.join("live");
        let folder = live.join("run");
        if folder.exists() {
            std::fs::remove_dir_all(&folder)
                .with_context(|| format!("cannot remove `{}`", folder.display()))?;
        }
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create `{}`", folder.display()))?;
        let python = Python::prepare(workspace, &live, super::REQUIREMENTS)?;
        let program = build(workspace, &target, &live)?;
        Ok(Self {
            python,
            program,
            folder,
            shop: None,
            large: None,
            network: None,
            undisturbed: None,
        })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The command, for a scenario.
    pub(super) fn tool(&self, scenario: &str) -> Result<Tool> {
        Tool::new(&self.program, &self.folder.join(scenario))
    }

    /// MiniStack with the world `shop`; it enforces policies.
    pub(super) fn shop(&mut self) -> Result<&World> {
        if self.shop.is_none() {
            let server = self.ministack("shop")?;
            let permissions = self.tool("shop-world")?.run(&["permissions"])?.exits(0)?;
            let path = self.folder.join("auditor-policy.json");
            std::fs::write(&path, permissions.stdout)
                .with_context(|| format!("cannot write `{}`", path.display()))?;
            let path = path.display().to_string();
            let facts = self.fill(&server, "shop", &["--auditor-policy", &path])?;
            self.shop = Some(World { server, facts });
        }
        self.shop.as_ref().context("the shop is there")
    }

    /// MiniStack with the world `large`.
    pub(super) fn large(&mut self) -> Result<&World> {
        if self.large.is_none() {
            let server = self.ministack("large")?;
            let facts = self.fill(&server, "large", &[])?;
            self.large = Some(World { server, facts });
        }
        self.large.as_ref().context("the large world is there")
    }

    /// moto with the world `network`.
    pub(super) fn network(&mut self) -> Result<&World> {
        if self.network.is_none() {
            let address = free_address()?;
            let port = address.port().to_string();
            let start = Start {
                name: "moto",
                program: "moto_server",
                arguments: &["-H", "127.0.0.1", "-p", &port],
                environment: &[],
                ready: "/moto-api/data.json",
            };
            let server = Server::start(&self.python, &self.folder, address, &start)?;
            let facts = self.fill(&server, "network", &[])?;
            self.network = Some(World { server, facts });
        }
        self.network.as_ref().context("the network is there")
    }

    /// The proxy that makes faults, in front of a server, by the rules of a file.
    pub(super) fn faults(&self, upstream: &str, rules: &str) -> Result<Server> {
        let address = free_address()?;
        let port = address.port().to_string();
        let (host, config) = ("127.0.0.1", format!("tests/live/scenarios/{rules}"));
        let arguments = ["--host", host, "--port", &port, "--upstream", upstream];
        let further = ["--no-resign", "--config", &config];
        let start = Start {
            name: "microburst",
            program: "microburst",
            arguments: &[arguments.as_slice(), further.as_slice()].concat(),
            environment: &[],
            ready: "/_microburst/health",
        };
        Server::start(&self.python, &self.folder, address, &start)
    }

    fn ministack(&self, world: &str) -> Result<Server> {
        let address = free_address()?;
        let folder = self.folder.join(format!("ministack-{world}"));
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create `{}`", folder.display()))?;
        let (port, folder) = (address.port().to_string(), folder.display().to_string());
        let start = Start {
            name: "ministack",
            program: "ministack",
            arguments: &[],
            environment: &[
                ("GATEWAY_PORT", &port),
                ("BIND_HOST", "127.0.0.1"),
                // These two listen on all addresses, whatever the line above says.
                ("IOT_MTLS_ENABLED", "0"),
                ("SFTP_ENABLED", "0"),
                ("AUTH", "true"),
                ("MINISTACK_ACCOUNT_ID", OWNER),
                // Hosts of APIs are then those of AWS.
                ("MINISTACK_HOST", "us-east-1.amazonaws.com"),
                ("LOG_LEVEL", "WARNING"),
                ("TMPDIR", &folder),
                ("HOME", &folder),
            ],
            ready: "/_ministack/ready",
        };
        Server::start(&self.python, &self.folder, address, &start)
    }

    /// Fills a server with a world; what is told about it.
    fn fill(&self, server: &Server, world: &str, options: &[&str]) -> Result<Value> {
        let out = self.folder.join(format!("{world}.json"));
        let url = server.url();
        let mut command =
            self.python
                .command(["tests/live/world.py", world, "--endpoint", &url, "--out"]);
        command.arg(&out).args(options);
        // Nothing of whoever calls is asked or sent.
        for name in ["AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"] {
            command.env_remove(name);
        }
        command
            .env("AWS_CONFIG_FILE", self.folder.join("no-config"))
            .env("AWS_EC2_METADATA_DISABLED", "true");
        process::output(command).with_context(|| format!("cannot make the world `{world}`"))?;
        let text = std::fs::read_to_string(&out)
            .with_context(|| format!("cannot read `{}`", out.display()))?;
        serde_json::from_str(&text).with_context(|| format!("`{}` is no JSON", out.display()))
    }

    /// Says where the servers are, and waits until somebody has seen enough.
    pub(super) fn wait_for_enter(&self) -> Result<()> {
        let worlds = [&self.shop, &self.large, &self.network];
        for world in worlds.into_iter().flatten() {
            println!("AWS_ENDPOINT_URL={}", world.server.url());
        }
        println!(
            "the command is `{}`, and profiles are in the files `aws-config` under `{}`; Enter \
             stops the servers",
            self.program.display(),
            self.folder.display()
        );
        std::io::stdin().read_line(&mut String::new())?;
        Ok(())
    }
}

/// Builds the command by the line of the step `test`, so that nothing is built twice, and keeps
/// a copy: whoever builds it without the feature meanwhile would replace it.
fn build(workspace: &Workspace, target: &Path, live: &Path) -> Result<PathBuf> {
    let command = workspace.cargo(["test", "--no-run", "--quiet"]);
    process::run_with(command, WHOLE)?;
    let name = format!("can-invoke{}", std::env::consts::EXE_SUFFIX);
    let (built, copy) = (target.join("debug").join(&name), live.join(&name));
    std::fs::copy(&built, &copy).with_context(|| format!("cannot copy `{}`", built.display()))?;
    Ok(copy)
}
