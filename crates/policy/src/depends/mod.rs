//! On what a verdict turns, and for which values it is *allowed*.
//!
//! Each unknown fact is cut into cells, such that within a cell every condition of the
//! policies comes out the same: address ranges between the ends of the networks they
//! name, the texts and patterns they name and any other text. Every combination of cells
//! is then put to the evaluator. Nothing here decides anything itself.
//!
//! A key that is used as a policy variable is cut by the values that make the text around it
//! match what it is compared with; that is worked out where the latter is known.
//!
//! A cell that does not surely hold values of one kind only (case that does not count, too
//! many patterns that overlap) stands for its example, and says so. What several patterns
//! match, and lists of several values, are gone through where they are few, but told by
//! examples.

mod blocks;
mod cells;
mod explore;
mod fillings;
mod ordered;
mod overlaps;
mod sets;
mod words;

use crate::{
    assumption::{Assumption, Readings},
    caller::{Caller, SessionName},
    context::Lookup,
    decision::{Decision, Missing, Relation, Verdict},
    document::PrincipalForm,
    evidence::{Element, StatementRef, Trace},
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
    /// What the decision is whatever the facts are, if every combination leads to one end.
    pub settled: Option<Settled>,
}

/// A decision that is the same whatever the unknown facts are.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// The verdict; an implicit denial if the one denies explicitly and the other does not.
    pub verdict: Verdict,
    /// The statements that decide, if they are the same in every combination; else empty.
    pub decided_by: Vec<StatementRef>,
    /// What is missing, if it is the same in every combination.
    pub missing: Option<Missing>,
    /// The layers that were not given and are taken as not restricting, if they are the same
    /// in every combination.
    pub provisos: Option<Vec<Layer>>,
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

/// What a fact must be. What a request comes to that carries the key with an empty text is
/// told only where nothing else is allowed.
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
    let mut depends = DependsOn {
        facts,
        ..DependsOn::default()
    };
    if is_cut && !depends.facts.is_empty() {
        explore::Question { request, layers }.explore(trace, &keys, session_names, &mut depends);
    }
    depends
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
    const CHOICES: [Assumption; 5] = [
        Assumption::DateDigitsAreEpoch,
        Assumption::DateWithoutZone,
        Assumption::MalformedNegatedRequestValue,
        Assumption::MappedAddressNotUnmapped,
        Assumption::NumbersAreExact,
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
