//! The commands that ask live accounts, against servers on this machine that stand in for AWS.
//!
//! To add a scenario, add a row to [`SCENARIOS`]. It runs the command that was built as its
//! users do, and asserts what it answers with the reasons. The servers are MiniStack, moto and a
//! proxy that makes faults, all on free loopback ports; `tests/live` says which versions, and
//! fills them with made-up worlds.

mod bed;
mod expect;
mod faults;
mod fetching;
mod http;
mod killed;
mod network;
mod rest;
mod server;
mod shop;
mod tool;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use self::bed::Bed;
use crate::process::Workspace;

/// The servers that stand in for AWS, with exact versions.
pub(crate) const REQUIREMENTS: &str = "tests/live/requirements.txt";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Run only these scenarios, in the order of the list.
    #[arg(long, value_name = "SCENARIO,…", value_delimiter = ',')]
    only: Vec<String>,
    /// List the scenarios and run none.
    #[arg(long)]
    list: bool,
    /// Leave the servers running at the end, and say how to ask them, until Enter is pressed.
    #[arg(long)]
    keep: bool,
}

struct Scenario {
    name: &'static str,
    what: &'static str,
    run: fn(&mut Bed) -> Result<()>,
}

const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "shop-http",
        what: "a caller gets into the HTTP API of another account through a role, as predicted",
        run: shop::run,
    },
    Scenario {
        name: "shop-rest",
        what: "what a server enforces on REST APIs is what is predicted",
        run: rest::run,
    },
    Scenario {
        name: "fetch-all",
        what: "three accounts are read whole, within a minute and 300 MB",
        run: fetching::run,
    },
    Scenario {
        name: "fetch-faults",
        what: "throttling, resets and slow answers lose nothing",
        run: faults::run,
    },
    Scenario {
        name: "fetch-killed",
        what: "a run that is killed goes on where it was",
        run: killed::run,
    },
    Scenario {
        name: "moto-network",
        what: "VPC links, VPC endpoint policies, SCPs and RCPs are read right",
        run: network::run,
    },
];

/// All scenarios, as a step of `cargo xtask test`.
pub(crate) fn all(workspace: &Workspace) -> Result<()> {
    run_scenarios(workspace, &select(SCENARIOS, &[])?, false)
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    if arguments.list {
        for scenario in SCENARIOS {
            println!("{:<13} {}", scenario.name, scenario.what);
        }
        return Ok(());
    }
    let scenarios = select(SCENARIOS, &arguments.only)?;
    run_scenarios(workspace, &scenarios, arguments.keep)
}

/// The scenarios named, in the order of the table; all of them when none is named.
fn select<'a>(scenarios: &'a [Scenario], only: &[String]) -> Result<Vec<&'a Scenario>> {
    let known = |name: &String| scenarios.iter().any(|scenario| scenario.name == name);
    if let Some(unknown) = only.iter().find(|name| !known(name)) {
        let names: Vec<_> = scenarios.iter().map(|scenario| scenario.name).collect();
        bail!(
            "there is no scenario `{unknown}`\n  help: the scenarios are {}",
            names.join(", ")
        );
    }
    let wanted =
        |scenario: &&Scenario| only.is_empty() || only.iter().any(|name| name == scenario.name);
    Ok(scenarios.iter().filter(wanted).collect())
}

/// Runs scenarios one after another, also after one has failed: the servers are there, and most
/// scenarios have nothing to do with each other.
fn run_scenarios(workspace: &Workspace, scenarios: &[&Scenario], keep: bool) -> Result<()> {
    let mut bed = Bed::new(workspace)?;
    let mut failed = Vec::new();
    let mut times: Vec<(&str, Duration)> = Vec::new();
    for scenario in scenarios {
        println!("\n-- {}: {}", scenario.name, scenario.what);
        let start = Instant::now();
        let outcome = (scenario.run)(&mut bed);
        times.push((scenario.name, start.elapsed()));
        if let Err(error) = outcome {
            eprintln!("error: {error:#}");
            failed.push(scenario.name);
        }
    }
    println!();
    for (name, time) in times {
        let word = if failed.contains(&name) {
            "FAILED"
        } else {
            "ok"
        };
        println!("{word:<6} {name:<13} {:>6.1} s", time.as_secs_f64());
    }
    if keep {
        bed.wait_for_enter()?;
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!(
        "{} failed; what was asked and answered is in `{}`\n  help: run only that with `cargo \
         xtask live --only {}`",
        failed.join(", "),
        bed.folder().display(),
        failed.join(",")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenarios_are_selected_by_name_and_keep_their_order() {
        let names = |only: &[&str]| {
            let only: Vec<String> = only.iter().map(|&name| name.to_owned()).collect();
            let selected = select(SCENARIOS, &only)?;
            Ok::<_, anyhow::Error>(selected.iter().map(|one| one.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&[]).unwrap().len(), SCENARIOS.len());
        assert_eq!(
            names(&["fetch-all", "shop-http"]).unwrap(),
            ["shop-http", "fetch-all"]
        );
        let error = names(&["fetch-none"]).unwrap_err().to_string();
        assert!(
            error.starts_with("there is no scenario `fetch-none`"),
            "{error}"
        );
    }

    #[test]
    fn scenario_names_are_unique() {
        for scenario in SCENARIOS {
            let same = SCENARIOS.iter().filter(|other| other.name == scenario.name);
            assert_eq!(same.count(), 1, "{}", scenario.name);
        }
    }
}
