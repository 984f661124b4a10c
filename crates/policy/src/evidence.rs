//! What the evaluator remembers of its way to a decision.
//!
//! The evaluator is generic over a [`Recorder`]. [`Silent`] remembers nothing, and then
//! nothing of this is even computed; [`Trace`] remembers every element of every statement.

use can_invoke_source::Span;

use crate::{
    assumption::Assumption, document::Effect, layers::Layer, principal::PrincipalMatch,
    truth::Truth,
};

/// Where a statement stands among the layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatementRef {
    /// The layer.
    pub layer: Layer,
    /// The level of the organization, for SCPs and RCPs.
    pub level: Option<usize>,
    /// The document in the layer or level.
    pub document: usize,
    /// The statement in the document, counted from zero.
    pub statement: usize,
    /// The whole statement in its file.
    pub span: Span,
}

/// An element of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// `Principal`.
    Principal,
    /// `NotPrincipal`.
    NotPrincipal,
    /// `Action`.
    Action,
    /// `NotAction`.
    NotAction,
    /// `Resource`.
    Resource,
    /// `NotResource`.
    NotResource,
    /// One key under one operator of `Condition`.
    Condition,
}

impl Element {
    /// The name in the document.
    pub fn as_str(self) -> &'static str {
        match self {
            Element::Principal => "Principal",
            Element::NotPrincipal => "NotPrincipal",
            Element::Action => "Action",
            Element::NotAction => "NotAction",
            Element::Resource => "Resource",
            Element::NotResource => "NotResource",
            Element::Condition => "Condition",
        }
    }
}

/// How one element came out.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementEvidence {
    /// Which element.
    pub element: Element,
    /// For a condition: operator and key, as written.
    pub condition: Option<(String, String)>,
    /// Whether it lets the statement apply.
    pub outcome: Truth,
    /// The entry that decided, or the whole element.
    pub span: Span,
    /// What the statement asks for.
    pub expected: String,
    /// What the request has.
    pub found: String,
    /// Keys whose values are not known and on which it turns.
    pub unknown_keys: Vec<String>,
    /// Readings that it leans on.
    pub assumptions: Vec<Assumption>,
}

/// How one statement came out.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementEvidence {
    /// Which statement.
    pub reference: StatementRef,
    /// Its `Sid`.
    pub sid: Option<String>,
    /// The name of its document.
    pub policy: String,
    /// Its effect.
    pub effect: Effect,
    /// Where the effect stands.
    pub effect_span: Span,
    /// Whether it applies to the request.
    pub applies: Truth,
    /// How it means the caller, where it names principals.
    pub principal: Option<PrincipalMatch>,
    /// Its elements.
    pub elements: Vec<ElementEvidence>,
}

impl StatementEvidence {
    /// The elements that keep the statement from applying.
    pub fn failures(&self) -> impl Iterator<Item = &ElementEvidence> {
        self.elements
            .iter()
            .filter(|element| element.outcome.is_false())
    }

    /// Whether the statement may apply or not by the choice of an assumption: no element fails
    /// but those that lean on it.
    fn turns_on(&self, assumption: Assumption) -> bool {
        let mut failures = self.failures();
        failures.all(|element| element.assumptions.contains(&assumption))
    }

    /// The readings on which this statement's applying turns.
    pub fn decisive_assumptions(&self) -> impl Iterator<Item = Assumption> {
        self.elements
            .iter()
            .flat_map(|element| element.assumptions.iter().copied())
            .filter(|assumption| self.turns_on(*assumption))
    }
}

/// Takes down what the evaluator does.
pub trait Recorder {
    /// Whether anything is kept. If not, the evaluator may stop at the first element that
    /// fails.
    const RECORDS: bool;

    /// An element came out.
    fn element(&mut self, make: impl FnOnce() -> ElementEvidence);

    /// A statement came out; its elements were told before.
    fn statement(&mut self, make: impl FnOnce(Vec<ElementEvidence>) -> StatementEvidence);
}

/// Keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Recorder for Silent {
    const RECORDS: bool = false;

    fn element(&mut self, _: impl FnOnce() -> ElementEvidence) {}

    fn statement(&mut self, _: impl FnOnce(Vec<ElementEvidence>) -> StatementEvidence) {}
}

/// Keeps everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// The statements, in the order in which they were evaluated.
    pub statements: Vec<StatementEvidence>,
    pending: Vec<ElementEvidence>,
}

impl Recorder for Trace {
    const RECORDS: bool = true;

    fn element(&mut self, make: impl FnOnce() -> ElementEvidence) {
        self.pending.push(make());
    }

    fn statement(&mut self, make: impl FnOnce(Vec<ElementEvidence>) -> StatementEvidence) {
        let elements = std::mem::take(&mut self.pending);
        self.statements.push(make(elements));
    }
}

impl Trace {
    /// The statements of a layer.
    pub fn of(&self, layer: Layer) -> impl Iterator<Item = &StatementEvidence> {
        self.statements
            .iter()
            .filter(move |statement| statement.reference.layer == layer)
    }

    /// The `Allow` statement of a layer that came nearest to applying: the one with the
    /// fewest elements that fail, the first of them. In an organization only the levels
    /// count at which nothing allows.
    pub fn nearest_miss(&self, layer: Layer) -> Option<&StatementEvidence> {
        let allows = |statement: &&StatementEvidence| {
            statement.effect == Effect::Allow && statement.applies.is_true()
        };
        let open: Vec<usize> = self
            .of(layer)
            .filter(allows)
            .filter_map(|statement| statement.reference.level)
            .collect();
        self.of(layer)
            .filter(|statement| statement.effect == Effect::Allow && !statement.applies.is_true())
            .filter(|statement| {
                let level = statement.reference.level;
                level.is_none_or(|level| !open.contains(&level))
            })
            .min_by_key(|statement| {
                let action_fails = statement
                    .failures()
                    .any(|element| matches!(element.element, Element::Action | Element::NotAction));
                (action_fails, statement.failures().count())
            })
    }

    /// The readings on which some statement's applying turns, in order of declaration.
    pub fn assumptions(&self) -> Vec<Assumption> {
        let mut all: Vec<Assumption> = self
            .statements
            .iter()
            .flat_map(StatementEvidence::decisive_assumptions)
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
