//! Putting every combination of cells to the evaluator.

use super::{
    DependsOn, Requirement, Settled, UnknownFact, blocks,
    cells::{self, Asked, Cells, Subject, cells_of},
    fillings, tells_values_apart, words,
};
use crate::{
    assumption::Assumption,
    caller::{Caller, SessionName},
    context::{Context, Fact, Lookup, is_multivalued},
    decide::{context_of_resource, decide},
    decision::{Decision, Missing, Verdict},
    document::{Condition, Policy, Statement},
    evidence::{Silent, StatementRef, Trace},
    layers::{Layer, Layers},
    request::Request,
};

/// The most combinations that are put to the evaluator.
const MOST_COMBINATIONS: usize = 4096;

/// The most statements that it evaluates for all combinations together.
const MOST_EVALUATIONS: usize = 1 << 20;

/// The most keys that are looked at. Few of more than these have one cell only.
const MOST_KEYS: usize = 64;

/// What is asked.
pub(super) struct Question<'q, 'p> {
    pub(super) request: &'q Request,
    pub(super) layers: &'q Layers<'p>,
}

/// A statement of which it is not known whether it applies. The others stay as they are,
/// whatever the unknown facts are.
pub(super) struct Turning<'t> {
    pub(super) statement: &'t Statement,
    /// The context as the statement sees it.
    pub(super) context: &'t Context,
}

fn statement_at<'p>(layers: &Layers<'p>, at: &StatementRef) -> Option<&'p Statement> {
    let policies: &[&'p Policy] = match at.layer {
        Layer::Identity => layers.identity.given()?,
        Layer::PermissionsBoundary => layers.boundary.given()?,
        Layer::Session => layers.session.given()?,
        Layer::VpcEndpoint => layers.vpc_endpoint.given()?,
        Layer::Resource => layers.resource.given()?,
        Layer::ServiceControl => &layers.service_control.given()?.get(at.level?)?.policies,
        Layer::ResourceControl => &layers.resource_control.given()?.get(at.level?)?.policies,
    };
    policies.get(at.document)?.statements.get(at.statement)
}

/// One unknown fact and the cells it is cut into.
struct Dimension {
    fact: UnknownFact,
    cells: Cells,
}

impl<'q> Question<'q, '_> {
    /// The statements of which it is not known whether they apply. `of_resource` is the
    /// context as the policy of the resource sees it.
    fn turning<'t>(&self, trace: &Trace, of_resource: &'t Context) -> Vec<Turning<'t>>
    where
        'q: 't,
    {
        let unknown = trace
            .statements
            .iter()
            .filter(|one| one.applies.is_unknown());
        unknown
            .filter_map(|one| {
                Some(Turning {
                    statement: statement_at(self.layers, &one.reference)?,
                    context: match one.reference.layer {
                        Layer::Resource => of_resource,
                        _ => &self.request.context,
                    },
                })
            })
            .collect()
    }

    /// Goes through all combinations, if the facts can be cut into cells and there are not
    /// too many.
    pub(super) fn explore(
        &self,
        trace: &Trace,
        keys: &[String],
        session_names: Option<Vec<String>>,
        depends: &mut DependsOn,
    ) {
        let session_names = session_names.as_deref();
        let of_resource = context_of_resource(self.request, self.layers);
        let of_resource = of_resource.as_ref().unwrap_or(&self.request.context);
        let turning = self.turning(trace, of_resource);
        // Lists of several values are many; where they are too many, single ones may do.
        let dimensions = self
            .dimensions(&turning, keys, session_names, true)
            .or_else(|| self.dimensions(&turning, keys, session_names, false));
        let Some(dimensions) = dimensions else {
            return;
        };
        let mut common = Common::default();
        let mut tried = self.request.clone();
        let sizes: Vec<usize> = dimensions.iter().map(|one| one.cells.all.len()).collect();
        let blocks = blocks::of(&sizes, |choice| {
            fill_in(&mut tried, &dimensions, choice);
            let decision = decide(&tried, self.layers, &mut Silent);
            let is_allowed = decision.verdict == Verdict::Allowed;
            common.add(decision);
            is_allowed
        });
        let is_open = common.is_open;
        let is_told_apart = tells_values_apart(self.layers.readings);
        if !is_told_apart && dimensions.iter().all(|one| one.cells.covers_all) {
            depends.settled = common.settled();
        }
        depends.is_worked_out = !is_open
            && !is_told_apart
            && (depends.settled.is_some() || dimensions.iter().all(|one| one.cells.is_exact));
        depends.allowed_when = match &depends.settled {
            Some(settled) if settled.verdict == Verdict::Allowed => vec![Vec::new()],
            _ => alternatives(&blocks, &dimensions),
        };
    }

    /// `None` if a fact cannot be cut into cells, or there would be too many combinations.
    fn dimensions(
        &self,
        turning: &[Turning<'_>],
        keys: &[String],
        session_names: Option<&[String]>,
        with_sets: bool,
    ) -> Option<Vec<Dimension>> {
        if keys.len() > MOST_KEYS {
            return None;
        }
        let statements = self.layers.policies().map(|policy| policy.statements.len());
        let most = MOST_EVALUATIONS / statements.sum::<usize>().max(1);
        let most = most.min(MOST_COMBINATIONS);
        let mut dimensions = Vec::new();
        let mut combinations = 1usize;
        let mut push = |dimension: Dimension| {
            combinations = combinations.checked_mul(dimension.cells.all.len())?;
            dimensions.push(dimension);
            (combinations <= most).then_some(())
        };
        for key in keys {
            push(self.dimension(turning, key, with_sets)?)?;
        }
        if let Some(names) = session_names {
            push(Dimension {
                fact: UnknownFact::SessionName,
                cells: cells::texts(names),
            })?;
        }
        Some(dimensions)
    }

    fn dimension(&self, turning: &[Turning<'_>], key: &str, with_sets: bool) -> Option<Dimension> {
        let readings = self.layers.readings;
        let may_be_absent = matches!(
            self.request.context.get(key),
            Lookup::Unknown {
                may_be_absent: true
            }
        );
        let is_on_key = |condition: &&Condition| condition.key.eq_ignore_ascii_case(key);
        let mut conditions = Vec::new();
        for Turning { statement, context } in turning {
            let on_key = statement.conditions.iter().filter(is_on_key);
            conditions.extend(on_key.map(|condition| Asked { condition, context }));
        }
        // A set operator anywhere tells that the key can have several values.
        let has_lists = is_multivalued(key)
            || self
                .layers
                .policies()
                .flat_map(|policy| &policy.statements)
                .flat_map(|statement| &statement.conditions)
                .filter(is_on_key)
                .any(|condition| condition.operator.qualifier.is_some());
        let fillings = fillings::of(key, turning, &self.request.resource.arn, readings)?;
        let mut cells = cells_of(&Subject {
            conditions: &conditions,
            fillings: &fillings,
            readings,
            may_be_absent,
            has_lists,
            with_sets,
        })?;
        // By that reading values with wildcards are not told by their text.
        if fillings.is_variable && readings.is_alternative(Assumption::VariableValueIsLiteral) {
            cells.covers_all = false;
            cells.is_exact = false;
        }
        Some(Dimension {
            fact: UnknownFact::Key {
                key: key.to_owned(),
                may_be_absent,
            },
            cells,
        })
    }
}

/// Gives every fact the example of its cell.
fn fill_in(request: &mut Request, dimensions: &[Dimension], choice: &[usize]) {
    for (dimension, cell) in dimensions.iter().zip(choice) {
        let Some(cell) = dimension.cells.all.get(*cell) else {
            continue;
        };
        match &dimension.fact {
            UnknownFact::Key { key, .. } => request.context.set(key, cell.example.clone()),
            UnknownFact::SessionName => {
                if let (Caller::Session { session, .. }, Fact::Values(values)) =
                    (&mut request.caller, &cell.example)
                    && let Some(name) = values.first()
                {
                    *session = SessionName::Known(name.clone());
                }
            }
            UnknownFact::FederatingUser
            | UnknownFact::UniqueId
            | UnknownFact::ResourceOwner
            | UnknownFact::Layer(_) => {}
        }
    }
}

fn alternatives(blocks: &[blocks::Block], dimensions: &[Dimension]) -> Vec<Vec<Requirement>> {
    let mut alternatives: Vec<Vec<Requirement>> = blocks
        .iter()
        .map(|block| {
            block
                .iter()
                .zip(dimensions)
                .filter(|(chosen, dimension)| {
                    chosen.len() < dimension.cells.all.len() || !dimension.cells.is_exact
                })
                .map(|(chosen, dimension)| {
                    words::requirement(dimension.fact.name(), &dimension.cells, chosen)
                })
                .collect()
        })
        .collect();
    // What asks for least comes first.
    alternatives.sort_by_key(Vec::len);
    alternatives
}

/// What the decisions on all combinations have in common.
#[derive(Default)]
struct Common {
    is_allowed: bool,
    is_explicitly_denied: bool,
    is_implicitly_denied: bool,
    /// Whether one of them still turns on something.
    is_open: bool,
    decided_by: Same<Vec<StatementRef>>,
    missing: Same<Missing>,
    provisos: Same<Vec<Layer>>,
}

impl Common {
    fn add(&mut self, decision: Decision) {
        match decision.verdict {
            Verdict::Allowed => self.is_allowed = true,
            Verdict::ExplicitlyDenied => self.is_explicitly_denied = true,
            Verdict::ImplicitlyDenied => self.is_implicitly_denied = true,
            Verdict::Depends => self.is_open = true,
        }
        self.decided_by.add(decision.decided_by);
        self.missing.add(decision.missing);
        self.provisos.add(decision.provisos);
    }

    /// The decision, if it is the same for all of them.
    fn settled(self) -> Option<Settled> {
        let verdict = match (
            self.is_allowed,
            self.is_explicitly_denied,
            self.is_implicitly_denied,
            self.is_open,
        ) {
            (true, false, false, false) => Verdict::Allowed,
            (false, true, false, false) => Verdict::ExplicitlyDenied,
            (false, _, true, false) => Verdict::ImplicitlyDenied,
            _ => return None,
        };
        Some(Settled {
            verdict,
            decided_by: self.decided_by.value().unwrap_or_default(),
            missing: self.missing.value(),
            provisos: self.provisos.value(),
        })
    }
}

/// A value that is the same each time, until it is not.
#[derive(Default)]
enum Same<T> {
    #[default]
    Never,
    Always(T),
    Differs,
}

impl<T: PartialEq> Same<T> {
    fn add(&mut self, value: T) {
        match self {
            Same::Never => *self = Same::Always(value),
            Same::Always(before) if *before == value => {}
            Same::Always(_) => *self = Same::Differs,
            Same::Differs => {}
        }
    }

    fn value(self) -> Option<T> {
        match self {
            Same::Always(value) => Some(value),
            Same::Never | Same::Differs => None,
        }
    }
}
