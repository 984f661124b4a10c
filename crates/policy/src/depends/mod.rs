//! On what a verdict turns, and for which values it is *allowed*.
//!
//! Each unknown fact is cut into cells, such that within a cell every condition of the
//! policies comes out the same: address ranges between the ends of the networks they
//! name, the texts and patterns they name and any other text. Every combination of cells
//! is then put to the evaluator. Nothing here decides anything itself.
//!
//! A cell that does not surely hold values of one kind only (patterns that overlap, case
//! that does not count, keys with several values) stands for its example, and says so.

mod blocks;
mod cells;
mod ordered;

use cells::{Cells, cells_of};

use crate::{
    assumption::{Assumption, Readings},
    caller::{Caller, SessionName},
    context::{Fact, Lookup},
    decide::decide,
    decision::{Decision, Relation, Verdict},
    document::{Condition, Policy, PrincipalForm},
    evidence::{Element, Silent, Trace},
    layers::{Layer, Layers},
    request::Request,
};

/// The facts on which a verdict turns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DependsOn {
    /// The facts that nobody gave.
    pub facts: Vec<UnknownFact>,
    /// The combinations for which the request is allowed, as alternatives; each is a list
    /// of requirements that must all hold. Empty if it is never allowed, or if that could
    /// not be worked out (then [`DependsOn::is_worked_out`] is false).
    pub allowed_when: Vec<Vec<Requirement>>,
    /// Whether `allowed_when` covers every combination. If not, what it lists are examples
    /// for which the request is allowed, and there may be others.
    pub is_worked_out: bool,
}

/// A fact that nobody gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnknownFact {
    /// The value of a condition key.
    Key {
        /// The key, as a policy writes it.
        key: String,
        /// Whether the request may lack it.
        may_be_absent: bool,
    },
    /// The name of the caller's role session.
    SessionName,
    /// The user for whom the federated user session was made.
    FederatingUser,
    /// The unique id of the caller.
    UniqueId,
    /// The account that owns the resource.
    ResourceOwner,
    /// The policies of a layer.
    Layer(Layer),
}

impl UnknownFact {
    /// What the fact is called.
    pub fn name(&self) -> &str {
        match self {
            UnknownFact::Key { key, .. } => key,
            UnknownFact::SessionName => "role session name",
            UnknownFact::FederatingUser => "user of the federated session",
            UnknownFact::UniqueId => "unique id of the caller",
            UnknownFact::ResourceOwner => "account of the resource",
            UnknownFact::Layer(layer) => layer.name(),
        }
    }
}

/// What a fact must be. An empty value counts as absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The condition key, or `role session name`.
    pub fact: String,
    /// It is one of these: a text, a range, `any value that matches …`.
    pub one_of: Vec<String>,
    /// It is anything but these; only if `one_of` is empty.
    pub none_of: Vec<String>,
    /// It may also be absent.
    pub or_absent: bool,
    /// It must be absent; the two lists are empty then.
    pub only_absent: bool,
    /// Whether the lists hold values or address ranges only, and exactly those; not
    /// examples, and no patterns.
    pub is_exact: bool,
}

/// The most combinations that are put to the evaluator.
const MOST_COMBINATIONS: usize = 4096;

/// Works out on what a decision turns. `trace` is the evidence of that decision.
pub fn explain(
    request: &Request,
    layers: &Layers<'_>,
    decision: &Decision,
    trace: &Trace,
) -> DependsOn {
    let keys = unknown_keys(request, trace);
    let session_names = session_names(request, layers, trace);
    let mut facts: Vec<UnknownFact> = keys
        .iter()
        .map(|key| UnknownFact::Key {
            key: key.clone(),
            may_be_absent: matches!(
                request.context.get(key),
                Lookup::Unknown {
                    may_be_absent: true
                }
            ),
        })
        .collect();
    facts.extend(session_names.as_ref().map(|_| UnknownFact::SessionName));
    if matches!(request.caller, Caller::FederatedUser { .. }) && turns_on_principal(trace) {
        facts.push(UnknownFact::FederatingUser);
    }
    if turns_on_unique_id(trace) {
        facts.push(UnknownFact::UniqueId);
    }
    if decision.relation == Relation::NotKnown {
        facts.push(UnknownFact::ResourceOwner);
    }
    facts.extend(decision.not_given.iter().copied().map(UnknownFact::Layer));

    let is_cut = facts
        .iter()
        .all(|fact| matches!(fact, UnknownFact::Key { .. } | UnknownFact::SessionName));
    let dimensions = (is_cut && !facts.is_empty())
        .then(|| dimensions(request, layers, &keys, session_names))
        .flatten();
    match dimensions {
        Some(dimensions) => DependsOn {
            facts,
            allowed_when: allowed_when(request, layers, &dimensions),
            is_worked_out: dimensions.iter().all(|dimension| dimension.cells.is_exact)
                && !tells_values_apart(layers.readings),
        },
        None => DependsOn {
            facts,
            allowed_when: Vec::new(),
            is_worked_out: false,
        },
    }
}

/// Whether some statement turns on who the caller is.
fn turns_on_principal(trace: &Trace) -> bool {
    trace
        .statements
        .iter()
        .filter(|statement| statement.applies.is_unknown())
        .flat_map(|statement| &statement.elements)
        .any(|element| {
            element.outcome.is_unknown()
                && matches!(element.element, Element::Principal | Element::NotPrincipal)
        })
}

/// Whether some statement turns on the unique id of the caller.
fn turns_on_unique_id(trace: &Trace) -> bool {
    trace
        .statements
        .iter()
        .filter(|statement| statement.applies.is_unknown())
        .flat_map(|statement| &statement.elements)
        .any(|element| {
            element.outcome.is_unknown()
                && element
                    .assumptions
                    .contains(&Assumption::UniqueIdOfDeletedPrincipal)
        })
}

/// Whether a choice tells values apart that are in one cell by our readings.
fn tells_values_apart(readings: Readings) -> bool {
    const CHOICES: [Assumption; 4] = [
        Assumption::DateDigitsAreEpoch,
        Assumption::DateWithoutZone,
        Assumption::MalformedNegatedRequestValue,
        Assumption::MappedAddressNotUnmapped,
    ];
    CHOICES
        .into_iter()
        .any(|assumption| readings.is_alternative(assumption))
}

/// The keys on which some statement turns, in the order in which they come up.
fn unknown_keys(request: &Request, trace: &Trace) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for statement in trace
        .statements
        .iter()
        .filter(|statement| statement.applies.is_unknown())
    {
        for key in statement
            .elements
            .iter()
            .flat_map(|element| &element.unknown_keys)
        {
            let is_unknown = matches!(request.context.get(key), Lookup::Unknown { .. });
            if is_unknown && !keys.iter().any(|known| known.eq_ignore_ascii_case(key)) {
                keys.push(key.clone());
            }
        }
    }
    keys
}

/// The session names that policies single out, if the verdict turns on the name.
fn session_names(request: &Request, layers: &Layers<'_>, trace: &Trace) -> Option<Vec<String>> {
    let Caller::Session {
        session: SessionName::NotGiven,
        role: own_role,
        ..
    } = &request.caller
    else {
        return None;
    };
    if !turns_on_principal(trace) {
        return None;
    }
    let mut names: Vec<String> = layers
        .policies()
        .flat_map(|policy| &policy.statements)
        .filter_map(|statement| statement.principal.as_ref())
        .flat_map(|principals| &principals.entries)
        .filter_map(|entry| match &entry.form {
            PrincipalForm::Session { role, session, .. } if role.eq_ignore_ascii_case(own_role) => {
                Some(session.clone())
            }
            _ => None,
        })
        .collect();
    names.sort();
    names.dedup();
    Some(names)
}

/// One unknown fact and the cells it is cut into.
struct Dimension {
    fact: UnknownFact,
    cells: Cells,
}

/// `None` if a fact cannot be cut into cells, or there would be too many combinations.
fn dimensions(
    request: &Request,
    layers: &Layers<'_>,
    keys: &[String],
    session_names: Option<Vec<String>>,
) -> Option<Vec<Dimension>> {
    let mut dimensions = Vec::new();
    for key in keys {
        let may_be_absent = matches!(
            request.context.get(key),
            Lookup::Unknown {
                may_be_absent: true
            }
        );
        let conditions: Vec<&Condition> = layers
            .policies()
            .flat_map(|policy| &policy.statements)
            .flat_map(|statement| &statement.conditions)
            .filter(|condition| condition.key.eq_ignore_ascii_case(key))
            .collect();
        if conditions.is_empty() || is_variable(layers, key) {
            // As a policy variable it can make any text.
            return None;
        }
        dimensions.push(Dimension {
            fact: UnknownFact::Key {
                key: key.clone(),
                may_be_absent,
            },
            cells: cells_of(key, &conditions, may_be_absent)?,
        });
    }
    if let Some(names) = session_names {
        dimensions.push(Dimension {
            fact: UnknownFact::SessionName,
            cells: cells::texts(&names),
        });
    }
    let combinations = dimensions.iter().try_fold(1usize, |product, dimension| {
        product.checked_mul(dimension.cells.all.len())
    })?;
    (combinations <= MOST_COMBINATIONS).then_some(dimensions)
}

/// Whether a policy uses the key as a variable.
fn is_variable(layers: &Layers<'_>, key: &str) -> bool {
    layers
        .policies()
        .flat_map(Policy::variables)
        .any(|variable| variable.key.eq_ignore_ascii_case(key))
}

fn allowed_when(
    request: &Request,
    layers: &Layers<'_>,
    dimensions: &[Dimension],
) -> Vec<Vec<Requirement>> {
    let sizes: Vec<usize> = dimensions
        .iter()
        .map(|dimension| dimension.cells.all.len())
        .collect();
    let blocks = blocks::of(&sizes, |choice| {
        verdict_for(request, layers, dimensions, choice) == Verdict::Allowed
    });
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
                    cells::requirement(dimension.fact.name(), &dimension.cells, chosen)
                })
                .collect()
        })
        .collect();
    // What asks for least comes first.
    alternatives.sort_by_key(Vec::len);
    alternatives
}

fn verdict_for(
    request: &Request,
    layers: &Layers<'_>,
    dimensions: &[Dimension],
    choice: &[usize],
) -> Verdict {
    let mut request = request.clone();
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
    decide(&request, layers, &mut Silent).verdict
}
