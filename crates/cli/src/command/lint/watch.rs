//! `--watch`: the same again whenever something changes.

use std::{collections::BTreeMap, path::PathBuf, time::Duration, time::SystemTime};

use anyhow::bail;

use crate::{arguments::LintOptions, exit, exit::ExitStatus, lint_config::Settings, lint_files};

/// Looks once a second; that needs no part of the operating system that differs between them.
const PAUSE: Duration = Duration::from_secs(1);

pub(super) fn run(
    options: &LintOptions,
    once: impl Fn() -> anyhow::Result<ExitStatus>,
) -> anyhow::Result<ExitStatus> {
    if options.paths.iter().any(|path| path == "-") {
        bail!("`--watch` cannot look at standard input again");
    }
    let mut before = None;
    loop {
        let now = state(options);
        if before.as_ref() != Some(&now) {
            // A mistake in the middle of typing is told, and the next state is waited for.
            if let Err(error) = once() {
                exit::report(&error);
            }
            before = Some(now);
        }
        std::thread::sleep(PAUSE);
    }
}

/// When each file was changed last, and how long it is.
fn state(options: &LintOptions) -> BTreeMap<PathBuf, Option<(SystemTime, u64)>> {
    let mut paths = lint_files::find(&options.paths).unwrap_or_default();
    let settings = Settings::read(options).ok();
    paths.extend(settings.and_then(|settings| settings.file));
    paths.extend(options.living.config.as_ref().map(PathBuf::from));
    for path in paths.clone() {
        let mut beside = path.into_os_string();
        beside.push(".can-invoke.toml");
        paths.push(PathBuf::from(beside));
    }
    let of = |path: PathBuf| {
        let data = std::fs::metadata(&path).ok();
        let state = data.and_then(|data| Some((data.modified().ok()?, data.len())));
        (path, state)
    };
    paths.into_iter().map(of).collect()
}
