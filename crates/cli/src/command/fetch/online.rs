//! Asking, writing, and saying how it went.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use can_invoke_gateway::redact::redact;
use can_invoke_live::{error::LiveError, run, wanted::Wanted};
use can_invoke_source::Limits;

use super::{atomic, summary};
use crate::{
    arguments::FetchOptions,
    command::{
        live::{Bar, plan, principal, settings, wanted_api},
        output::unless_closed,
    },
    exit::ExitStatus,
};

pub(crate) fn run(options: &FetchOptions) -> anyhow::Result<ExitStatus> {
    let settings = settings(&options.live, &options.assume)?;
    let wanted = wanted(options)?;
    if options.live.dry_run {
        plan::print(&settings, &wanted, false)?;
        return Ok(ExitStatus::Allowed);
    }
    let journal = (options.out != "-").then(|| PathBuf::from(format!("{}.partial", options.out)));
    let journal = journal.as_deref();
    if options.fresh && journal.is_none() {
        bail!("with `--out -` nothing is kept, so there is nothing for `--fresh` to forget");
    }
    let mut bar = Bar::new();
    let fetched = run::fetch(&settings, &wanted, journal, options.fresh, &mut bar);
    drop(bar);
    let fetched = fetched.map_err(|error| how_to_go_on(error, journal))?;
    let mut stderr = anstream::stderr().lock();
    if let Some(failure) = &fetched.journal_failure {
        let path = journal.map(Path::display);
        let path = path.map(|path| path.to_string()).unwrap_or_default();
        writeln!(stderr, "warning: `{path}` could not be written: {failure}")?;
    }
    if summary::is_empty(&fetched.loaded.inventory) && !fetched.not_readable.is_empty() {
        write!(stderr, "{}", summary::not_readable(&fetched.not_readable))?;
        bail!("nothing could be read");
    }
    let text = if options.redact {
        under_pseudonyms(&fetched.text)?
    } else {
        fetched.text.clone()
    };
    if options.out == "-" {
        unless_closed(std::io::stdout().write_all(text.as_bytes()))?;
    } else {
        let path = Path::new(&options.out);
        atomic::write(path, &text)
            .with_context(|| format!("`{}` cannot be written", options.out))?;
    }
    if let Some(journal) = journal {
        std::fs::remove_file(journal)
            .with_context(|| format!("`{}` cannot be removed", journal.display()))?;
    }
    write!(stderr, "{}", summary::of(&fetched, &options.out))?;
    Ok(match fetched.not_readable.is_empty() {
        true => ExitStatus::Allowed,
        false => ExitStatus::Depends,
    })
}

/// The inventory under pseudonyms. What AWS answered may be longer than the files of strangers
/// may be.
fn under_pseudonyms(text: &str) -> anyhow::Result<String> {
    let limits = Limits {
        bytes: 1 << 30,
        nodes: 100_000_000,
        ..Limits::default()
    };
    let whole = [("inventory".to_owned(), text.as_bytes().to_vec())];
    let redacted = redact(&whole, None, &limits);
    let [(_, text)] = redacted.documents.as_slice() else {
        bail!("the inventory cannot be written under pseudonyms");
    };
    Ok(text.clone())
}

fn wanted(options: &FetchOptions) -> anyhow::Result<Wanted> {
    let mut wanted = Wanted {
        everything: options.all,
        ..Wanted::default()
    };
    for text in &options.api {
        let (api, endpoint) = wanted_api(text)?;
        if !wanted.apis.contains(&api) {
            wanted.apis.push(api);
        }
        match (&wanted.vpc_endpoint, endpoint) {
            (Some(known), Some(endpoint)) if *known != endpoint => bail!(
                "the URLs name two VPC endpoints, `{known}` and `{endpoint}`; fetch them apart"
            ),
            (None, Some(endpoint)) => wanted.vpc_endpoint = Some(endpoint),
            _ => {}
        }
    }
    for text in &options.principal {
        let arn = principal(text)?;
        if !wanted.principals.contains(&arn) {
            wanted.principals.push(arn);
        }
    }
    Ok(wanted)
}

/// What was read so far is not lost.
fn how_to_go_on(error: LiveError, journal: Option<&Path>) -> anyhow::Error {
    let is_kept = matches!(
        error,
        LiveError::Interrupted { .. } | LiveError::Expired { .. }
    );
    match journal.filter(|_| is_kept) {
        Some(journal) => anyhow::anyhow!(
            "{error}; what was read is in `{}`, and the same command goes on from there",
            journal.display()
        ),
        None => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_interrupts_is_told_how_to_go_on() {
        let journal = Path::new("inventory.json.partial");
        let interrupted = || LiveError::Interrupted { answered: 7 };
        assert_eq!(
            how_to_go_on(interrupted(), Some(journal)).to_string(),
            "interrupted after 7 answers; what was read is in `inventory.json.partial`, and the \
             same command goes on from there"
        );
        assert_eq!(
            how_to_go_on(interrupted(), None).to_string(),
            "interrupted after 7 answers"
        );
        let other = LiveError::Connect("no credentials".to_owned());
        assert_eq!(
            how_to_go_on(other, Some(journal)).to_string(),
            "no credentials"
        );
    }
}
