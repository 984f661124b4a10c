//! `can-invoke assume`: credentials of roles.

#[cfg(feature = "live")]
mod hand_over;
#[cfg(feature = "live")]
mod live;

#[cfg(feature = "live")]
pub(crate) use live::run;

#[cfg(not(feature = "live"))]
pub(crate) fn run(_: &crate::arguments::AssumeOptions) -> anyhow::Result<crate::exit::ExitStatus> {
    Err(super::live::no_network())
}
