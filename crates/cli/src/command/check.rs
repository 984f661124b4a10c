//! `can-invoke check`: one question, answered from documents.

use std::io::Write as _;

use can_invoke_gateway::{
    Answer, Query,
    carried::{Carried, Token, parse_header},
    carried_input,
    carried_words::CarriedWords,
    check,
    inventory::{AuthorizerAnswer, Loaded, write},
    query::QueryError,
    target::Target,
};
use can_invoke_policy::Caller;
use can_invoke_report::{
    picture, snippet,
    text::{self, Detail},
    v1,
};
use can_invoke_source::{Diagnostic, Limits};

use super::{
    live_check,
    output::{print_json, unless_closed},
};
use crate::{
    arguments::{CheckFormat, CheckOptions, Explain, Format},
    command::assumptions::readings,
    exit::ExitStatus,
    input::{document, documents, is_same_file},
    templates::{self, Read},
};

pub(crate) fn run(options: &CheckOptions) -> anyhow::Result<ExitStatus> {
    if !options.live {
        live_check::refuse_without_live(&options.live_options)?;
    }
    let caller = match &options.caller {
        Some(caller) => caller.clone(),
        None => live_check::caller(options)?,
    };
    let words = options.question.iter().chain([&caller]);
    // Names of templates say nothing before the templates are read.
    let names_templates = words.chain(&options.api).any(|word| word.contains('<'));
    let early = query(options, &caller, &str::to_owned);
    let mut asked = match early {
        Ok(asked) => asked,
        Err(_) if names_templates => {
            Query::new(Caller::Anonymous, None, Target::Path("/".to_owned()))
        }
        Err(error) => return refuse(&error, options.format.of_refusals()),
    };
    let limits = Limits::default();
    let file = options.authorizer.as_deref().filter(|word| !is_word(word));
    let answer = file.map(|path| document(path, &limits)).transpose()?;
    let mut documents = documents(&options.inputs, &limits)?;
    // A folder of documents may hold the answer too, which would belong to nothing there.
    documents.retain(|(name, _)| file.is_none_or(|path| !is_same_file(name, path)));
    let region = options.live_options.region.first().map(String::as_str);
    let environment = options.deployment.environment(region);
    let mut read = templates::load(&documents, &limits, &environment);
    if !options.live && !read.has_templates {
        live_check::refuse_region(&options.live_options)?;
    }
    if options.live && !read.loaded.diagnostics.iter().any(Diagnostic::is_error) {
        let given = (!documents.is_empty()).then_some(&read.loaded.inventory);
        if options.live_options.dry_run {
            live_check::plan(options, &asked, given)?;
            return Ok(ExitStatus::Allowed);
        }
        let live = live_check::read(options, &asked, given)?;
        if documents.is_empty() {
            read.loaded = live;
        } else {
            documents.insert(0, ("live accounts".to_owned(), write(&live).into_bytes()));
            read = templates::load(&documents, &limits, &environment);
        }
    }
    // What was read is held as text by now.
    drop(documents);
    if !read.placeholders.is_empty() {
        asked = match query(options, &caller, &|word| read.placeholders.hidden(word)) {
            Ok(asked) => asked,
            Err(error) => return refuse(&error, options.format.of_refusals()),
        };
        asked.api = options.api.as_deref().map(|named| read.api(named));
    }
    options
        .assume_role
        .read_policies(&mut read.loaded, &limits, &mut asked.assume)?;
    if let Some((name, bytes)) = &answer {
        asked.carried.authorizer = read.loaded.read_answer(name, bytes, &limits);
    }
    let loaded = &read.loaded;
    if loaded.diagnostics.iter().any(Diagnostic::is_error) {
        return report_documents(loaded, options.format.of_refusals());
    }
    if let Some(error) = read.lacks_place() {
        return refuse(&error, options.format.of_refusals());
    }
    let answer = match check(&loaded.inventory, &asked) {
        Ok(answer) => answer,
        Err(error) => return refuse(&error, options.format.of_refusals()),
    };
    match options.format {
        CheckFormat::Text => {
            warn(&read, &answer)?;
            let detail = match options.explain {
                Explain::Short => Detail::Short,
                Explain::Full => Detail::Full,
            };
            let written = text::check(&answer, &loaded.sources, detail);
            let written = read.shown(&written);
            unless_closed(anstream::stdout().write_all(written.as_bytes()))?;
        }
        CheckFormat::Json => {
            let mut answer = v1::check(&answer, &loaded.diagnostics, &loaded.sources);
            if options.explain == Explain::Short {
                answer.drop_undecisive_statements();
            }
            let written = read.shown_json(&answer)?;
            unless_closed(std::io::stdout().write_all(written.as_bytes()))?;
        }
        CheckFormat::Mermaid | CheckFormat::Svg => {
            warn(&read, &answer)?;
            let drawn = picture::of(&v1::check(&answer, &loaded.diagnostics, &loaded.sources));
            let written = match options.format {
                CheckFormat::Svg => picture::svg(&drawn),
                _ => picture::mermaid(&drawn),
            };
            let written = read.shown(&written);
            unless_closed(std::io::stdout().write_all(written.as_bytes()))?;
        }
    }
    // Allowed, and still not answered by the backend.
    if answer.failure().is_some() {
        return Ok(ExitStatus::Denied);
    }
    Ok(answer.verdict.into())
}

/// What is to be said of the documents, apart from the answer.
fn warn(read: &Read, answer: &Answer) -> anyhow::Result<()> {
    let loaded = &read.loaded;
    // Where the answer offers a correction for a place, that says more than the diagnostic
    // of the reader.
    let corrected: Vec<_> = answer
        .corrections
        .iter()
        .flat_map(|corrections| &corrections.diagnostics)
        .map(|diagnostic| diagnostic.primary.span)
        .collect();
    let mut stderr = anstream::stderr().lock();
    for diagnostic in &loaded.diagnostics {
        if !corrected.contains(&diagnostic.primary.span) {
            let told = snippet::diagnostic(diagnostic, &loaded.sources);
            writeln!(stderr, "{}", read.shown(&told))?;
        }
    }
    Ok(())
}

/// The question, from the command line; `hidden` puts placeholders in the place of names of
/// templates.
fn query(
    options: &CheckOptions,
    caller: &str,
    hidden: &dyn Fn(&str) -> String,
) -> Result<Query, QueryError> {
    let caller = Caller::parse(&hidden(caller))
        .map_err(|error| QueryError::new(error.message, error.help))?;
    let (method, target) = match options.question.as_slice() {
        [method, target] => (Some(method.as_str()), target),
        [target] => (None, target),
        _ => {
            return Err(QueryError::new(
                "no method and target are given",
                "write `GET https://…`; `--in` takes every word up to the next option, so another \
                 option must stand between it and the question",
            ));
        }
    };
    let mut context: Vec<(String, Vec<String>)> = Vec::new();
    for pair in &options.context {
        let Some((key, value)) = pair.split_once('=').filter(|(key, _)| key.contains(':')) else {
            return Err(QueryError::new(
                format!("`{pair}` is not a condition key with a value"),
                "write `--context aws:PrincipalOrgID=o-exampleorg1`",
            ));
        };
        match context
            .iter_mut()
            .find(|(known, _)| known.eq_ignore_ascii_case(key))
        {
            Some((_, values)) => values.push(value.to_owned()),
            None => context.push((key.to_owned(), vec![value.to_owned()])),
        }
    }
    if let Some(address) = options.source_ip {
        context.push(("aws:SourceIp".to_owned(), vec![address.to_string()]));
    }
    let mut carried = carried(options)?;
    CarriedWords {
        api_key: options.api_key.as_deref(),
        client_certificate: options.client_certificate.as_deref(),
        waf: options.waf.as_deref(),
    }
    .apply(&mut carried)?;
    let (endpoint, signature) = (
        options.vpc_endpoint.as_deref(),
        options.signature.as_deref(),
    );
    carried_input::network(&mut carried, endpoint, signature)?;
    Ok(Query {
        carried,
        api: options.api.clone(),
        stage: options.stage.clone(),
        context,
        absent: options.absent.clone(),
        assume: options.assume_role.options()?,
        role_paths: !options.direct,
        strict: options.strict,
        readings: readings(&options.assume)?,
        ..Query::new(caller, method, Target::parse(&hidden(target))?)
    })
}

/// What the request carries beside its signature; the answer in a file is read later.
fn carried(options: &CheckOptions) -> Result<Carried, QueryError> {
    let headers: Result<_, QueryError> = options
        .header
        .iter()
        .map(|text| parse_header(text))
        .collect();
    let query_string = options.query_string.iter().map(|text| {
        let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
        let pair = pair.ok_or_else(|| {
            QueryError::new(
                "a parameter of the query string is not written as `NAME=VALUE`",
                "write `--query-string token=abc`",
            )
        });
        pair.map(|(name, value)| (name.to_owned(), value.to_owned()))
    });
    let scopes = (!options.scope.is_empty()).then(|| options.scope.clone());
    let word = options.authorizer.as_deref().filter(|word| is_word(word));
    Ok(Carried {
        headers: headers?,
        query_string: query_string.collect::<Result<_, QueryError>>()?,
        token: Token::parse(options.token.as_deref(), scopes)?,
        authorizer: word.and_then(AuthorizerAnswer::of_word),
        ..Carried::default()
    })
}

/// Whether `--authorizer` names no file.
fn is_word(text: &str) -> bool {
    AuthorizerAnswer::of_word(text).is_some()
}

/// A question that cannot be asked.
pub(super) fn refuse(error: &QueryError, format: Format) -> anyhow::Result<ExitStatus> {
    match format {
        Format::Text => {
            let mut stderr = anstream::stderr().lock();
            writeln!(stderr, "error: {}", error.message)?;
            writeln!(stderr, "  help: {}", error.help)?;
        }
        Format::Json => print_json(&v1::Refusal::of_question(&error.message, &error.help))?,
    }
    Ok(ExitStatus::InputError)
}

/// Documents that cannot be read as what they should be: no verdict is given on them.
pub(super) fn report_documents(loaded: &Loaded, format: Format) -> anyhow::Result<ExitStatus> {
    match format {
        Format::Text => {
            let mut stderr = anstream::stderr().lock();
            for diagnostic in &loaded.diagnostics {
                writeln!(
                    stderr,
                    "{}",
                    snippet::diagnostic(diagnostic, &loaded.sources)
                )?;
            }
        }
        Format::Json => print_json(&v1::Refusal::of_documents(
            &loaded.diagnostics,
            &loaded.sources,
        ))?,
    }
    Ok(ExitStatus::InputError)
}
