//! Every check that a change must pass: a table of steps, run in order.
//!
//! To add a step, add a row to [`STEPS`]. Each step that resolves dependencies passes
//! `--locked`, so that a run never changes the lock file it checks.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process::{self, Workspace};
use crate::{conformance, corpus, fuzz, live, offline, tidy, wasm};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Run only these steps, in the order of the list.
    #[arg(long, value_name = "STEP,…", value_delimiter = ',')]
    only: Vec<String>,
    /// List the steps and run none.
    #[arg(long)]
    list: bool,
}

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&Workspace) -> Result<()>,
}

/// Every package with everything that it can do. Cargo chooses the features of dependencies by
/// what is built together, so whoever builds less, or without the feature, builds the packages of
/// the AWS SDK once more, which takes minutes.
pub(crate) const WHOLE: [&str; 4] = ["--locked", "--workspace", "--features", "can-invoke/live"];

const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        what: "the code is formatted",
        run: |workspace| process::run(workspace.cargo(["fmt", "--all", "--check"])),
    },
    Step {
        name: "clippy",
        what: "the lints are silent",
        run: |workspace| {
            let mut command = workspace.cargo(["clippy", "--all-targets"]);
            command.args(WHOLE).args(["--", "-D", "warnings"]);
            process::run(command)
        },
    },
    Step {
        name: "test",
        what: "the tests pass",
        run: |workspace| process::run_with(workspace.cargo(["test"]), WHOLE),
    },
    Step {
        name: "live",
        what: "the commands that ask live accounts, against servers that stand in for AWS",
        run: live::all,
    },
    Step {
        name: "offline",
        what: "the command as it is built by default has no network code, and says so",
        run: offline::run,
    },
    Step {
        name: "fuzz",
        what: "the corpus of every fuzz target, and inputs made from it, hold",
        run: fuzz::replay,
    },
    Step {
        name: "doc",
        what: "the documentation builds without warnings",
        run: |workspace| {
            // Asking for examples, of which there are none, makes Cargo choose the features of
            // dependencies as it does for tests; they would all be checked once more otherwise.
            let targets = ["--lib", "--bins", "--examples"];
            let mut command = workspace.cargo(["doc", "--no-deps"]);
            command.args(WHOLE).args(targets);
            command.env("RUSTDOCFLAGS", "-D warnings");
            process::run(command)
        },
    },
    Step {
        name: "wasm",
        what: "the pure crates build for WebAssembly",
        run: wasm::build,
    },
    Step {
        name: "conformance",
        what: "the conformance suite comes out the same natively and in WebAssembly",
        run: conformance::run,
    },
    Step {
        name: "corpus",
        what: "the rules find what they found in hundreds of real documents",
        run: corpus::run,
    },
    Step {
        name: "tidy",
        what: "the rules of the repository that no compiler knows hold",
        run: tidy::run,
    },
];

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    if arguments.list {
        for step in STEPS {
            println!("{:<8} {}", step.name, step.what);
        }
        return Ok(());
    }
    let steps = select(STEPS, &arguments.only)?;
    let results = run_steps(workspace, &steps);
    print!("{}", summary(&results));
    match results
        .iter()
        .find(|result| result.outcome == Outcome::Failed)
    {
        None => Ok(()),
        Some(result) => bail!(
            "step `{name}` failed\n  help: run only this step with `cargo xtask test --only {name}`",
            name = result.name
        ),
    }
}

/// The steps named, in the order of the table; all of them when none is named.
fn select<'a>(steps: &'a [Step], only: &[String]) -> Result<Vec<&'a Step>> {
    let known = |name: &String| steps.iter().any(|step| step.name == name);
    if let Some(unknown) = only.iter().find(|name| !known(name)) {
        let names: Vec<_> = steps.iter().map(|step| step.name).collect();
        bail!(
            "there is no step `{unknown}`\n  help: the steps are {}",
            names.join(", ")
        );
    }
    let wanted = |step: &&Step| only.is_empty() || only.iter().any(|name| name == step.name);
    Ok(steps.iter().filter(wanted).collect())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    NotRun,
}

struct StepResult {
    name: &'static str,
    outcome: Outcome,
    time: Duration,
}

fn run_steps(workspace: &Workspace, steps: &[&Step]) -> Vec<StepResult> {
    let mut results = Vec::new();
    let mut failed = false;
    for (number, step) in (1..).zip(steps) {
        let mut result = StepResult {
            name: step.name,
            outcome: Outcome::NotRun,
            time: Duration::ZERO,
        };
        if !failed {
            println!("\n== {number}/{} {}: {}", steps.len(), step.name, step.what);
            let start = Instant::now();
            let outcome = (step.run)(workspace);
            result.time = start.elapsed();
            result.outcome = match outcome {
                Ok(()) => Outcome::Passed,
                Err(error) => {
                    eprintln!("error: {error:#}");
                    failed = true;
                    Outcome::Failed
                }
            };
            println!("   took {:.1} s", result.time.as_secs_f64());
        }
        results.push(result);
    }
    results
}

fn summary(results: &[StepResult]) -> String {
    let mut text = String::from("\n== summary\n");
    let mut total = Duration::ZERO;
    for result in results {
        total += result.time;
        let seconds = result.time.as_secs_f64();
        text += &match result.outcome {
            Outcome::Passed => format!("ok       {:<8} {seconds:>7.1} s\n", result.name),
            Outcome::Failed => format!("FAILED   {:<8} {seconds:>7.1} s\n", result.name),
            Outcome::NotRun => format!("not run  {}\n", result.name),
        };
    }
    text + &format!("total             {:>7.1} s\n", total.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAKE: &[Step] = &[
        Step {
            name: "good",
            what: "passes",
            run: |_| Ok(()),
        },
        Step {
            name: "bad",
            what: "fails",
            run: |_| bail!("on purpose"),
        },
        Step {
            name: "late",
            what: "comes after the failure",
            run: |_| Ok(()),
        },
    ];

    fn names(only: &[&str]) -> Result<Vec<&'static str>> {
        let only: Vec<String> = only.iter().map(|&name| name.to_owned()).collect();
        Ok(select(FAKE, &only)?.iter().map(|step| step.name).collect())
    }

    #[test]
    fn steps_are_selected_by_name_and_keep_their_order() {
        assert_eq!(names(&[]).unwrap(), ["good", "bad", "late"]);
        assert_eq!(names(&["late", "good", "late"]).unwrap(), ["good", "late"]);
        let error = names(&["good", "worse"]).unwrap_err().to_string();
        assert!(error.starts_with("there is no step `worse`"), "{error}");
        assert!(error.ends_with("good, bad, late"), "{error}");
    }

    #[test]
    fn the_first_failure_stops_the_run() {
        let workspace = Workspace::find().unwrap();
        let steps = select(FAKE, &[]).unwrap();
        let results = run_steps(&workspace, &steps);
        let outcomes: Vec<_> = results.iter().map(|result| result.outcome).collect();
        assert_eq!(
            outcomes,
            [Outcome::Passed, Outcome::Failed, Outcome::NotRun]
        );
        let summary = summary(&results);
        assert!(summary.contains("ok       good"), "{summary}");
        assert!(summary.contains("FAILED   bad"), "{summary}");
        assert!(summary.contains("not run  late"), "{summary}");
    }

    #[test]
    fn step_names_are_unique() {
        for step in STEPS {
            let same = STEPS.iter().filter(|other| other.name == step.name);
            assert_eq!(same.count(), 1, "{}", step.name);
        }
    }
}
