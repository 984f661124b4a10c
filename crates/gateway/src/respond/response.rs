//! What the client gets where answers are handed through: the parameter mapping of HTTP
//! APIs, and proxy integrations of REST APIs.
//!
//! Source: API Gateway developer guide, `http-api-parameter-mapping` (responses),
//! `http-api-develop-integrations-lambda`, `set-up-lambda-proxy-integrations`.

use can_invoke_policy::Assumption;
use can_invoke_source::{Diagnostic, Span};

use super::{
    Answer, Client, Item, Situation, Step, Value,
    destination::{Change, Destination},
    expression::Side,
    lambda::{self, Made, Shape},
    request::change,
    situation::Notes,
    value::Found,
};
use crate::inventory::{ApiKind, IntegrationKind, Known, PayloadFormat, StatusMapping};

/// An answer, before it is mapped.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) headers: Vec<Item>,
    pub(super) body: Value,
}

/// The answer of an HTTP API.
pub(super) fn http(
    situation: &Situation<'_>,
    kind: IntegrationKind,
    answer: &Answer,
    notes: &mut Notes,
) -> Option<Client> {
    let mut steps = Vec::new();
    let made = match answer {
        Answer::Lambda(node) if situation.is_lambda_proxy() => {
            let shape = match situation.payload_format() {
                Some(format) => {
                    let (name, shape) = match format.value {
                        PayloadFormat::One => ("1.0", Shape::One),
                        PayloadFormat::Two => ("2.0", Shape::Two),
                    };
                    let text = format!("the payload format version is {name}");
                    // An integration of which only that was said on the command line has no text.
                    let is_written = !situation.sources.slice(format.span).is_empty();
                    steps.push(Step::new(text, is_written.then_some(format.span)));
                    shape
                }
                None => {
                    let why = "the payload format version of the integration is not known";
                    notes.undecided.push(why.to_owned());
                    return None;
                }
            };
            lambda::read(situation, node, shape, notes, &mut steps)
        }
        Answer::LambdaError(node) if situation.is_lambda_proxy() => Made::Malformed {
            why: "the Lambda function failed".to_owned(),
            span: node.span,
        },
        Answer::Http { .. } if !situation.is_lambda_proxy() => Made::Answered(handed(answer)),
        _ => {
            notes.undecided.push(of_another(kind, answer));
            return None;
        }
    };
    let mappings = match &situation.integration.response_parameters {
        Known::Known(mappings) => mappings.as_slice(),
        Known::NotKnown => {
            let why = "whether the integration maps parameters of answers is not known";
            notes.undecided.push(why.to_owned());
            &[]
        }
    };
    check_keys(mappings, notes);
    match made {
        Made::Answered(answered) => Some(map(situation, mappings, answered, steps, notes)),
        Made::NotKnown(why) => Some(not_known(why, steps)),
        Made::Malformed { why, span } => {
            steps.push(Step::new(why, Some(span)));
            let text = "API Gateway answers 500 itself, as nothing can be made of that";
            steps.push(Step::new(text, None));
            let answered = Answered {
                status: 500,
                headers: Vec::new(),
                body: Value::Known(situation.kind.failure().to_owned()),
            };
            let is_mapped = mappings.iter().any(|one| one.status.value == "500")
                && situation.takes_alternative(notes, Assumption::MappingOfGatewayErrors);
            let mappings = if is_mapped { mappings } else { &[] };
            let mut client = map(situation, mappings, answered, steps, notes);
            client.is_gateways_own = true;
            Some(client)
        }
    }
}

/// The answer of a proxy integration of a REST API: nothing is mapped.
pub(super) fn proxy(
    situation: &Situation<'_>,
    answer: &Answer,
    notes: &mut Notes,
) -> Option<Client> {
    if let Known::Known(responses) = &situation.integration.responses
        && !responses.is_empty()
    {
        let note = "integration responses mean nothing for a proxy integration";
        notes.notes.push(note.to_owned());
    }
    let mut steps = Vec::new();
    let made = match answer {
        Answer::Lambda(node) if situation.is_lambda_proxy() => {
            lambda::read(situation, node, Shape::Rest, notes, &mut steps)
        }
        Answer::LambdaError(node) if situation.is_lambda_proxy() => Made::Malformed {
            why: "the Lambda function failed".to_owned(),
            span: node.span,
        },
        Answer::Http { .. } if !situation.is_lambda_proxy() => Made::Answered(handed(answer)),
        _ => {
            let kind = situation.integration_kind()?;
            notes.undecided.push(of_another(kind, answer));
            return None;
        }
    };
    Some(match made {
        Made::Answered(answered) => client(answered, steps),
        Made::NotKnown(why) => not_known(why, steps),
        Made::Malformed { why, span } => {
            steps.push(Step::new(why, Some(span)));
            let text = "API Gateway answers 502 itself, as nothing can be made of that";
            steps.push(Step::new(text, None));
            Client {
                status: Ok(502),
                headers: Vec::new(),
                body: Value::Known(situation.kind.failure().to_owned()),
                steps,
                is_gateways_own: true,
            }
        }
    })
}

/// A sample answer of the wrong kind.
pub(super) fn of_another(kind: IntegrationKind, answer: &Answer) -> String {
    let what = match answer {
        Answer::Lambda(_) | Answer::LambdaError(_) => "that of a Lambda function",
        Answer::Http { .. } => "an HTTP response",
    };
    format!(
        "the sample answer is {what}, which is not what an {} integration of this kind is answered",
        kind.name()
    )
}

/// What an HTTP backend answered, as it is.
pub(super) fn handed(answer: &Answer) -> Answered {
    let Answer::Http {
        status,
        headers,
        body,
        ..
    } = answer
    else {
        return Answered {
            status: 200,
            headers: Vec::new(),
            body: Value::Known(String::new()),
        };
    };
    let headers = headers.iter().flat_map(|field| {
        // Cookies are no list that commas could part.
        let joined = if field.name.eq_ignore_ascii_case("set-cookie") {
            field.values.clone()
        } else {
            vec![field.values.join(",")]
        };
        joined.into_iter().map(|value| {
            let value = Value::Known(value);
            Item::new(&field.name, value, "the backend", Some(field.span))
        })
    });
    let body = body.as_ref().map_or("", |body| body.text.as_str());
    Answered {
        status: *status,
        headers: headers.collect(),
        body: Value::Known(body.to_owned()),
    }
}

pub(super) fn client(answered: Answered, steps: Vec<Step>) -> Client {
    Client {
        status: Ok(answered.status),
        headers: answered.headers,
        body: answered.body,
        steps,
        is_gateways_own: false,
    }
}

pub(super) fn not_known(why: String, steps: Vec<Step>) -> Client {
    Client {
        status: Err(why.clone()),
        headers: Vec::new(),
        body: Value::NotKnown(why),
        steps,
        is_gateways_own: false,
    }
}

/// Answers are mapped by their status codes, from 200 to 599.
fn check_keys(mappings: &[StatusMapping], notes: &mut Notes) {
    for mapping in mappings {
        if status_code(&mapping.status.value).is_none() {
            let message = "answers are mapped by their status codes, from 200 to 599";
            let problem = Diagnostic::error("invalid-status-code", mapping.status.span, message);
            notes.problems.push(problem.help("write `\"404\": { … }`"));
        }
    }
}

/// A status code that mappings know.
///
/// Source: version 2 API reference, `apis-apiid-integrations`, responseParameters.
fn status_code(text: &str) -> Option<u16> {
    let code: u16 = text.parse().ok()?;
    (200..=599).contains(&code).then_some(code)
}

/// Applies the mappings for the status code of an answer.
fn map(
    situation: &Situation<'_>,
    all: &[StatusMapping],
    answered: Answered,
    mut steps: Vec<Step>,
    notes: &mut Notes,
) -> Client {
    let status = answered.status;
    let mut mappings = Vec::new();
    for mapping in all {
        let is_meant = status_code(&mapping.status.value) == Some(status);
        if is_meant {
            mappings = situation.mappings(&mapping.parameters, Side::Response, notes);
            let text = format!("the mappings for status code {status} are taken");
            steps.push(Step::new(text, Some(mapping.status.span)));
        } else {
            // What is wrong with the others is told, and decides nothing.
            let mut others = Notes::default();
            situation.mappings(&mapping.parameters, Side::Response, &mut others);
            notes.problems.extend(others.problems);
        }
    }
    if mappings.is_empty() && !all.is_empty() {
        let text = format!("there is no mapping for status code {status}");
        steps.push(Step::new(text, None));
    }
    let mut client = client(answered.clone(), steps);
    for mapping in &mappings {
        let value = situation.evaluate(&mapping.expression, Side::Response, Some(&answered), notes);
        let value = match value {
            Found::Text(text) => Value::Known(text),
            Found::NotKnown(why) => Value::NotKnown(why),
            Found::Missing(why) => {
                let text = format!("`{}` does nothing: {why}", mapping.text);
                client.steps.push(Step::new(text, Some(mapping.span)));
                continue;
            }
        };
        client
            .steps
            .push(Step::new(format!("`{}`", mapping.text), Some(mapping.span)));
        match &mapping.destination {
            Destination::StatusCode => {
                client.status = overwritten(
                    &value,
                    mapping.expression.fixed().is_some(),
                    mapping.span,
                    notes,
                );
            }
            Destination::Header(name) => {
                let item = Item::new(name, value, mapping.text.as_str(), Some(mapping.span));
                change_header(&mut client.headers, mapping.change, item);
            }
            _ => {}
        }
    }
    client
}

/// The status code that a mapping writes.
fn overwritten(
    value: &Value,
    is_fixed: bool,
    span: Span,
    notes: &mut Notes,
) -> Result<u16, String> {
    match value {
        Value::NotKnown(why) => Err(why.clone()),
        Value::Known(text) => status_code(text).ok_or_else(|| {
            if is_fixed {
                let message = format!("`{text}` is not a status code from 200 to 599");
                let problem = Diagnostic::error("invalid-status-code", span, message);
                // Quotes are what static values of the other kinds of API have.
                let meant = text.trim_matches('\'');
                let meant = status_code(meant).map_or("403".to_owned(), |code| code.to_string());
                let help = format!("write `\"overwrite:statuscode\": \"{meant}\"`");
                notes.problems.push(problem.help(help));
            }
            format!("`{text}` is not a status code from 200 to 599, and AWS does not say what becomes of it")
        }),
    }
}

/// Cookies stay apart; all other headers are joined with commas.
fn change_header(headers: &mut Vec<Item>, how: Change, item: Item) {
    if how == Change::Append && item.name.eq_ignore_ascii_case("set-cookie") {
        headers.push(item);
    } else {
        change(headers, how, item, &|one, other| {
            one.eq_ignore_ascii_case(other)
        });
    }
}

impl ApiKind {
    /// The body with which an API of this kind tells of its own failure.
    pub(super) fn failure(self) -> &'static str {
        match self {
            ApiKind::Http => r#"{"message":"Internal Server Error"}"#,
            ApiKind::Rest | ApiKind::WebSocket => r#"{"message": "Internal server error"}"#,
        }
    }
}
