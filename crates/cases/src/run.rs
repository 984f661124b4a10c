//! Asking the questions of a test file.

use can_invoke_gateway::{
    answer::{Answer, Explained},
    check,
    query::QueryError,
    request,
};
use can_invoke_policy::{Context, Layer, Layers, Policy, Supplied, layers::Level};
use can_invoke_source::Diagnostic;

use crate::{ActionQuestion, Case, Difference, Documents, Question, TestFile, compare};

/// What became of one case.
#[derive(Clone, Debug)]
pub struct CaseResult {
    /// What was found.
    pub found: Found,
    /// What is not as expected; nothing if the case holds.
    pub differences: Vec<Difference>,
}

impl CaseResult {
    /// Whether all is as expected.
    pub fn holds(&self) -> bool {
        self.differences.is_empty()
    }
}

/// What the engine says to a question.
#[derive(Clone, Debug)]
pub enum Found {
    /// The answer about a route.
    Answer(Box<Answer>),
    /// The decision about an action.
    Decision(Box<Explained>),
    /// The documents are refused.
    Refused(Vec<Diagnostic>),
    /// The question cannot be asked of this inventory.
    Error(QueryError),
}

/// Asks all questions of a file, in order. Nothing is asked of a file with errors.
pub fn run(file: &TestFile) -> Vec<CaseResult> {
    file.cases.iter().map(|case| run_case(file, case)).collect()
}

/// Asks one question.
pub fn run_case(file: &TestFile, case: &Case) -> CaseResult {
    let expect = &case.expect;
    match &case.question {
        Question::Invocation(query) => match check(&file.inventory, query) {
            Ok(answer) => CaseResult {
                differences: compare::answer(&answer, expect),
                found: Found::Answer(Box::new(answer)),
            },
            Err(error) => cannot_ask(error, case),
        },
        Question::Action(question) => match decide(file, question) {
            Ok(explained) => {
                let mut differences = compare::decision(&explained, expect);
                differences.extend(compare::remarks(&question.remarks, expect));
                CaseResult {
                    differences,
                    found: Found::Decision(Box::new(explained)),
                }
            }
            Err(error) => cannot_ask(error, case),
        },
        Question::Refused(diagnostics) => CaseResult {
            differences: compare::refusal(diagnostics, expect),
            found: Found::Refused(diagnostics.clone()),
        },
    }
}

fn cannot_ask(error: QueryError, case: &Case) -> CaseResult {
    let expected = case.expect.verdict.clone().unwrap_or_default();
    CaseResult {
        differences: vec![Difference {
            what: "verdict".to_owned(),
            expected,
            found: format!("the question cannot be asked: {}", error.message),
        }],
        found: Found::Error(error),
    }
}

/// Decides a question about an action.
fn decide(file: &TestFile, question: &ActionQuestion) -> Result<Explained, QueryError> {
    let inventory = &file.inventory;
    let (mut request, known) = request::of_action(
        inventory,
        &question.caller,
        &question.action,
        &question.resource,
        question.readings,
    )?;
    if question.is_complete {
        request.context = Context::closed();
    }
    for (key, fact) in &question.context {
        request.context.set(key, fact.clone());
    }
    let base = if question.documents.has_inventory {
        known
    } else {
        Layers::none()
    };
    let mut layers = with_documents(base, &question.documents);
    layers.strict = question.strict;
    layers.readings = question.readings;
    Ok(request::explain(request, &layers))
}

/// The layers as the inventory has them, with what the case says instead.
fn with_documents<'i>(mut layers: Layers<'i>, documents: &'i Documents) -> Layers<'i> {
    let flat = [
        (&mut layers.identity, &documents.identity),
        (&mut layers.boundary, &documents.boundary),
        (&mut layers.session, &documents.session),
        (&mut layers.vpc_endpoint, &documents.vpc_endpoint),
        (&mut layers.resource, &documents.resource),
    ];
    for (layer, given) in flat {
        if let Some(policies) = given {
            *layer = Supplied::Given(policies.iter().collect());
        }
    }
    let chains = [
        (&mut layers.service_control, &documents.service_control),
        (&mut layers.resource_control, &documents.resource_control),
    ];
    for (layer, given) in chains {
        if let Some(levels) = given {
            *layer = Supplied::Given(levels.iter().enumerate().map(level).collect());
        }
    }
    for layer in &documents.not_given {
        forget(&mut layers, *layer);
    }
    layers
}

fn level((index, policies): (usize, &Vec<Policy>)) -> Level<'_> {
    Level {
        name: format!("level {}", index + 1),
        policies: policies.iter().collect(),
    }
}

fn forget(layers: &mut Layers<'_>, layer: Layer) {
    match layer {
        Layer::Identity => layers.identity = Supplied::NotGiven,
        Layer::PermissionsBoundary => layers.boundary = Supplied::NotGiven,
        Layer::Session => layers.session = Supplied::NotGiven,
        Layer::VpcEndpoint => layers.vpc_endpoint = Supplied::NotGiven,
        Layer::Resource => layers.resource = Supplied::NotGiven,
        Layer::ServiceControl => layers.service_control = Supplied::NotGiven,
        Layer::ResourceControl => layers.resource_control = Supplied::NotGiven,
    }
}
