//! `can-invoke routes`: route tables, and which patterns of policies miss them, match more
//! than they seem to, or contradict each other.

use std::io::Write as _;

use can_invoke_gateway::{inventory::load, patterns::report};
use can_invoke_report::{
    snippet,
    text::{self, Detail},
    v1,
};
use can_invoke_source::{Diagnostic, Limits};

use super::{
    check::{refuse, report_documents},
    output::{print_json, unless_closed},
};
use crate::{
    arguments::{Explain, Format, RoutesOptions},
    exit::ExitStatus,
    input::{Disk, documents},
};

pub(crate) fn run(options: &RoutesOptions) -> anyhow::Result<ExitStatus> {
    let limits = Limits::default();
    let documents = documents(&options.inputs, &limits)?;
    let loaded = load(&documents, &Disk { limits }, &limits);
    drop(documents);
    if loaded.diagnostics.iter().any(Diagnostic::is_error) {
        return report_documents(&loaded, options.format);
    }
    let report = match report(&loaded.inventory, options.api.as_deref()) {
        Ok(report) => report,
        Err(error) => return refuse(&error, options.format),
    };
    match options.format {
        Format::Text => {
            let mut stderr = anstream::stderr().lock();
            for diagnostic in &loaded.diagnostics {
                let told = snippet::diagnostic(diagnostic, &loaded.sources);
                writeln!(stderr, "{told}")?;
            }
            let detail = match options.explain {
                Explain::Short => Detail::Short,
                Explain::Full => Detail::Full,
            };
            let written = text::routes(&report, &loaded.sources, detail);
            unless_closed(anstream::stdout().write_all(written.as_bytes()))?;
        }
        Format::Json => {
            let written = v1::routes(&report, &loaded.diagnostics, &loaded.sources);
            unless_closed(print_json(&written))?;
        }
    }
    Ok(if report.findings.is_empty() {
        ExitStatus::Allowed
    } else {
        ExitStatus::Denied
    })
}
