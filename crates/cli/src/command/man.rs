//! `can-invoke man`.

use clap::CommandFactory as _;

use crate::{arguments::Arguments, exit::ExitStatus};

pub(crate) fn run() -> anyhow::Result<ExitStatus> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut page)?;
    std::io::Write::write_all(&mut std::io::stdout(), &page)?;
    Ok(ExitStatus::Allowed)
}
