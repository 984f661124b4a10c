//! What `assume` and `call` have in common: somebody with credentials, what is foreseen, and a
//! chain of roles that is assumed.

mod chain;
mod foresight;

use std::io::Write as _;

use anyhow::bail;
use can_invoke_gateway::query::QueryError;
use can_invoke_live::assume::Actor;
use can_invoke_policy::Caller;

pub(super) use chain::{Chain, Mfa, RefusedRole};
pub(super) use foresight::Foresight;

use crate::arguments::LiveOptions;

/// Finds the credentials that act: those of the first profile, or of the environment. Further
/// profiles are there to read accounts for the prediction.
pub(super) fn open(live: &LiveOptions, region: Option<&str>) -> anyhow::Result<Actor> {
    if live.dry_run {
        bail!(
            "what would be asked turns on whose credentials these are, which has to be asked; \
             `can-invoke permissions` lists it, and `--no-send` sends nothing"
        );
    }
    let profile = live.profile.first().map(String::as_str);
    let region = region.or_else(|| live.region.first().map(String::as_str));
    match Actor::open(profile, region) {
        Ok(actor) => Ok(actor),
        Err(refusal) => bail!("AWS STS does not say whose credentials these are: {refusal}"),
    }
}

/// The caller that an ARN of AWS STS names.
pub(super) fn caller(arn: &str) -> Result<Caller, QueryError> {
    Caller::parse(arn).map_err(|error| QueryError::new(error.message, error.help))
}

/// Says something on standard error, where it is in nobody's way.
pub(super) fn tell(text: &str) -> anyhow::Result<()> {
    anstream::stderr().lock().write_all(text.as_bytes())?;
    Ok(())
}
