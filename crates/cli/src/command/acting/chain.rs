//! A chain of roles, as the calls of `sts:AssumeRole` that it takes.

use std::{
    io::{BufRead as _, IsTerminal as _, Write as _},
    path::Path,
};

use anyhow::{Context as _, bail};
use can_invoke_gateway::query::AssumeOptions;
use can_invoke_live::assume::{Actor, AssumeCall};
use can_invoke_source::Limits;

use crate::{assume_role::AssumeRoleOptions, input::read_bounded};

/// The calls, in order.
#[derive(Debug)]
pub(in crate::command) struct Chain {
    calls: Vec<AssumeCall>,
}

/// The device for multi-factor authentication, and its code if it was given.
#[derive(Clone, Copy, Debug)]
pub(in crate::command) struct Mfa<'a> {
    pub(in crate::command) serial: Option<&'a str>,
    pub(in crate::command) code: Option<&'a str>,
}

/// A role that AWS STS refuses.
#[derive(Clone, Debug)]
pub(in crate::command) struct RefusedRole {
    /// Its place in the chain.
    pub(in crate::command) index: usize,
    pub(in crate::command) role: String,
    /// The words of AWS STS.
    pub(in crate::command) message: String,
}

impl Chain {
    /// Puts into each call what belongs there, as [`AssumeOptions`] says it.
    pub(in crate::command) fn new(
        roles: &[String],
        options: &AssumeOptions,
        given: &AssumeRoleOptions,
    ) -> anyhow::Result<Self> {
        let is_transitive = |key: &str| {
            let mut keys = options.transitive_tags.iter();
            keys.any(|known| known.eq_ignore_ascii_case(key))
        };
        let (transitive, other): (Vec<_>, Vec<_>) = options
            .session_tags
            .iter()
            .cloned()
            .partition(|(key, _)| is_transitive(key));
        let mut calls: Vec<AssumeCall> = roles
            .iter()
            .map(|role| AssumeCall {
                role: role.clone(),
                external_id: options.external_id.clone(),
                session_name: options.session_name.clone(),
                ..AssumeCall::default()
            })
            .collect();
        if let Some(first) = calls.first_mut() {
            first.transitive_tags = transitive.iter().map(|(key, _)| key.clone()).collect();
            first.tags = transitive;
            first.source_identity.clone_from(&options.source_identity);
        }
        if let Some(last) = calls.last_mut() {
            last.tags.extend(other);
            last.duration = options.duration;
            last.policies = session_policies(&given.session_policy)?;
        }
        Ok(Chain { calls })
    }

    /// Has the first call pass a code, which is asked for at the terminal if nobody gave it.
    pub(in crate::command) fn authenticate(&mut self, mfa: Mfa<'_>) -> anyhow::Result<()> {
        let (Some(serial), Some(first)) = (mfa.serial, self.calls.first_mut()) else {
            return Ok(());
        };
        let code = match mfa.code {
            Some(code) => code.to_owned(),
            None => ask_code(serial)?,
        };
        first.mfa = Some((serial.to_owned(), code));
        Ok(())
    }

    /// Assumes the roles, one with the credentials of the other, as far as AWS STS lets it.
    pub(in crate::command) fn perform(&self, actor: &mut Actor) -> Result<(), RefusedRole> {
        for (index, call) in self.calls.iter().enumerate() {
            actor.assume(call).map_err(|refusal| RefusedRole {
                index,
                role: call.role.clone(),
                message: refusal.text(),
            })?;
        }
        Ok(())
    }
}

/// Whether a user gives a code: `--mfa` needs to know the device when a role is really assumed.
impl Mfa<'_> {
    pub(in crate::command) fn check(self, has_mfa: bool) -> anyhow::Result<bool> {
        match (self.serial, has_mfa, self.code) {
            (None, true, _) | (None, _, Some(_)) => {
                bail!("no device for multi-factor authentication is named: add --mfa-serial ARN")
            }
            (serial, ..) => Ok(serial.is_some()),
        }
    }
}

/// The documents, as AWS STS takes them: JSON, without blanks, which count against its limit.
fn session_policies(paths: &[String]) -> anyhow::Result<Vec<String>> {
    if paths.len() > 1 {
        bail!("AWS STS takes one session policy in place: put the statements into one document");
    }
    paths
        .iter()
        .map(|path| {
            let bytes = read_bounded(Path::new(path), &Limits::default())
                .with_context(|| format!("`{path}` cannot be read"))?;
            let document: serde_json::Value = serde_json::from_slice(&bytes)
                .with_context(|| format!("`{path}` is not JSON, and AWS STS takes nothing else"))?;
            Ok(document.to_string())
        })
        .collect()
}

fn ask_code(serial: &str) -> anyhow::Result<String> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        bail!(
            "the code of {serial} is not given, and there is no terminal to ask at: add --mfa-code"
        );
    }
    let mut stderr = anstream::stderr().lock();
    write!(
        stderr,
        "Code of {}: ",
        can_invoke_source::words::quote(serial)
    )?;
    stderr.flush()?;
    let mut line = String::new();
    stdin.lock().read_line(&mut line)?;
    let code = line.trim();
    if code.is_empty() {
        bail!("no code was given");
    }
    Ok(code.to_owned())
}
