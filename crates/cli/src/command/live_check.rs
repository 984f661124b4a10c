//! `can-invoke check --live`: what the question needs of live accounts.

#[cfg(not(feature = "live"))]
mod offline;
#[cfg(feature = "live")]
mod online;

#[cfg(not(feature = "live"))]
pub(super) use offline::{caller, plan, read};
#[cfg(feature = "live")]
pub(super) use online::{caller, plan, read};

use crate::arguments::LiveOptions;

/// Options that mean nothing unless live accounts are asked.
pub(super) fn refuse_without_live(options: &LiveOptions) -> anyhow::Result<()> {
    let given = [
        ("--profile", !options.profile.is_empty()),
        ("--account-role", !options.account_role.is_empty()),
        // One Region is also where a template is deployed.
        ("--region", options.region.len() > 1),
        ("--dry-run", options.dry_run),
    ];
    match given.into_iter().find(|(_, is_given)| *is_given) {
        Some((option, _)) => refuse(option),
        None => Ok(()),
    }
}

/// A Region is either that of live accounts or that of a template.
pub(super) fn refuse_region(options: &LiveOptions) -> anyhow::Result<()> {
    match options.region.is_empty() {
        true => Ok(()),
        false => refuse("--region"),
    }
}

fn refuse(option: &str) -> anyhow::Result<()> {
    anyhow::bail!(
        "`{option}` says how live accounts are asked; write `--live` to ask them, or leave it out"
    )
}
