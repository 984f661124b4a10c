//! `can-invoke references`: who refers to a VPC link, a function or an authorizer.

use std::io::Write as _;

use can_invoke_gateway::{inventory::load, references::references};
use can_invoke_report::{snippet, text, v1};
use can_invoke_source::{Diagnostic, Limits};

use super::{
    check::{refuse, report_documents},
    output::{print_json, unless_closed},
};
use crate::{
    arguments::{Format, ReferencesOptions},
    exit::ExitStatus,
    input::{Disk, documents},
};

pub(crate) fn run(options: &ReferencesOptions) -> anyhow::Result<ExitStatus> {
    let limits = Limits::default();
    let documents = documents(&options.inputs, &limits)?;
    let loaded = load(&documents, &Disk { limits }, &limits);
    if loaded.diagnostics.iter().any(Diagnostic::is_error) {
        return report_documents(&loaded, options.format);
    }
    let found = match references(&loaded.inventory, &options.subject) {
        Ok(found) => found,
        Err(error) => return refuse(&error, options.format),
    };
    match options.format {
        Format::Text => {
            let mut stderr = anstream::stderr().lock();
            for diagnostic in &loaded.diagnostics {
                writeln!(
                    stderr,
                    "{}",
                    snippet::diagnostic(diagnostic, &loaded.sources)
                )?;
            }
            let written = text::references(&found, &loaded.sources);
            unless_closed(anstream::stdout().write_all(written.as_bytes()))?;
        }
        Format::Json => {
            let found = v1::references(&found, &loaded.diagnostics, &loaded.sources);
            unless_closed(print_json(&found))?;
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
