//! `can-invoke call`: a signed request.

#[cfg(feature = "live")]
mod live;
#[cfg(feature = "live")]
mod request;

#[cfg(feature = "live")]
pub(crate) use live::run;

#[cfg(not(feature = "live"))]
pub(crate) fn run(_: &crate::arguments::CallOptions) -> anyhow::Result<crate::exit::ExitStatus> {
    Err(super::live::no_network())
}
