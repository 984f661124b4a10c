//! `can-invoke redact`: pseudonyms.

use crate::{arguments::RedactOptions, exit::ExitStatus};

pub(crate) fn run(_options: &RedactOptions) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("`can-invoke redact` is not there yet")
}
