//! `can-invoke assumptions`: where AWS is silent or contradicts itself, and how it can be
//! read; and the option `--assume`.

use std::io::Write as _;

use can_invoke_gateway::query::QueryError;
use can_invoke_policy::{Assumption, Readings};
use can_invoke_report::v1;
use can_invoke_source::words::quote;

use super::output::{print_json, unless_closed};
use crate::{arguments::Format, exit::ExitStatus};

pub(crate) fn run(format: Format) -> anyhow::Result<ExitStatus> {
    match format {
        Format::Text => unless_closed(std::io::stdout().write_all(listed().as_bytes()))?,
        Format::Json => {
            let all: Vec<v1::Assumption> = Assumption::ALL
                .iter()
                .map(|assumption| v1::assumption(*assumption, assumption.text().default))
                .collect();
            unless_closed(print_json(&all))?;
        }
    }
    Ok(ExitStatus::Allowed)
}

/// All assumptions, for a terminal.
fn listed() -> String {
    let mut lines = vec![
        "The choice with a star is ours; --assume ID=CHOICE takes the other.".to_owned(),
        String::new(),
    ];
    for assumption in Assumption::ALL {
        let text = assumption.text();
        lines.push(text.id.to_owned());
        lines.push(format!("  {}", text.question));
        for choice in text.choices() {
            let mark = if choice == text.default { "*" } else { " " };
            lines.push(format!("  {mark} {}: {}", choice.id, choice.reading));
        }
        lines.push(format!("  see: {}", text.source));
        lines.push(String::new());
    }
    lines.join("\n") + "\n"
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
