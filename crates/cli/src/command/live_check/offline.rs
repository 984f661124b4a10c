//! What a build without network code says.

use can_invoke_gateway::{Inventory, Query, inventory::Loaded};

use crate::{arguments::CheckOptions, command::live::no_network};

/// Nobody's credentials can be looked at.
pub(crate) fn caller(_: &CheckOptions) -> anyhow::Result<String> {
    Err(no_network())
}

/// Nothing can be listed: what is called stands in the part that is not there.
pub(crate) fn plan(_: &CheckOptions, _: &Query, _: Option<&Inventory>) -> anyhow::Result<()> {
    Err(no_network())
}

/// Nobody can be asked.
pub(crate) fn read(_: &CheckOptions, _: &Query, _: Option<&Inventory>) -> anyhow::Result<Loaded> {
    Err(no_network())
}
