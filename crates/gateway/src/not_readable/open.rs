//! Whether the inventory is in truth silent about what could not be read: another document
//! may tell it, and then there is nothing to say.

use super::{principal, topic::Topic, topic::topics};
use crate::inventory::{Api, Deployment, Inventory, Known, NotReadable};

/// Whether nothing else in the inventory tells it. What is not understood is open.
pub(super) fn is_open(inventory: &Inventory, note: &NotReadable) -> bool {
    let topics = topics(note);
    let any = |is_open: &dyn Fn(Topic) -> bool| {
        topics.is_empty() || topics.iter().any(|one| is_open(*one))
    };
    if principal(&note.of).is_some() {
        let Some(record) = inventory.principal(&note.of) else {
            return true;
        };
        return any(&|topic| match topic {
            Topic::IdentityPolicies => record.policies == Known::NotKnown,
            Topic::Boundary => record.boundary == Known::NotKnown,
            Topic::Trust => {
                record.kind == crate::inventory::PrincipalKind::Role
                    && record.trust == Known::NotKnown
            }
            Topic::Tags => record.tags == Known::NotKnown,
            _ => true,
        });
    }
    if let Some(api) = inventory.apis.iter().find(|api| api.id == note.of) {
        return of_api(api, note, &topics);
    }
    if let Some(function) = inventory.function(&note.of) {
        return function.policy == Known::NotKnown;
    }
    if let Some(endpoint) = inventory.vpc_endpoint(&note.of) {
        let is_policy = note.fact.contains("policy");
        return !is_policy || endpoint.policy == Known::NotKnown;
    }
    let mut domains = inventory.domain_names.iter();
    let is_it = |name: &str, id: Option<&str>| name == note.of || id == Some(note.of.as_str());
    if let Some(domain) = domains.find(|one| is_it(&one.name, one.id.as_deref())) {
        return if note.fact.contains("policy") {
            domain.policy == Known::NotKnown
        } else {
            any(&|topic| match topic {
                Topic::Mappings => domain.mappings == Known::NotKnown,
                Topic::AccessAssociations => domain.access_associations == Known::NotKnown,
                _ => true,
            })
        };
    }
    of_account(inventory, &note.of, &topics)
}

/// The parts of a deployment, in the words of an entry: whether each is left out, and whether
/// it is said not to be known.
fn part(deployed: &Deployment, part: &str) -> Option<(bool, bool)> {
    fn state<T>(part: Option<&Known<T>>) -> (bool, bool) {
        (part.is_none(), matches!(part, Some(Known::NotKnown)))
    }
    match part {
        "routes" => Some(state(deployed.routes.as_ref())),
        "resource policy" => Some(state(deployed.resource_policy.as_ref())),
        "authorizers" => Some(state(deployed.authorizers.as_ref())),
        "integrations" => Some(state(deployed.integrations.as_ref())),
        _ => None,
    }
}

/// Whether a deployment says that a part of it is not known.
pub(super) fn is_not_known(deployed: &Deployment, named: &str) -> bool {
    part(deployed, named).is_some_and(|(_, is_not_known)| is_not_known)
}

fn of_api(api: &Api, note: &NotReadable, topics: &[Topic]) -> bool {
    if let Some((named, stage)) = note.fact.split_once(" that stage ")
        && let Some(stage) = stage.strip_suffix(" serves")
    {
        let Some(deployed) = api.stage(stage).and_then(|stage| stage.deployed.as_ref()) else {
            return true;
        };
        return part(deployed, named)
            .is_none_or(|(is_left_out, is_not_known)| is_left_out || is_not_known);
    }
    let routes = api.routes.known();
    let is_open = |topic: &Topic| match topic {
        Topic::Routes => routes.is_none_or(|routes| {
            let mut routes = routes.iter();
            routes.any(|route| route.authorization == Known::NotKnown)
        }),
        Topic::Integrations => routes.is_none_or(|routes| {
            let mut routes = routes.iter();
            routes.any(|route| route.integration == Known::NotKnown)
        }),
        Topic::Authorizers => api.authorizers == Known::NotKnown,
        Topic::Stages => api.stages == Known::NotKnown,
        Topic::ResourcePolicy => api.resource_policy == Known::NotKnown,
        Topic::Apis => api.account == Known::NotKnown || api.region == Known::NotKnown,
        _ => true,
    };
    topics.is_empty() || topics.iter().any(is_open)
}

fn of_account(inventory: &Inventory, of: &str, topics: &[Topic]) -> bool {
    let place = inventory.organization_of(of);
    let of_topic = |topic: &Topic| match (topic, &place) {
        (Topic::Organization, place) => *place == Known::NotKnown,
        (Topic::ServiceControl, Known::Known(Some((_, place)))) => {
            place.service_control == Known::NotKnown
        }
        (Topic::ResourceControl, Known::Known(Some((_, place)))) => {
            place.resource_control == Known::NotKnown
        }
        (Topic::ServiceControl | Topic::ResourceControl, place) => *place == Known::NotKnown,
        _ => true,
    };
    topics.is_empty() || topics.iter().any(of_topic)
}
