//! `can-invoke sequence`: several calls, with the cache of the authorizer between them.

use std::io::Write as _;

use can_invoke_gateway::sequence::{load, run};
use can_invoke_report::{snippet, text, v1};
use can_invoke_source::Limits;

use super::{
    assumptions::readings,
    check,
    output::{print_json, unless_closed},
};
use crate::{
    arguments::{Explain, Format, SequenceOptions},
    exit::ExitStatus,
    input::{Disk, document, documents, is_same_file},
};

pub(crate) fn run_calls(options: &SequenceOptions) -> anyhow::Result<ExitStatus> {
    let readings = match readings(&options.assume) {
        Ok(readings) => readings,
        Err(error) => return check::refuse(&error, options.format),
    };
    let limits = Limits::default();
    let (name, bytes) = document(&options.file, &limits)?;
    let mut documents = documents(&options.inputs, &limits)?;
    // A folder of documents may hold the calls too.
    documents.retain(|(other, _)| !is_same_file(other, &name));
    let read = load(&name, &bytes, &documents, &Disk { limits }, &limits);
    drop(documents);
    let Some(mut sequence) = read.sequence else {
        return check::report_documents(&read.loaded, options.format);
    };
    for call in &mut sequence.calls {
        call.query.strict = options.strict;
        call.query.readings = readings;
    }
    let loaded = &read.loaded;
    let answer = match run(&loaded.inventory, &sequence) {
        Ok(answer) => answer,
        Err(error) => return check::refuse(&error, options.format),
    };
    match options.format {
        Format::Text => {
            let mut stderr = anstream::stderr().lock();
            for diagnostic in &loaded.diagnostics {
                let written = snippet::diagnostic(diagnostic, &loaded.sources);
                writeln!(stderr, "{written}")?;
            }
            let written = text::sequence(&sequence, &answer, &loaded.sources);
            unless_closed(anstream::stdout().write_all(written.as_bytes()))?;
        }
        Format::Json => {
            let mut written =
                v1::sequence(&sequence, &answer, &loaded.diagnostics, &loaded.sources);
            if options.explain == Explain::Short {
                written.drop_undecisive_statements();
            }
            unless_closed(print_json(&written))?;
        }
    }
    Ok(answer.verdict().into())
}
