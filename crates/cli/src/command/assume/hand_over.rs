//! Credentials on their way to whoever asked: lines for a shell, a document for
//! `credential_process`, or the environment of a command. Nothing is written anywhere else.
//!
//! Source: AWS SDKs and tools reference guide, `feature-process-credentials`; AWS CLI user
//! guide, `cli-configure-envvars`.

use std::{io::Write as _, process::Command};

use anyhow::{Context as _, bail};
use can_invoke_gateway::shell;
use can_invoke_live::assume::{Actor, Issued};
use serde::Serialize;

use crate::{
    arguments::{AssumeOptions, CredentialsFormat},
    command::output::{print_json, unless_closed},
    exit::ExitStatus,
};

/// The variables by which credentials are found. A command gets none of them but those of its
/// session: a profile would count as well.
const OF_CREDENTIALS: [&str; 15] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_CREDENTIAL_SOURCE",
];

/// Hands the credentials over as the options say.
pub(super) fn hand_over(actor: &Actor, options: &AssumeOptions) -> anyhow::Result<ExitStatus> {
    let issued = match actor.credentials() {
        Ok(issued) => issued,
        Err(refusal) => bail!("{refusal}"),
    };
    if let [program, arguments @ ..] = options.command.as_slice() {
        return run(program, arguments, &issued, actor.region());
    }
    match options.format {
        CredentialsFormat::Environment => {
            let lines = lines(&issued);
            unless_closed(std::io::stdout().write_all(lines.as_bytes()))?;
        }
        CredentialsFormat::CredentialProcess => unless_closed(print_json(&Document {
            version: 1,
            access_key_id: issued.access_key_id(),
            secret_access_key: issued.secret_access_key(),
            session_token: issued.session_token(),
            expiration: issued.expiration(),
        }))?,
    }
    Ok(ExitStatus::Allowed)
}

/// What a program gets that is named as `credential_process`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document<'a> {
    version: u8,
    access_key_id: &'a str,
    secret_access_key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration: Option<String>,
}

fn variables(issued: &Issued) -> Vec<(&'static str, String)> {
    let mut variables = vec![
        ("AWS_ACCESS_KEY_ID", issued.access_key_id().to_owned()),
        (
            "AWS_SECRET_ACCESS_KEY",
            issued.secret_access_key().to_owned(),
        ),
    ];
    let token = issued.session_token().map(str::to_owned);
    variables.extend(token.map(|token| ("AWS_SESSION_TOKEN", token)));
    variables.extend(
        issued
            .expiration()
            .map(|end| ("AWS_CREDENTIAL_EXPIRATION", end)),
    );
    variables
}

/// Lines that a POSIX shell evaluates.
fn lines(issued: &Issued) -> String {
    variables(issued)
        .iter()
        .map(|(name, value)| format!("export {name}={}\n", shell::quoted(value)))
        .collect()
}

/// Runs a command with the credentials in its environment.
fn run(
    program: &str,
    arguments: &[String],
    issued: &Issued,
    region: Option<&str>,
) -> anyhow::Result<ExitStatus> {
    let mut command = Command::new(program);
    command.args(arguments);
    for name in OF_CREDENTIALS {
        command.env_remove(name);
    }
    command.envs(variables(issued));
    // The Region of a profile goes with the profile.
    let is_said = |name: &str| std::env::var_os(name).is_some();
    if let Some(region) = region
        && !is_said("AWS_REGION")
        && !is_said("AWS_DEFAULT_REGION")
    {
        command.env("AWS_REGION", region);
    }
    become_command(command).with_context(|| format!("`{program}` cannot be run"))
}

/// The command takes the place of this process, and so gets its signals.
#[cfg(unix)]
fn become_command(mut command: Command) -> std::io::Result<ExitStatus> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec())
}

/// The command is waited for.
#[cfg(not(unix))]
fn become_command(mut command: Command) -> std::io::Result<ExitStatus> {
    let status = command.status()?.code().unwrap_or(1);
    Ok(ExitStatus::OfCommand(u8::try_from(status).unwrap_or(1)))
}
