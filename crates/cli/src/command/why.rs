//! `can-invoke why`: from an error that somebody pastes to a ranked diagnosis.

use std::io::{Read as _, Write as _};

use anyhow::Context as _;
use can_invoke_gateway::{
    inventory::{Loaded, load},
    query::QueryError,
    why::{self, Hints, MOST_BYTES, Options},
};
use can_invoke_policy::Caller;
use can_invoke_report::{
    snippet,
    text::{self, Detail},
    v1,
};
use can_invoke_source::{Diagnostic, Limits, words::quote};

use super::{
    assumptions::readings,
    check::{refuse, report_documents},
    output::{print_json, unless_closed},
};
use crate::{
    arguments::{Explain, Format, WhyOptions},
    exit::ExitStatus,
    input::{Disk, documents},
};

pub(crate) fn run(options: &WhyOptions) -> anyhow::Result<ExitStatus> {
    let asked = match asked(options) {
        Ok(asked) => asked,
        Err(error) => return refuse(&error, options.format),
    };
    let limits = Limits::default();
    let loaded = if options.inputs.is_empty() {
        None
    } else {
        let documents = documents(&options.inputs, &limits)?;
        let loaded = load(&documents, &Disk { limits }, &limits);
        if loaded.diagnostics.iter().any(Diagnostic::is_error) {
            return report_documents(&loaded, options.format);
        }
        Some(loaded)
    };
    let text = text_of(options)?;
    let inventory = loaded.as_ref().map(|loaded| &loaded.inventory);
    let found = match why::why(&text, &asked, inventory) {
        Ok(found) => found,
        Err(error) => return refuse(&error, options.format),
    };
    write(&found, loaded.as_ref(), options)?;
    Ok(if found.is_answered() {
        ExitStatus::Allowed
    } else {
        ExitStatus::Depends
    })
}

fn write(found: &why::Why, loaded: Option<&Loaded>, options: &WhyOptions) -> anyhow::Result<()> {
    let nothing = can_invoke_source::Sources::new();
    let (sources, diagnostics) = match loaded {
        Some(loaded) => (&loaded.sources, loaded.diagnostics.as_slice()),
        None => (&nothing, [].as_slice()),
    };
    match options.format {
        Format::Text => {
            let mut stderr = anstream::stderr().lock();
            for diagnostic in diagnostics {
                writeln!(stderr, "{}", snippet::diagnostic(diagnostic, sources))?;
            }
            let detail = match options.explain {
                Explain::Short => Detail::Short,
                Explain::Full => Detail::Full,
            };
            let written = text::why(found, sources, detail);
            unless_closed(anstream::stdout().write_all(written.as_bytes()))
        }
        Format::Json => unless_closed(print_json(&v1::why(found, diagnostics, sources))),
    }
}

/// What is asked beside the text.
fn asked(options: &WhyOptions) -> Result<Options, QueryError> {
    let headers = options.headers.iter().map(|header| {
        let parts = header.split_once(':').ok_or_else(|| {
            QueryError::new(
                format!("{} is not a header", quote(header)),
                "write `--header 'x-amzn-errortype: AccessDeniedException'`",
            )
        })?;
        Ok((parts.0.trim().to_owned(), parts.1.trim().to_owned()))
    });
    let caller = options.caller.as_deref().map(|caller| {
        Caller::parse(caller).map_err(|error| QueryError::new(error.message, error.help))
    });
    Ok(Options {
        hints: Hints {
            status: options.status,
            headers: headers.collect::<Result<_, QueryError>>()?,
            url: options.url.clone(),
        },
        caller: caller.transpose()?,
        readings: readings(&options.assume)?,
    })
}

/// The text: what the command line says, a file, or standard input. One byte more than may
/// be read lets the reader say so.
fn text_of(options: &WhyOptions) -> anyhow::Result<Vec<u8>> {
    if let Some(text) = &options.text {
        return Ok(text.clone().into_bytes());
    }
    let most = MOST_BYTES as u64 + 1;
    let mut text = Vec::new();
    match options.file.as_deref() {
        None | Some("-") => std::io::stdin()
            .lock()
            .take(most)
            .read_to_end(&mut text)
            .context("standard input cannot be read")?,
        Some(path) => std::fs::File::open(path)
            .and_then(|file| file.take(most).read_to_end(&mut text))
            .with_context(|| format!("`{path}` cannot be read"))?,
    };
    Ok(text)
}
