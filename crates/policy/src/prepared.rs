//! Policies prepared once for many requests.
//!
//! The evaluator is the same as in `decide`; only the statements that cannot apply to a
//! request are left out, and nothing is remembered. A verdict takes no memory, unless a text
//! of more than 512 bytes meets a pattern with variables or a long pattern with `?`: there
//! memory keeps the time from growing with the product of both lengths.

use std::sync::Arc;

use crate::{
    assumption::Readings,
    combine::{self, Terms},
    decide::{InOrder, Statements, evaluate},
    decision::Verdict,
    document::Policy,
    evidence::Silent,
    index::{Search, StatementIndex},
    layers::{Granting, Layer, Layers, Level, Supplied},
    request::{Request, RequestView},
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
        let view = RequestView::new(request);
        let statements = Searched {
            index_of: |layer, level| self.indexes.of(layer, level),
            search: Search::new(&view),
        };
        let (outcomes, _) = evaluate(&view, &self.layers, &statements, &mut Silent);
        combine::verdict(&view, &outcomes, Terms::of(&self.layers))
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

    fn of(&self, layer: Layer, level: usize) -> Option<&StatementIndex> {
        match layer {
            Layer::Identity => Some(&self.identity),
            Layer::PermissionsBoundary => Some(&self.boundary),
            Layer::Session => Some(&self.session),
            Layer::VpcEndpoint => Some(&self.vpc_endpoint),
            Layer::Resource => Some(&self.resource),
            Layer::ServiceControl => self.service_control.get(level),
            Layer::ResourceControl => self.resource_control.get(level),
        }
    }
}

/// The statements that the index of their layer leads to.
struct Searched<'r, F> {
    /// The index of a layer and level; without one, all its statements are looked at.
    index_of: F,
    search: Search<'r>,
}

impl<'i, F> Statements for Searched<'_, F>
where
    F: Fn(Layer, usize) -> Option<&'i StatementIndex>,
{
    const STOPS_AT_DENY: bool = true;

    fn visit(
        &self,
        layer: Layer,
        level: Option<usize>,
        policies: &[&Policy],
        visit: impl FnMut(usize, usize) -> bool,
    ) {
        match (self.index_of)(layer, level.unwrap_or(0)) {
            Some(index) => index.visit(&self.search, visit),
            None => InOrder.visit(layer, level, policies, visit),
        }
    }
}

/// The documents of one layer, or of one level of an organization.
#[derive(Debug)]
pub(crate) struct Group {
    policies: Vec<Arc<Policy>>,
    index: Option<StatementIndex>,
}

impl Group {
    /// For many requests.
    pub(crate) fn indexed(policies: Vec<Arc<Policy>>) -> Self {
        let index = Some(StatementIndex::new(&references(&policies)));
        Group { policies, index }
    }

    /// For one request: an index would cost more than it saves.
    pub(crate) fn unindexed(policies: Vec<Arc<Policy>>) -> Self {
        Group {
            policies,
            index: None,
        }
    }
}

fn references(policies: &[Arc<Policy>]) -> Vec<&Policy> {
    policies.iter().map(Arc::as_ref).collect()
}

/// Layers put together from groups that were prepared before: at most one group for each
/// layer, one for each level of an organization. All layers are given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GroupedLayers<'g> {
    pub(crate) identity: &'g [Group],
    pub(crate) boundary: &'g [Group],
    pub(crate) session: &'g [Group],
    pub(crate) vpc_endpoint: &'g [Group],
    pub(crate) resource: &'g [Group],
    pub(crate) service_control: &'g [Group],
    pub(crate) resource_control: &'g [Group],
    pub(crate) readings: Readings,
}

impl<'g> GroupedLayers<'g> {
    /// The verdict that [`crate::decide()`] gives.
    pub(crate) fn verdict(&self, request: &Request) -> Verdict {
        let view = RequestView::new(request);
        let statements = Searched {
            index_of: |layer, level| self.index_of(layer, level),
            search: Search::new(&view),
        };
        let layers = self.layers();
        let (outcomes, _) = evaluate(&view, &layers, &statements, &mut Silent);
        combine::verdict(&view, &outcomes, Terms::of(&layers))
    }

    fn index_of(&self, layer: Layer, level: usize) -> Option<&'g StatementIndex> {
        let groups = match layer {
            Layer::Identity => self.identity,
            Layer::PermissionsBoundary => self.boundary,
            Layer::Session => self.session,
            Layer::VpcEndpoint => self.vpc_endpoint,
            Layer::Resource => self.resource,
            Layer::ServiceControl => self.service_control,
            Layer::ResourceControl => self.resource_control,
        };
        groups.get(level)?.index.as_ref()
    }

    fn layers(&self) -> Layers<'g> {
        let flat = |groups: &'g [Group]| {
            Supplied::Given(
                groups
                    .first()
                    .map_or_else(Vec::new, |group| references(&group.policies)),
            )
        };
        let levels = |groups: &'g [Group]| {
            let level = |group: &'g Group| Level {
                // No verdict shows it.
                name: String::new(),
                policies: references(&group.policies),
            };
            Supplied::Given(groups.iter().map(level).collect())
        };
        Layers {
            identity: flat(self.identity),
            boundary: flat(self.boundary),
            session: flat(self.session),
            service_control: levels(self.service_control),
            resource_control: levels(self.resource_control),
            vpc_endpoint: flat(self.vpc_endpoint),
            resource: flat(self.resource),
            strict: false,
            readings: self.readings,
            granting: Granting::Sides,
            reaching_keys: None,
        }
    }
}
