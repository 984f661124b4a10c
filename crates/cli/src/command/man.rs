//! `can-invoke man`.

use clap::CommandFactory as _;

use crate::{arguments::Arguments, exit::ExitStatus};

/// Writes one page: the program, and then each command with its options and examples.
pub(crate) fn run() -> anyhow::Result<ExitStatus> {
    let mut command = Arguments::command();
    command.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    let mut page = String::from_utf8(page)?;
    let shown = command
        .get_subcommands()
        .filter(|one| one.get_name() != "help");
    for one in shown {
        let man = clap_mangen::Man::new(one.clone());
        let mut part = Vec::new();
        man.render_synopsis_section(&mut part)?;
        man.render_description_section(&mut part)?;
        man.render_options_section(&mut part)?;
        man.render_extra_section(&mut part)?;
        // Sections of a page of its own are subsections of this one.
        let part = String::from_utf8(part)?.replace("\n.SH ", "\n.SS ");
        let part = match part.strip_prefix(".SH ") {
            Some(rest) => format!(".SS {rest}"),
            None => part,
        };
        page += &format!(
            ".SH \"CAN\\-INVOKE {}\"\n{part}",
            one.get_name().to_uppercase()
        );
    }
    std::io::Write::write_all(&mut std::io::stdout(), page.as_bytes())?;
    Ok(ExitStatus::Allowed)
}
