//! `can-invoke fetch`: reading live accounts.

use crate::{arguments::FetchOptions, exit::ExitStatus};

pub(crate) fn run(_options: &FetchOptions) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("`can-invoke fetch` is not there yet")
}
