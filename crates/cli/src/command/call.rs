//! `can-invoke call`: a signed request.

use crate::{arguments::CallOptions, exit::ExitStatus};

pub(crate) fn run(_options: &CallOptions) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("`can-invoke call` is not there yet")
}
