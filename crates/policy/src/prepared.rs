//! Policies prepared once for many requests.
//!
//! The evaluator is the same as in `decide`; only the statements that cannot apply to a
//! request are left out, and nothing is remembered, so that a verdict takes no memory.

use crate::{
    combine,
    decide::{Statements, evaluate, relation},
    decision::Verdict,
    document::Policy,
    evidence::Silent,
    index::StatementIndex,
    layers::{Layer, Layers, Supplied},
    request::Request,
};

/// Layers with an index of their statements.
#[derive(Clone, Debug)]
pub struct Prepared<'p> {
    layers: Layers<'p>,
    indexes: Indexes,
}

impl<'p> Prepared<'p> {
    /// Indexes the policies of all layers that were given.
    pub fn new(layers: Layers<'p>) -> Self {
        let indexes = Indexes::new(&layers);
        Prepared { layers, indexes }
    }

    /// The layers, for a decision with evidence.
    pub fn layers(&self) -> &Layers<'p> {
        &self.layers
    }

    /// The verdict that [`crate::decide()`] gives.
    pub fn verdict(&self, request: &Request) -> Verdict {
        let (outcomes, _) = evaluate(request, &self.layers, &self.indexes, &mut Silent);
        combine::verdict(request, relation(request), &outcomes)
    }
}

/// One index for each layer, and for each level of an organization.
#[derive(Clone, Debug)]
struct Indexes {
    identity: StatementIndex,
    boundary: StatementIndex,
    session: StatementIndex,
    vpc_endpoint: StatementIndex,
    resource: StatementIndex,
    service_control: Vec<StatementIndex>,
    resource_control: Vec<StatementIndex>,
}

impl Indexes {
    fn new(layers: &Layers<'_>) -> Self {
        let of = |policies: &Supplied<Vec<&Policy>>| match policies {
            Supplied::Given(policies) => StatementIndex::new(policies),
            Supplied::NotGiven => StatementIndex::default(),
        };
        let of_levels = |levels: &Supplied<Vec<crate::layers::Level<'_>>>| match levels {
            Supplied::Given(levels) => levels
                .iter()
                .map(|level| StatementIndex::new(&level.policies))
                .collect(),
            Supplied::NotGiven => Vec::new(),
        };
        Indexes {
            identity: of(&layers.identity),
            boundary: of(&layers.boundary),
            session: of(&layers.session),
            vpc_endpoint: of(&layers.vpc_endpoint),
            resource: of(&layers.resource),
            service_control: of_levels(&layers.service_control),
            resource_control: of_levels(&layers.resource_control),
        }
    }
}

impl Statements for Indexes {
    const STOPS_AT_DENY: bool = true;

    fn visit(
        &self,
        layer: Layer,
        level: Option<usize>,
        _policies: &[&Policy],
        request: &Request,
        visit: impl FnMut(usize, usize) -> bool,
    ) {
        let index = match layer {
            Layer::Identity => Some(&self.identity),
            Layer::PermissionsBoundary => Some(&self.boundary),
            Layer::Session => Some(&self.session),
            Layer::VpcEndpoint => Some(&self.vpc_endpoint),
            Layer::Resource => Some(&self.resource),
            Layer::ServiceControl => self.service_control.get(level.unwrap_or(0)),
            Layer::ResourceControl => self.resource_control.get(level.unwrap_or(0)),
        };
        if let Some(index) = index {
            index.visit(request, visit);
        }
    }
}
