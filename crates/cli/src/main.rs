//! The command `can-invoke`: arguments, files, exit status. Everything it knows it has from
//! the libraries.

mod arguments;
mod assume_role;
mod command;
mod exit;
mod input;
mod lint_baseline;
mod lint_config;
mod lint_files;
mod lint_stacks;
mod templates;
mod test_files;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let status = match arguments.command {
        Command::Check(options) => command::check::run(&options),
        Command::Test(options) => command::test::run_tests(&options),
        Command::Lint(options) => command::lint::run_rules(&options),
        Command::Rules(options) => command::rules::run(&options),
        Command::Sequence(options) => command::sequence::run_calls(&options),
        Command::Batch { assume } => command::batch::run(&assume),
        Command::Why(options) => command::why::run(&options),
        Command::Respond(options) => command::respond::run(&options),
        Command::Keys(options) => command::keys::run(&options),
        Command::References(options) => command::references::run(&options),
        Command::Routes(options) => command::routes::run(&options),
        Command::Fetch(options) => command::fetch::run(&options),
        Command::Assume(options) => command::assume::run(&options),
        Command::Call(options) => command::call::run(&options),
        Command::Permissions(options) => command::permissions::run(&options),
        Command::Redact(options) => command::redact::run(&options),
        Command::Assumptions { format } => command::assumptions::run(format),
        Command::Completions { shell } => command::completions::run(shell),
        Command::Man => command::man::run(),
    };
    status.unwrap_or_else(|error| exit::report(&error)).into()
}
