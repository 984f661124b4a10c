//! `can-invoke assumptions`: where AWS is silent or contradicts itself, and how it can be
//! read; and the option `--assume`.

use std::io::Write as _;

use can_invoke_gateway::query::QueryError;
use can_invoke_policy::{Assumption, Readings};
use can_invoke_report::v1;
use can_invoke_source::words::quote;

use crate::{arguments::Format, exit::ExitStatus};

pub(crate) fn run(format: Format) -> anyhow::Result<ExitStatus> {
    let mut stdout = std::io::stdout().lock();
    match format {
        Format::Text => {
            writeln!(
                stdout,
                "The choice with a star is ours; --assume ID=CHOICE takes the other.\n"
            )?;
            for assumption in Assumption::ALL {
                let text = assumption.text();
                writeln!(stdout, "{}", text.id)?;
                writeln!(stdout, "  {}", text.question)?;
                for choice in text.choices() {
                    let mark = if choice == text.default { "*" } else { " " };
                    writeln!(stdout, "  {mark} {}: {}", choice.id, choice.reading)?;
                }
                writeln!(stdout, "  see: {}", text.source)?;
                writeln!(stdout)?;
            }
        }
        Format::Json => {
            let all: Vec<v1::Assumption> = Assumption::ALL
                .iter()
                .map(|assumption| v1::assumption(*assumption, assumption.text().default))
                .collect();
            serde_json::to_writer_pretty(&mut stdout, &all)?;
            writeln!(stdout)?;
        }
    }
    Ok(ExitStatus::Allowed)
}

/// The choices of the options `--assume ID=CHOICE`.
pub(crate) fn readings(options: &[String]) -> Result<Readings, QueryError> {
    let pairs = options.iter().map(|option| {
        option.split_once('=').ok_or_else(|| {
            QueryError::new(
                format!("{} is not a choice", quote(option)),
                "write `--assume ID=CHOICE`; `can-invoke assumptions` lists them all",
            )
        })
    });
    let pairs = pairs.collect::<Result<Vec<_>, _>>()?;
    Ok(Readings::parse(pairs)?)
}
