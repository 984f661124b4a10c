//! `can-invoke fetch`: reading live accounts.

#[cfg(feature = "live")]
mod atomic;
#[cfg(feature = "live")]
mod online;
#[cfg(feature = "live")]
mod summary;

#[cfg(feature = "live")]
pub(crate) use online::run;

#[cfg(not(feature = "live"))]
pub(crate) fn run(_: &crate::arguments::FetchOptions) -> anyhow::Result<crate::exit::ExitStatus> {
    Err(super::live::no_network())
}
