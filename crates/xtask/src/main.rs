//! The tasks of this repository: `cargo xtask test`, `tidy`, `deny`, `fuzz`, `mutants`,
//! `bench`, `live`, `catalogue`.
//!
//! One file per task. A task is everything a contributor or a CI job would otherwise have to
//! remember as a command line; a task that only wraps one `cargo` call is not worth its name.

#![expect(
    clippy::print_stdout,
    reason = "a task runner speaks to the person who started it"
)]
#![expect(
    clippy::print_stderr,
    reason = "a task runner speaks to the person who started it"
)]

mod bench;
mod catalogue;
mod conformance;
mod corpus;
mod deny;
mod fuzz;
mod live;
mod mutants;
mod offline;
mod process;
mod python;
mod test;
mod tidy;
mod wasm;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::process::Workspace;

/// The tasks of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run every check that a change must pass, in order, and stop at the first that fails.
    Test(test::Arguments),
    /// Check the rules of the repository that no compiler knows.
    Tidy,
    /// Check dependencies with cargo-deny; installs it under the target folder if it is missing.
    Deny,
    /// Run the fuzz targets with cargo-fuzz, which needs a nightly compiler; installs cargo-fuzz
    /// under the target folder if it is missing.
    Fuzz(fuzz::Arguments),
    /// Change the policy crate in one place after another with cargo-mutants, and see whether
    /// its tests notice; takes hours, and installs cargo-mutants under the target folder.
    Mutants(mutants::Arguments),
    /// Measure decisions side by side with other engines, and the throughput of `batch`.
    Bench(bench::Arguments),
    /// Refresh the catalogue of actions and condition keys from an npm package, which is installed
    /// under the target folder; needs npm and the network.
    Catalogue,
    /// Run the commands that ask live accounts against servers that stand in for AWS; installs
    /// them under the target folder if they are missing.
    Live(live::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = Workspace::find().and_then(|workspace| match arguments.task {
        Task::Test(arguments) => test::run(&workspace, &arguments),
        Task::Tidy => tidy::run(&workspace),
        Task::Deny => deny::run(&workspace),
        Task::Fuzz(arguments) => fuzz::run(&workspace, &arguments),
        Task::Mutants(arguments) => mutants::run(&workspace, &arguments),
        Task::Bench(arguments) => bench::run(&workspace, &arguments),
        Task::Catalogue => catalogue::run(&workspace),
        Task::Live(arguments) => live::run(&workspace, &arguments),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Arguments::command().debug_assert();
    }
}
