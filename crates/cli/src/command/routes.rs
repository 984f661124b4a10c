//! `can-invoke routes`: route tables, and which patterns of policies miss them, match more
//! than they seem to, or contradict each other.

use std::io::Write as _;

use can_invoke_gateway::patterns::report;
use can_invoke_report::{
    snippet,
    text::{self, Detail},
    v1,
};
use can_invoke_source::{Diagnostic, Limits};

use super::{
    check::{refuse, report_documents},
    output::unless_closed,
};
use crate::{
    arguments::{Explain, Format, RoutesOptions},
    exit::ExitStatus,
    input::documents,
    templates,
};

pub(crate) fn run(options: &RoutesOptions) -> anyhow::Result<ExitStatus> {
    let limits = Limits::default();
    let documents = documents(&options.inputs, &limits)?;
    let read = templates::load(&documents, &limits, &options.environment.environment());
    let loaded = &read.loaded;
    drop(documents);
    if loaded.diagnostics.iter().any(Diagnostic::is_error) {
        return report_documents(loaded, options.format);
    }
    let api = options.api.as_deref().map(|named| read.api(named));
    let report = match report(&loaded.inventory, api.as_deref()) {
        Ok(report) => report,
        Err(error) => return refuse(&error, options.format),
    };
    match options.format {
        Format::Text => {
            let mut stderr = anstream::stderr().lock();
            for diagnostic in &loaded.diagnostics {
                let told = snippet::diagnostic(diagnostic, &loaded.sources);
                writeln!(stderr, "{}", read.shown(&told))?;
            }
            let detail = match options.explain {
                Explain::Short => Detail::Short,
                Explain::Full => Detail::Full,
            };
            let written = text::routes(&report, &loaded.sources, detail);
            unless_closed(anstream::stdout().write_all(read.shown(&written).as_bytes()))?;
        }
        Format::Json => {
            let written = v1::routes(&report, &loaded.diagnostics, &loaded.sources);
            let written = read.shown_json(&written)?;
            unless_closed(std::io::stdout().write_all(written.as_bytes()))?;
        }
    }
    Ok(if report.findings.is_empty() {
        ExitStatus::Allowed
    } else {
        ExitStatus::Denied
    })
}
