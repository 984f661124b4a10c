//! The policy, from the table of what is called.

use std::io::Write as _;

use anyhow::bail;
use can_invoke_live::permissions::{API_KEYS, Command, Scope, policy};

use crate::{
    arguments::PermissionsOptions,
    command::output::{print_json, unless_closed},
    exit::ExitStatus,
};

pub(crate) fn run(options: &PermissionsOptions) -> anyhow::Result<ExitStatus> {
    let commands = match options.command.as_deref() {
        None => Command::ALL.to_vec(),
        Some(name) => match Command::of_name(name) {
            Some(command) => vec![command],
            None => bail!(
                "`{name}` asks no live accounts; write `fetch`, `check`, `assume` or `call`, or \
                 leave it out"
            ),
        },
    };
    if !options.partition.starts_with("aws") {
        bail!(
            "`{}` is no partition; write `aws`, `aws-cn` or `aws-us-gov`",
            options.partition
        );
    }
    if let Some(role) = options.role.iter().find(|arn| !arn.contains(":role/")) {
        bail!("`{role}` is not the ARN of a role");
    }
    let scope = Scope {
        partition: options.partition.clone(),
        regions: options.region.clone(),
        roles: options.role.clone(),
    };
    unless_closed(print_json(&policy(&commands, &scope)))?;
    let mut stderr = anstream::stderr().lock();
    writeln!(
        stderr,
        "note: `{API_KEYS}` is for the names of API keys; AWS gives their values too to whoever \
         has it and asks for them, which can-invoke never does. Leave it out where no route asks \
         for an API key."
    )?;
    Ok(ExitStatus::Allowed)
}
