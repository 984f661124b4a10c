//! The situation that is asked about, and the way through it.

use std::collections::BTreeMap;

use can_invoke_policy::{Assumption, Readings, assumption::Assumptions};
use can_invoke_source::{Diagnostic, Edit, Sources, Span};

use super::{
    Answer, Client, Outcome, Received, Respond, Sample, Value,
    destination::{self, Change, Destination},
    expression::{self, Expression, Finding, Grammar, Side},
    lambda, request, response, rest_response,
};
use crate::inventory::{
    ApiKind, Integration, IntegrationKind, Known, MethodResponse, Parameter, PayloadFormat,
    RouteKey, Written,
};

/// A route with its integration, a sample request and a sample answer.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    /// The kind of API.
    pub kind: ApiKind,
    /// The id of the API, where known.
    pub api: Option<&'a str>,
    /// The route, where known.
    pub route: Option<&'a RouteKey>,
    /// The stage, where known.
    pub stage: Option<&'a str>,
    /// The stage variables, as far as the inventory knows them.
    pub variables: Known<BTreeMap<String, String>>,
    /// The integration.
    pub integration: &'a Integration,
    /// Of a REST API: the answers that the method declares.
    pub method_responses: Known<Vec<MethodResponse>>,
    /// The request.
    pub request: Option<&'a Sample>,
    /// The answer of the backend.
    pub answer: Option<&'a Answer>,
    /// The choices where AWS is silent.
    pub readings: Readings,
    /// The texts that all of this was read from.
    pub sources: &'a Sources,
}

/// What is noted on the way.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) assumptions: Assumptions,
    pub(super) undecided: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) problems: Vec<Diagnostic>,
}

/// A mapping that could be read.
#[derive(Clone, Debug)]
pub(super) struct Mapping {
    pub(super) change: Change,
    pub(super) destination: Destination,
    pub(super) expression: Expression,
    /// Key and value as they are written.
    pub(super) text: String,
    pub(super) span: Span,
}

/// Maps the sample. The diagnostics are about mappings that AWS would refuse, or that
/// hardly mean what was meant.
pub fn respond(situation: &Situation<'_>) -> (Respond, Vec<Diagnostic>) {
    let mut notes = Notes::default();
    let mut received: Option<Received> = None;
    let mut client: Option<Client> = None;
    match request::receive(situation, &mut notes) {
        Ok(found) => received = found,
        Err(refusal) => client = Some(refusal),
    }
    if client.is_none() {
        client = answered(situation, &mut notes);
    }
    let items = received.iter().flat_map(|received| {
        [&received.method, &received.url, &received.body]
            .into_iter()
            .chain(&received.query)
            .chain(&received.headers)
            .chain(&received.parameters)
            .map(|item| &item.value)
    });
    let of_client = client.iter().flat_map(|client| {
        let headers = client.headers.iter().map(|item| &item.value);
        headers.chain([&client.body])
    });
    for value in items.chain(of_client) {
        if let Value::NotKnown(why) = value {
            notes.undecided.push(why.clone());
        }
    }
    if let Some(Err(why)) = client.as_ref().map(|client| &client.status) {
        notes.undecided.push(why.clone());
    }
    each_once(&mut notes.undecided);
    each_once(&mut notes.notes);
    let is_error = client.as_ref().is_some_and(|client| {
        client.is_gateways_own && client.status.as_ref().is_ok_and(|status| *status >= 500)
    });
    let outcome = match (is_error, notes.undecided.is_empty()) {
        (true, _) => Outcome::GatewayError,
        (false, false) => Outcome::Depends,
        (false, true) => Outcome::Mapped,
    };
    let respond = Respond {
        outcome,
        received,
        client,
        undecided: notes.undecided,
        notes: notes.notes,
        assumptions: notes.assumptions,
        readings: situation.readings,
    };
    (respond, notes.problems)
}

/// What the client gets, if there is an answer.
fn answered(situation: &Situation<'_>, notes: &mut Notes) -> Option<Client> {
    let answer = situation.answer?;
    let Some(kind) = situation.integration_kind() else {
        let why = "the type of the integration is not known, and so not what becomes of an answer";
        notes.undecided.push(why.to_owned());
        return None;
    };
    match situation.kind {
        ApiKind::Http => response::http(situation, kind, answer, notes),
        ApiKind::Rest if kind.is_proxy() => response::proxy(situation, answer, notes),
        ApiKind::Rest => rest_response::map(situation, answer, notes),
        ApiKind::WebSocket => lambda::web_socket(situation, kind, answer, notes),
    }
}

impl Situation<'_> {
    /// The type of the integration.
    pub(super) fn integration_kind(&self) -> Option<IntegrationKind> {
        self.integration.kind.known().map(|kind| kind.value)
    }

    /// Whether the integration hands the request to a Lambda function.
    pub(super) fn is_lambda_proxy(&self) -> bool {
        self.integration_kind() == Some(IntegrationKind::AwsProxy)
            && !matches!(self.integration.subtype, Known::Known(Some(_)))
    }

    /// The payload format of a Lambda function behind an HTTP API.
    pub(super) fn payload_format(&self) -> Option<Written<PayloadFormat>> {
        self.integration.payload_format.known().cloned().flatten()
    }

    /// Whether the route is `$connect`, where the route is known.
    pub(super) fn is_connect(&self) -> Option<bool> {
        self.route
            .map(|route| matches!(route, RouteKey::Message(key) if key == "$connect"))
    }

    /// Which choice is taken, and that the answer leans on it.
    pub(super) fn takes_alternative(&self, notes: &mut Notes, assumption: Assumption) -> bool {
        notes.assumptions.lean(assumption, self.readings)
    }

    /// What the mappings of one side mean; those that AWS refuses are left out and told.
    pub(super) fn mappings(
        &self,
        parameters: &[Parameter],
        side: Side,
        notes: &mut Notes,
    ) -> Vec<Mapping> {
        let mut found: Vec<Mapping> = Vec::new();
        for parameter in parameters {
            if let Some(mapping) = self.mapping(parameter, side, notes) {
                if let Some(other) = found
                    .iter()
                    .find(|one| one.destination.is(&mapping.destination))
                {
                    notes.undecided.push(format!(
                        "`{}` and `{}` change the same, and AWS does not say in which order they are taken",
                        other.text, mapping.text
                    ));
                }
                found.push(mapping);
            }
        }
        found
    }

    fn mapping(&self, parameter: &Parameter, side: Side, notes: &mut Notes) -> Option<Mapping> {
        let span = parameter.name.span.to(parameter.value.span);
        let text = format!("{}: {}", parameter.name.value, parameter.value.value);
        let is_action = matches!(self.integration.subtype, Known::Known(Some(_)));
        let mut grammar = Grammar {
            kind: self.kind,
            side,
            is_connect: self.is_connect(),
            fills_unbraced: self
                .readings
                .is_alternative(Assumption::UnbracedVariableInText),
        };
        let destination = match destination::parse(&parameter.name.value, grammar, is_action) {
            Ok(found) => Some(found),
            Err(error) => {
                let at = self.place(&parameter.name, &error.range);
                if error.code != "placeholder" {
                    let problem = Diagnostic::error(error.code, at, error.message);
                    notes.problems.push(problem.help(error.help));
                } else {
                    self.placeholder(at, &error.message, &error.help, notes);
                }
                None
            }
        };
        // What a removed header would be given does not matter.
        let is_removed = matches!(destination, Some((Change::Remove, _)));
        if is_removed {
            grammar.fills_unbraced = false;
        }
        let reading = expression::parse(&parameter.value.value, grammar);
        for finding in reading.findings.iter().filter(|_| !is_removed) {
            self.tell(&parameter.value, finding, notes);
        }
        let expression = if is_removed {
            Some(Expression { parts: Vec::new() })
        } else {
            reading.expression
        };
        match (destination, expression) {
            (Some((change, destination)), Some(expression)) => Some(Mapping {
                change,
                destination,
                expression,
                text,
                span,
            }),
            _ => {
                notes.undecided.push(format!(
                    "`{text}` is no mapping that AWS takes, so that nothing is known of what it was meant to do"
                ));
                None
            }
        }
    }

    fn tell(&self, written: &Written<String>, finding: &Finding, notes: &mut Notes) {
        let at = self.place(written, &finding.range);
        if finding.code == "placeholder" {
            self.placeholder(at, &finding.message, &finding.help, notes);
            return;
        }
        if finding.code == "variable-without-braces" {
            notes.assumptions.push(Assumption::UnbracedVariableInText);
        }
        let mut problem = if finding.is_taken {
            Diagnostic::warning(finding.code, at, &finding.message)
        } else {
            Diagnostic::error(finding.code, at, &finding.message)
        };
        problem = problem.help(&finding.help);
        let whole = self.place(written, &(0..written.value.len()));
        if let Some(corrected) = &finding.corrected
            && self.sources.slice(whole) == written.value
        {
            let title = format!("write `{corrected}`");
            problem = problem.fix(title, vec![Edit::replace(whole, corrected.clone())]);
        }
        notes.problems.push(problem);
    }

    /// A placeholder: the inventory tells of those in angle brackets where it is read, and
    /// this one tells the place more exactly.
    fn placeholder(&self, at: Span, message: &str, help: &str, notes: &mut Notes) {
        let problem = Diagnostic::error("placeholder", at, message);
        notes.problems.push(problem.help(help));
    }

    /// The bytes of the file that some bytes of a written text stand for; all of them, where
    /// the text is not in the file as it is.
    fn place(&self, written: &Written<String>, range: &std::ops::Range<usize>) -> Span {
        let slice = self.sources.slice(written.span);
        let offset = [0, 1].into_iter().find(|offset| {
            slice
                .get(*offset..)
                .is_some_and(|rest| rest.starts_with(written.value.as_str()))
        });
        match offset {
            Some(offset) if !written.value.is_empty() => {
                let start = written.span.start as usize + offset;
                Span::new(written.span.file, start + range.start, start + range.end)
            }
            _ => written.span,
        }
    }
}

fn each_once(texts: &mut Vec<String>) {
    let mut seen = std::collections::BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
}
