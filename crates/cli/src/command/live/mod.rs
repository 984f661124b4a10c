//! What all commands that ask live accounts have in common.

#[cfg(feature = "live")]
mod account_role;
#[cfg(feature = "live")]
mod api;
#[cfg(feature = "live")]
pub(crate) mod plan;
#[cfg(feature = "live")]
mod progress;

#[cfg(feature = "live")]
pub(crate) use self::{
    api::{principal, wanted_api},
    progress::Bar,
};

/// What a command says in a build that cannot ask anybody.
#[cfg(not(feature = "live"))]
pub(crate) fn no_network() -> anyhow::Error {
    anyhow::anyhow!(
        "this build has no network code; install it with `cargo install can-invoke --features live`"
    )
}

/// What the options say about the accounts; `more` are roles that stand elsewhere on the
/// command line.
#[cfg(feature = "live")]
pub(crate) fn settings(
    options: &crate::arguments::LiveOptions,
    more: &[String],
) -> anyhow::Result<can_invoke_live::settings::Settings> {
    let roles = options.account_role.iter().chain(more);
    Ok(can_invoke_live::settings::Settings {
        profiles: options.profile.clone(),
        roles: roles
            .map(|text| account_role::parse(text))
            .collect::<anyhow::Result<_>>()?,
        regions: options.region.clone(),
        requests_per_second: options.requests_per_second,
        attempts: options.attempts,
    })
}
