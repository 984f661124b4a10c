//! How the layers come out, in as little memory as the verdict needs.
//!
//! What a person is told of a layer, [`LayerOutcome`], is made from it afterwards.

use crate::{
    decision::LayerOutcome,
    evidence::{StatementRef, Trace},
    layers::{Layer, Layers},
    principal::PrincipalMatch,
    truth::Truth,
};

/// Where a statement is: level of the organization, document, statement in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    level: u32,
    document: u32,
    statement: u32,
}

impl Place {
    /// The level of a layer without levels is zero.
    pub(crate) fn new(level: usize, document: usize, statement: usize) -> Self {
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Place {
            level: small(level),
            document: small(document),
            statement: small(statement),
        }
    }

    /// The place of a statement of the evidence.
    pub(crate) fn of(reference: &StatementRef) -> Self {
        Place::new(
            reference.level.unwrap_or(0),
            reference.document,
            reference.statement,
        )
    }
}

/// Where the statement at a place is looked up: in the documents, or in the evidence.
pub(crate) trait References {
    /// The statement at a place of a layer; `None` if there is none.
    fn reference(&self, layer: Layer, place: Place) -> Option<StatementRef>;
}

/// How one layer came out; see [`LayerOutcome`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    pub(crate) layer: Layer,
    pub(crate) is_given: bool,
    pub(crate) has_documents: bool,
    pub(crate) levels: usize,
    pub(crate) deny: Truth,
    pub(crate) allow: PrincipalMatch,
    pub(crate) denied_by: Option<Place>,
    pub(crate) allowed_by: Option<Place>,
}

impl Outcome {
    /// A layer without documents that restricts nothing.
    pub(crate) fn nothing(layer: Layer, is_given: bool) -> Self {
        Outcome {
            layer,
            is_given,
            has_documents: false,
            levels: 0,
            deny: Truth::False,
            allow: PrincipalMatch::DIRECT,
            denied_by: None,
            allowed_by: None,
        }
    }

    /// With the statements and their spans.
    pub(crate) fn explained(&self, references: &impl References) -> LayerOutcome {
        let reference = |place: Option<Place>| references.reference(self.layer, place?);
        LayerOutcome {
            layer: self.layer,
            is_given: self.is_given,
            has_documents: self.has_documents,
            levels: self.levels,
            deny: self.deny,
            allow: self.allow,
            denied_by: reference(self.denied_by),
            allowed_by: reference(self.allowed_by),
        }
    }
}

/// How the layers came out, at most one of each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcomes {
    by_layer: [Option<Outcome>; Layer::ALL.len()],
}

impl Outcomes {
    pub(crate) fn new() -> Self {
        Outcomes {
            by_layer: [None; Layer::ALL.len()],
        }
    }

    pub(crate) fn push(&mut self, outcome: Outcome) {
        if let Some(slot) = self.by_layer.get_mut(outcome.layer as usize) {
            *slot = Some(outcome);
        }
    }

    /// How a layer came out, if it was asked.
    pub(crate) fn of(&self, layer: Layer) -> Option<&Outcome> {
        self.by_layer.get(layer as usize)?.as_ref()
    }

    /// In the order of [`Layer::ALL`].
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Outcome> {
        self.by_layer.iter().flatten()
    }
}

impl References for Trace {
    fn reference(&self, layer: Layer, place: Place) -> Option<StatementRef> {
        let mut references = self.of(layer).map(|statement| statement.reference);
        references.find(|reference| Place::of(reference) == place)
    }
}

impl References for Layers<'_> {
    fn reference(&self, layer: Layer, place: Place) -> Option<StatementRef> {
        let (level, document) = (place.level as usize, place.document as usize);
        let (level, policies) = match layer {
            Layer::ResourceControl => (
                Some(level),
                &self.resource_control.given()?.get(level)?.policies,
            ),
            Layer::ServiceControl => (
                Some(level),
                &self.service_control.given()?.get(level)?.policies,
            ),
            Layer::VpcEndpoint => (None, self.vpc_endpoint.given()?),
            Layer::Resource => (None, self.resource.given()?),
            Layer::Identity => (None, self.identity.given()?),
            Layer::PermissionsBoundary => (None, self.boundary.given()?),
            Layer::Session => (None, self.session.given()?),
        };
        let statement = place.statement as usize;
        Some(StatementRef {
            layer,
            level,
            document,
            statement,
            span: policies.get(document)?.statements.get(statement)?.span,
        })
    }
}
