//! `can-invoke assumptions`: where AWS is silent or contradicts itself, and how we read it.

use std::io::Write as _;

use can_invoke_policy::Assumption;
use can_invoke_report::v1;

use crate::{arguments::Format, exit::ExitStatus};

pub(crate) fn run(format: Format) -> anyhow::Result<ExitStatus> {
    let mut stdout = std::io::stdout().lock();
    match format {
        Format::Text => {
            for assumption in Assumption::ALL {
                let text = assumption.text();
                writeln!(stdout, "{}", text.id)?;
                writeln!(stdout, "  {}", text.question)?;
                writeln!(stdout, "  our reading: {}", text.reading)?;
                writeln!(stdout, "  see: {}", text.source)?;
                writeln!(stdout)?;
            }
        }
        Format::Json => {
            let all: Vec<v1::Assumption> = Assumption::ALL
                .iter()
                .map(|assumption| v1::assumption(*assumption))
                .collect();
            serde_json::to_writer_pretty(&mut stdout, &all)?;
            writeln!(stdout)?;
        }
    }
    Ok(ExitStatus::Allowed)
}
