//! `can-invoke respond`: what the backend receives, and what the client gets.

use std::{io::Write as _, path::Path};

use anyhow::Context as _;
use can_invoke_gateway::{
    inventory::{ApiKind, PayloadFormat},
    respond::{Given, Question, ask},
};
use can_invoke_report::{snippet, text, v1};
use can_invoke_source::Limits;

use super::{
    assumptions::readings,
    check::refuse,
    output::{print_json, unless_closed},
};
use crate::{
    arguments::{Format, FormatVersion, KindWord, RespondOptions},
    exit::ExitStatus,
    input::{Disk, documents, read_bounded},
};

pub(crate) fn run(options: &RespondOptions) -> anyhow::Result<ExitStatus> {
    let readings = match readings(&options.assume) {
        Ok(readings) => readings,
        Err(error) => return refuse(&error, options.format),
    };
    let limits = Limits::default();
    let question = Question {
        api: options.api.clone(),
        stage: options.stage.clone(),
        route: options.route.clone(),
        kind: options.kind.map(|kind| match kind {
            KindWord::Rest => ApiKind::Rest,
            KindWord::Http => ApiKind::Http,
            KindWord::WebSocket => ApiKind::WebSocket,
        }),
        payload_format: options.payload_format.map(|format| match format {
            FormatVersion::One => PayloadFormat::One,
            FormatVersion::Two => PayloadFormat::Two,
        }),
        readings,
    };
    let given = Given {
        documents: documents(&options.inputs, &limits)?,
        integration: file(options.integration.as_deref(), &limits)?,
        request: file(options.request.as_deref(), &limits)?,
        answer: file(options.answer.as_deref(), &limits)?,
        response_parameters: match options.response_parameters.as_deref() {
            Some(text) if text.trim_start().starts_with('{') => {
                let name = "<--response-parameters>".to_owned();
                Some((name, text.as_bytes().to_vec()))
            }
            path => file(path, &limits)?,
        },
    };
    let asked = match ask(&question, &given, &Disk { limits }, &limits) {
        Ok(asked) => asked,
        Err(error) => return refuse(&error, options.format),
    };
    let Some(respond) = &asked.respond else {
        match options.format {
            Format::Text => {
                let mut stderr = anstream::stderr().lock();
                for diagnostic in &asked.diagnostics {
                    writeln!(
                        stderr,
                        "{}",
                        snippet::diagnostic(diagnostic, &asked.sources)
                    )?;
                }
            }
            Format::Json => print_json(&v1::Refusal::of_documents(
                &asked.diagnostics,
                &asked.sources,
            ))?,
        }
        return Ok(ExitStatus::InputError);
    };
    let outcome = respond.outcome;
    unless_closed(match options.format {
        Format::Text => anstream::stdout()
            .write_all(text::respond(&asked, respond).as_bytes())
            .map_err(Into::into),
        Format::Json => print_json(&v1::respond(&asked, respond)),
    })?;
    Ok(outcome.into())
}

fn file(path: Option<&str>, limits: &Limits) -> anyhow::Result<Option<(String, Vec<u8>)>> {
    let Some(path) = path else {
        return Ok(None);
    };
    let bytes = read_bounded(Path::new(path), limits)
        .with_context(|| format!("`{path}` cannot be read"))?;
    Ok(Some((path.to_owned(), bytes)))
}
