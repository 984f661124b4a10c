//! What the client of a REST API gets from an integration that is no proxy: integration
//! responses, and the responses that the method declares.
//!
//! Source: API Gateway developer guide,
//! `api-gateway-integration-settings-integration-response`,
//! `handle-errors-in-lambda-integration`, `request-response-data-mappings`.

use can_invoke_source::{Diagnostic, Layout, Node, write};
use regex_lite::Regex;

use super::{
    Answer, Client, Item, Situation, Step, Value,
    destination::Destination,
    expression::Side,
    request::not_evaluated,
    response::{Answered, handed, not_known},
    situation::Notes,
    value::Found,
};
use crate::inventory::{IntegrationKind, IntegrationResponse, Known, MethodResponse, Parameter};

/// Maps an answer.
pub(super) fn map(situation: &Situation<'_>, answer: &Answer, notes: &mut Notes) -> Option<Client> {
    let Known::Known(responses) = &situation.integration.responses else {
        let why = "which integration responses there are is not known";
        notes.undecided.push(why.to_owned());
        return None;
    };
    let mut steps = Vec::new();
    let (answered, pattern_text) = match taken(situation, answer) {
        Some(found) => found,
        None => {
            let kind = situation.integration_kind()?;
            notes
                .undecided
                .push(super::response::of_another(kind, answer));
            return None;
        }
    };
    let response = match select(responses, pattern_text.as_deref()) {
        Ok(Some(response)) => response,
        Ok(None) => {
            let status = answered.status;
            let text = format!(
                "no integration response is for this answer ({status}), and there is none for all others"
            );
            return Some(failure(situation, steps, text));
        }
        Err(why) => return Some(not_known(why, steps)),
    };
    let which = match &response.selection_pattern {
        Some(pattern) => format!(
            "`{}` fits the selection pattern `{}`",
            pattern_text.unwrap_or_default(),
            pattern.value
        ),
        None => "no selection pattern fits, so that the default integration response is taken"
            .to_owned(),
    };
    let code = &response.status.value;
    steps.push(Step::new(
        format!("{which}: status code {code}"),
        Some(response.span),
    ));
    let declared = match &situation.method_responses {
        Known::Known(declared) => match declared.iter().find(|one| one.status.value == *code) {
            Some(declared) => Some(declared),
            None => {
                let text = format!("Output mapping refers to an invalid method response: {code}");
                return Some(failure(situation, steps, text));
            }
        },
        Known::NotKnown => {
            let why = format!(
                "whether the method declares the response {code} is not known; without it the client gets 500"
            );
            notes.undecided.push(why);
            None
        }
    };
    let Ok(status) = code.parse() else {
        let why = format!("`{code}` is not a status code");
        return Some(not_known(why, steps));
    };
    let headers = headers(situation, response, declared, &answered, &mut steps, notes);
    let body = body(situation, response, &answered);
    Some(Client {
        status: Ok(status),
        headers,
        body,
        steps,
        is_gateways_own: false,
    })
}

/// The answer, and the text that selection patterns are held against: the error message of a
/// function, or a status code. A function that did not fail has none.
fn taken(situation: &Situation<'_>, answer: &Answer) -> Option<(Answered, Option<String>)> {
    let kind = situation.integration_kind()?;
    let of_function = |node: &Node| Answered {
        status: 200,
        headers: Vec::new(),
        body: Value::Known(write::json(node, Layout::OneLine)),
    };
    match (kind, answer) {
        (IntegrationKind::Aws, Answer::Lambda(node)) => Some((of_function(node), None)),
        (IntegrationKind::Aws, Answer::LambdaError(node)) => {
            let message = node.get("errorMessage").and_then(Node::as_str);
            Some((
                of_function(node),
                Some(message.unwrap_or_default().to_owned()),
            ))
        }
        (_, Answer::Http { status, .. }) => Some((handed(answer), Some(status.to_string()))),
        _ => None,
    }
}

/// The integration response for an answer.
fn select<'r>(
    responses: &'r [IntegrationResponse],
    text: Option<&str>,
) -> Result<Option<&'r IntegrationResponse>, String> {
    let mut fitting: Vec<&IntegrationResponse> = Vec::new();
    for response in responses {
        let (Some(pattern), Some(text)) = (&response.selection_pattern, text) else {
            continue;
        };
        // The whole text has to fit, as with `matches` of Java.
        let whole = format!(r"\A(?:{})\z", pattern.value);
        // By itself first: a pattern that closes our bracket is none.
        let Ok(regex) = Regex::new(&pattern.value).and_then(|_| Regex::new(&whole)) else {
            return Err(format!(
                "the selection pattern `{}` is beyond what is evaluated here",
                pattern.value
            ));
        };
        if regex.is_match(text) {
            fitting.push(response);
        }
    }
    match fitting.as_slice() {
        [] => Ok(responses.iter().find(|one| one.selection_pattern.is_none())),
        [only] => Ok(Some(only)),
        _ => Err(
            "more than one selection pattern fits, and AWS does not say which is taken".to_owned(),
        ),
    }
}

fn failure(situation: &Situation<'_>, mut steps: Vec<Step>, text: String) -> Client {
    steps.push(Step::new(text, None));
    steps.push(Step::new("API Gateway answers 500 itself", None));
    Client {
        status: Ok(500),
        headers: Vec::new(),
        body: Value::Known(situation.kind.failure().to_owned()),
        steps,
        is_gateways_own: true,
    }
}

fn headers(
    situation: &Situation<'_>,
    response: &IntegrationResponse,
    declared: Option<&MethodResponse>,
    answered: &Answered,
    steps: &mut Vec<Step>,
    notes: &mut Notes,
) -> Vec<Item> {
    let mut headers = Vec::new();
    let parameters: Vec<Parameter> = response
        .parameters
        .iter()
        .filter(|parameter| {
            let name = &parameter.name;
            let is_declared = declared.is_none_or(|declared| {
                declared.parameters.iter().any(|one| one.value == name.value)
            });
            if !is_declared {
                let message = format!("the method response does not declare `{}`", name.value);
                let help = "declare it in the method response, or AWS refuses the mapping";
                let problem = Diagnostic::error("undeclared-response-parameter", name.span, message);
                notes.problems.push(problem.help(help));
                notes.undecided.push(format!(
                    "`{}` is no mapping that AWS takes, so that nothing is known of what it was meant to do",
                    name.value
                ));
            }
            is_declared
        })
        .cloned()
        .collect();
    for mapping in situation.mappings(&parameters, Side::Response, notes) {
        let Destination::Header(name) = &mapping.destination else {
            continue;
        };
        let found = situation.evaluate(&mapping.expression, Side::Response, Some(answered), notes);
        let value = match found {
            Found::Text(text) => Value::Known(text),
            Found::NotKnown(why) => Value::NotKnown(why),
            Found::Missing(why) => {
                let text = format!("`{}` does nothing: {why}", mapping.text);
                steps.push(Step::new(text, Some(mapping.span)));
                continue;
            }
        };
        steps.push(Step::new(format!("`{}`", mapping.text), Some(mapping.span)));
        headers.push(Item::new(
            name,
            value,
            mapping.text.as_str(),
            Some(mapping.span),
        ));
    }
    headers
}

/// The body, unless a mapping template makes it. It is chosen by the Accept header; the first
/// one is taken where none is for it.
fn body(situation: &Situation<'_>, response: &IntegrationResponse, answered: &Answered) -> Value {
    let headers = situation.request.map(|request| request.headers.as_slice());
    let accept = headers
        .unwrap_or_default()
        .iter()
        .find(|field| field.name.eq_ignore_ascii_case("accept"));
    let accept = accept.and_then(|field| field.values.first());
    let kind = accept.map_or("application/json", |accept| {
        accept.split(';').next().unwrap_or_default().trim()
    });
    let exact = response
        .templates
        .iter()
        .find(|template| template.name.value.eq_ignore_ascii_case(kind));
    match exact.or(response.templates.first()) {
        Some(template) if !template.value.value.is_empty() => {
            Value::NotKnown(not_evaluated(template))
        }
        _ => answered.body.clone(),
    }
}
