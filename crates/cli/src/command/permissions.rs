//! `can-invoke permissions`: the policy of the tool itself. It is made from the table of what is
//! called, which a build without network code does not have.

#[cfg(feature = "live")]
mod online;

#[cfg(feature = "live")]
pub(crate) use online::run;

#[cfg(not(feature = "live"))]
pub(crate) fn run(
    _: &crate::arguments::PermissionsOptions,
) -> anyhow::Result<crate::exit::ExitStatus> {
    Err(super::live::no_network())
}
