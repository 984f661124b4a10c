//! What else there is beside the policy that is compared, so that the policy decides.

use std::sync::Arc;

use can_invoke_policy::{
    Granting, Layers, Policy, PolicyKind, Request, Silent, Supplied, Verdict, decide, document,
    layers::Level,
};
use can_invoke_source::{Limits, Sources, parse_text};

/// The layers around a policy.
#[derive(Clone, Debug)]
pub(super) struct World {
    place: Place,
    granting: Granting,
    /// What the identity-based policies of the caller are, where they are not compared.
    identity: Option<Arc<Policy>>,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Identity,
    Boundary,
    Session,
    ServiceControl,
    ResourceControl,
    VpcEndpoint,
    Resource,
}

/// How open a verdict is, the most open last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Open {
    Denied,
    Depends,
    Allowed,
}

impl World {
    /// How a request comes out with this policy at its place.
    pub(super) fn decides(&self, request: &Request, policy: &Policy) -> Open {
        let own = || Supplied::Given(vec![policy]);
        let level = || {
            Supplied::Given(vec![Level {
                name: "r-root".to_owned(),
                policies: vec![policy],
            }])
        };
        let mut layers = Layers::none();
        layers.granting = self.granting;
        if let Some(identity) = &self.identity {
            layers.identity = Supplied::Given(vec![identity]);
        }
        match self.place {
            Place::Identity => layers.identity = own(),
            Place::Boundary => layers.boundary = own(),
            Place::Session => layers.session = own(),
            Place::ServiceControl => layers.service_control = level(),
            Place::ResourceControl => layers.resource_control = level(),
            Place::VpcEndpoint => layers.vpc_endpoint = own(),
            Place::Resource => layers.resource = own(),
        }
        match decide(request, &layers, &mut Silent).verdict {
            Verdict::Allowed => Open::Allowed,
            Verdict::Depends => Open::Depends,
            Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => Open::Denied,
        }
    }
}

/// The worlds in which a policy of a kind is compared. A layer that only restricts is compared
/// beside a caller who may do everything; a resource policy alone, beside a caller who may do
/// everything, beside one who may do nothing, and as what may only refuse.
pub(super) fn worlds(kind: PolicyKind) -> Option<Vec<World>> {
    let everything = Arc::new(everything()?);
    let world = |place, granting, identity: Option<&Arc<Policy>>| World {
        place,
        granting,
        identity: identity.cloned(),
    };
    let below_everything = |place| vec![world(place, Granting::Sides, Some(&everything))];
    Some(match kind {
        PolicyKind::Identity => vec![world(Place::Identity, Granting::Sides, None)],
        PolicyKind::PermissionsBoundary => below_everything(Place::Boundary),
        PolicyKind::Session => below_everything(Place::Session),
        PolicyKind::ServiceControl => below_everything(Place::ServiceControl),
        PolicyKind::ResourceControl => below_everything(Place::ResourceControl),
        PolicyKind::VpcEndpoint => vec![
            world(Place::VpcEndpoint, Granting::Nobody, None),
            world(Place::VpcEndpoint, Granting::Sides, Some(&everything)),
        ],
        PolicyKind::Resource | PolicyKind::Trust => vec![
            world(Place::Resource, Granting::Resource, None),
            world(Place::Resource, Granting::Sides, Some(&everything)),
            world(Place::Resource, Granting::Sides, None),
            world(Place::Resource, Granting::Nobody, None),
        ],
    })
}

/// The identity-based policy that allows everything.
fn everything() -> Option<Policy> {
    const TEXT: &str = r#"{"Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    let mut sources = Sources::new();
    let file = sources.add("everything.json", TEXT);
    let node = parse_text(&sources, file, &Limits::default()).value?;
    document::parse(&node, PolicyKind::Identity, "everything").value
}
