//! `can-invoke assume`: credentials of roles.

#[cfg(feature = "live")]
mod hand_over;
#[cfg(feature = "live")]
mod live;

#[cfg(feature = "live")]
pub(crate) use live::run;

/// What a build without network code says.
#[cfg(not(feature = "live"))]
pub(crate) fn run(
    _options: &crate::arguments::AssumeOptions,
) -> anyhow::Result<crate::exit::ExitStatus> {
    anyhow::bail!(
        "this build of can-invoke has no network code, so it assumes no role; \
         `cargo install --features live` builds one that has"
    )
}
