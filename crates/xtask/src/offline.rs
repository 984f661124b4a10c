//! The command as it is built by default has no network code: none of its dependencies can open
//! a connection, and the commands that would need one say how to get one that has it.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail};

use crate::process::{self, Workspace};

/// Packages that open connections or encrypt them. A name that ends with `-` means all packages
/// whose names begin so.
const NETWORK: [&str; 13] = [
    "aws-",
    "h2",
    "hyper",
    "hyper-",
    "mio",
    "native-tls",
    "openssl",
    "reqwest",
    "rustls",
    "rustls-",
    "socket2",
    "tokio",
    "ureq",
];

/// Those of them that the command must have with the feature. If they are not found there, they
/// are not found at all, and that they are not there by default says nothing.
const WITH_LIVE: [&str; 5] = ["aws-config", "hyper", "rustls", "socket2", "tokio"];

/// Commands that ask somebody, as somebody would write them.
const COMMANDS: [&[&str]; 6] = [
    &["fetch", "--all"],
    &["check", "--live", "--as", ARN, "GET", URL],
    &["check", "--live", "--dry-run", "GET", URL],
    &["assume", "--role", ARN],
    &["call", "GET", URL],
    &["permissions"],
];
const ARN: &str = "arn:aws:iam::111111111111:role/pets";
const URL: &str = "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets";

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let without = dependencies(workspace, &[])?;
    let found = network(&without);
    if !found.is_empty() {
        bail!(
            "the command has network code by default: {}\n  help: `cargo tree -p can-invoke -i \
             PACKAGE` says through what",
            found.join(", ")
        );
    }
    let with = dependencies(workspace, &["--features", "live"])?;
    if let Some(missing) = WITH_LIVE.iter().find(|name| !network(&with).contains(name)) {
        bail!(
            "with the feature `live` there is no `{missing}`, so what is looked for is not what there is"
        );
    }
    println!(
        "{} packages by default, {} with the feature `live`",
        without.len(),
        with.len()
    );
    process::run(workspace.cargo(["build", "--locked", "--package", "can-invoke"]))?;
    COMMANDS
        .iter()
        .try_for_each(|arguments| says_so(workspace, arguments))
}

/// The names of all packages that become part of the command.
fn dependencies(workspace: &Workspace, features: &[&str]) -> Result<BTreeSet<String>> {
    let arguments = ["tree", "--locked", "--package", "can-invoke"];
    let mut command = workspace.cargo(arguments);
    // All systems, since nobody should get network code on another.
    command.args(["--edges", "normal", "--target", "all"]);
    command.args(["--prefix", "none", "--format", "{p}"]);
    command.args(features);
    let tree = process::output(command)?;
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    Ok(names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect())
}

/// Those that have to do with networks.
fn network(packages: &BTreeSet<String>) -> Vec<&str> {
    let is_one = |name: &&str| {
        NETWORK
            .iter()
            .any(|known| name == known || (known.ends_with('-') && name.starts_with(known)))
    };
    packages.iter().map(String::as_str).filter(is_one).collect()
}

/// Fails unless the command refuses, and says with what it would not.
fn says_so(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let mut command = workspace.cargo(["run", "--quiet", "--locked", "--package", "can-invoke"]);
    command.arg("--").args(arguments);
    let output = command.output().context("cannot start the command")?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.code() != Some(2) || !said.contains("this build has no network code") {
        bail!(
            "`can-invoke {}` is to end with 2 and to say that there is no network code, but ended with {} \
             and said: {}",
            arguments.join(" "),
            output.status,
            said.trim()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn packages_of_networks_are_told_from_others() {
        let names = [
            "anyhow",
            "aws-sdk-iam",
            "h2",
            "h264",
            "hyper-util",
            "tokio",
            "tokio-ish",
        ];
        let packages = names.into_iter().map(str::to_owned).collect();
        assert_eq!(
            network(&packages),
            ["aws-sdk-iam", "h2", "hyper-util", "tokio"]
        );
    }
}
