//! `can-invoke call`: a signed request.

#[cfg(feature = "live")]
mod live;
#[cfg(feature = "live")]
mod request;

#[cfg(feature = "live")]
pub(crate) use live::run;

/// What a build without network code says.
#[cfg(not(feature = "live"))]
pub(crate) fn run(
    _options: &crate::arguments::CallOptions,
) -> anyhow::Result<crate::exit::ExitStatus> {
    anyhow::bail!(
        "this build of can-invoke has no network code, so it calls nothing; \
         `cargo install --features live` builds one that has"
    )
}
