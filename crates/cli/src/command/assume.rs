//! `can-invoke assume`: credentials of roles.

use crate::{arguments::AssumeOptions, exit::ExitStatus};

pub(crate) fn run(_options: &AssumeOptions) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("`can-invoke assume` is not there yet")
}
