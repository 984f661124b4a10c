//! `can-invoke permissions`: the policy of the tool itself.

use crate::{arguments::PermissionsOptions, exit::ExitStatus};

pub(crate) fn run(_options: &PermissionsOptions) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("`can-invoke permissions` is not there yet")
}
