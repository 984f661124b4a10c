//! What would open the way where a policy of the network, or the lack of a resource policy,
//! ends a request to a private API. Each statement is put in place and the whole journey is
//! walked again, as another policy may be silent too.

use std::sync::Arc;

use can_invoke_policy::{Caller, Layer, Policy, Verdict};

use crate::{
    answer::{HopKind, HopStatus, Journey, Suggestion},
    inventory::{Api, Authorization, DomainName, Known, Route, VpcEndpoint},
    journey::{Asked, Entrance, walk},
    suggest::{policy, principal, resource, suggest as suggest_at_api, unlimited},
    target::Call,
};

/// The statements to add, if it is one of those hops that ends the request; nothing is
/// suggested against an explicit deny, and nothing if it ends elsewhere.
pub(crate) fn suggest(
    asked: Asked<'_>,
    met: Option<Option<&Route>>,
    direct: &Journey,
) -> Option<Vec<Suggestion>> {
    Place::of(asked, direct)?;
    let mut changed = Changed {
        api: asked.call.api.clone(),
        domain: asked.call.domain.cloned(),
        endpoint: asked.entrance.record().cloned(),
    };
    let mut suggestions: Vec<Suggestion> = Vec::new();
    // One for each subject of the two network policies, and one for the API.
    for _ in 0..4 {
        let (journey, rest) = changed.ask(asked, |asked| {
            let journey = walk(asked, met);
            let place = Place::of(asked, &journey);
            let rest = match place {
                Some(place) => Err(place.addition(asked, met.flatten(), &journey)),
                None => Ok(suggest_at_api(
                    asked.inventory,
                    asked.query,
                    asked.call,
                    asked.caller,
                    asked.record,
                    &journey,
                )),
            };
            (journey.verdict, rest)
        });
        match rest {
            // No further policy of the network is in the way.
            Ok(others) => {
                let verdict = others.first().map_or(journey, |other| other.verdict);
                for suggestion in &mut suggestions {
                    suggestion.verdict = verdict;
                }
                suggestions.extend(others);
                return Some(suggestions);
            }
            Err(Some((place, suggestion, policy))) => {
                changed.add(place, policy);
                suggestions.push(suggestion);
            }
            Err(None) => return Some(Vec::new()),
        }
    }
    Some(suggestions)
}

/// What is changed, as it is after the statements so far are in place.
struct Changed {
    api: Api,
    domain: Option<DomainName>,
    endpoint: Option<VpcEndpoint>,
}

impl Changed {
    fn ask<T>(&self, asked: Asked<'_>, question: impl FnOnce(Asked<'_>) -> T) -> T {
        let call = Call {
            api: &self.api,
            domain: self.domain.as_ref(),
            ..asked.call.clone()
        };
        let entrance = match asked.entrance {
            Entrance::VpcEndpoint { id, .. } => Entrance::VpcEndpoint {
                id,
                record: self.endpoint.as_ref(),
            },
            other => other,
        };
        question(Asked {
            call: &call,
            entrance,
            ..asked
        })
    }

    fn add(&mut self, place: Place, policy: Policy) {
        let slot = match place {
            Place::VpcEndpoint => self.endpoint.as_mut().map(|endpoint| &mut endpoint.policy),
            Place::Domain => self.domain.as_mut().map(|domain| &mut domain.policy),
            Place::Api => Some(&mut self.api.resource_policy),
        };
        let Some(slot) = slot else { return };
        let mut whole = match slot {
            Known::Known(Some(existing)) => Policy::clone(existing),
            Known::Known(None) | Known::NotKnown => {
                *slot = Known::Known(Some(Arc::new(policy)));
                return;
            }
        };
        whole.statements.extend(policy.statements);
        *slot = Known::Known(Some(Arc::new(whole)));
    }
}

/// Which policy lacks a statement.
#[derive(Clone, Copy)]
enum Place {
    VpcEndpoint,
    Domain,
    /// The API has no resource policy at all.
    Api,
}

impl Place {
    /// The policy that ends a journey, if it is one of these and by its silence.
    fn of(asked: Asked<'_>, journey: &Journey) -> Option<Place> {
        let last = journey.hops.last()?;
        let is_silent = journey.verdict == Verdict::ImplicitlyDenied
            && matches!(last.status, HopStatus::Stops(_));
        if !is_silent || !asked.call.is_private() {
            return None;
        }
        let is_decided = journey.gates.last().is_some_and(|(kind, explained)| {
            *kind == last.kind && explained.decision.verdict == Verdict::ImplicitlyDenied
        });
        let lacks_policy = asked.call.api.resource_policy == Known::Known(None);
        match last.kind {
            HopKind::VpcEndpointPolicy if is_decided => Some(Place::VpcEndpoint),
            HopKind::DomainPolicy if is_decided => Some(Place::Domain),
            HopKind::Endpoint if lacks_policy && ends_for_lack(journey) => Some(Place::Api),
            _ => None,
        }
    }

    /// The statement to add, and the policy that holds it.
    fn addition(
        self,
        asked: Asked<'_>,
        route: Option<&Route>,
        journey: &Journey,
    ) -> Option<(Place, Suggestion, Policy)> {
        let call = asked.call;
        let (layer, place, resource, caller, is_limited) = match self {
            Place::VpcEndpoint => {
                let (_, explained) = journey.gates.last()?;
                let arn = &explained.request.resource.arn;
                let is_api = *arn == call.arn();
                let id = asked.entrance.id()?;
                let owner = asked
                    .entrance
                    .record()
                    .and_then(|record| record.account.known());
                let place = match owner {
                    Some(account) => {
                        format!("the policy of VPC endpoint {id} in account {account}")
                    }
                    None => format!("the policy of VPC endpoint {id}"),
                };
                let resource = if is_api { resource(call)? } else { arn.clone() };
                let caller = explained.request.caller.clone();
                (Layer::VpcEndpoint, place, resource, caller, false)
            }
            Place::Domain => {
                let (_, explained) = journey.gates.last()?;
                let domain = call.private_domain()?;
                let place = format!(
                    "the policy of domain name {} in account {}",
                    domain.name, call.account
                );
                let arn = explained.request.resource.arn.clone();
                (Layer::Resource, place, arn, Caller::Anonymous, true)
            }
            Place::Api => {
                let place = format!(
                    "the resource policy of API {} in account {}",
                    call.api.id, call.account
                );
                let is_signed = route.is_some_and(|route| {
                    route.authorization.known() == Some(&Authorization::AwsIam)
                });
                let caller = if is_signed {
                    asked.caller.clone()
                } else {
                    Caller::Anonymous
                };
                (Layer::Resource, place, resource(call)?, caller, true)
            }
        };
        let condition = match asked.entrance.id().filter(|_| is_limited) {
            Some(id) => format!(
                ",\n  \"Condition\": {{ \"StringEquals\": {{ \"aws:SourceVpce\": \"{id}\" }} }}"
            ),
            None => String::new(),
        };
        let statement = format!(
            "{{\n  \"Effect\": \"Allow\",\n  \"Principal\": {},\n  \"Action\": \
             \"execute-api:Invoke\",\n  \"Resource\": \"{resource}\"{condition}\n}}",
            principal(&caller)
        );
        let policy = policy(layer, &statement)?;
        let limit = unlimited(call, asked.entrance);
        let deploy = format!("then deploy the API to stage {}", call.stage);
        let note = match (self, limit) {
            (Place::Api, Some(advice)) => Some(format!("{advice}; {deploy}")),
            (Place::Api, None) => Some(deploy),
            (Place::Domain, advice) => advice.map(str::to_owned),
            (Place::VpcEndpoint, _) => None,
        };
        let suggestion = Suggestion {
            layer,
            place,
            statement,
            verdict: journey.verdict,
            note,
        };
        Some((self, suggestion, policy))
    }
}

/// Whether a journey ends at the endpoint because the API has no resource policy: of all
/// reasons to end there this is the only one with the assumption.
fn ends_for_lack(journey: &Journey) -> bool {
    use can_invoke_policy::Assumption;
    journey
        .assumptions
        .contains(&Assumption::PrivateWithoutPolicy)
}
