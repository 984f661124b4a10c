//! `can-invoke references`: who refers to a VPC link, a function or an authorizer.

use std::io::Write as _;

use can_invoke_gateway::references::references;
use can_invoke_report::{snippet, text, v1};
use can_invoke_source::{Diagnostic, Limits};

use super::{
    check::{refuse, report_documents},
    output::unless_closed,
};
use crate::{
    arguments::{Format, ReferencesOptions},
    exit::ExitStatus,
    input::documents,
    templates,
};

pub(crate) fn run(options: &ReferencesOptions) -> anyhow::Result<ExitStatus> {
    let limits = Limits::default();
    let documents = documents(&options.inputs, &limits)?;
    let read = templates::load(&documents, &limits, &options.environment.environment());
    let loaded = &read.loaded;
    if loaded.diagnostics.iter().any(Diagnostic::is_error) {
        return report_documents(loaded, options.format);
    }
    let found = match references(
        &loaded.inventory,
        &read.placeholders.hidden(&options.subject),
    ) {
        Ok(found) => found,
        Err(error) => return refuse(&error, options.format),
    };
    match options.format {
        Format::Text => {
            let mut stderr = anstream::stderr().lock();
            for diagnostic in &loaded.diagnostics {
                let told = snippet::diagnostic(diagnostic, &loaded.sources);
                writeln!(stderr, "{}", read.shown(&told))?;
            }
            let written = text::references(&found, &loaded.sources);
            unless_closed(anstream::stdout().write_all(read.shown(&written).as_bytes()))?;
        }
        Format::Json => {
            let found = v1::references(&found, &loaded.diagnostics, &loaded.sources);
            let written = read.shown_json(&found)?;
            unless_closed(std::io::stdout().write_all(written.as_bytes()))?;
        }
    }
    Ok(if !found.found.is_empty() {
        ExitStatus::Denied
    } else if found.is_unsure() {
        ExitStatus::Depends
    } else {
        ExitStatus::Allowed
    })
}
