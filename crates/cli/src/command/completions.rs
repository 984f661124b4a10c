//! `can-invoke completions`.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::{arguments::Arguments, exit::ExitStatus};

pub(crate) fn run(shell: Shell) -> anyhow::Result<ExitStatus> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "can-invoke", &mut script);
    std::io::Write::write_all(&mut std::io::stdout(), &script)?;
    Ok(ExitStatus::Allowed)
}
