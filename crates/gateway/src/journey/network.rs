//! The policies of the network: that of the VPC endpoint, and that of a private custom
//! domain name. Both are asked before the route is met, so the caller is whom the
//! `Authorization` header makes it, not whom the route authenticates.
//!
//! AWS says that the policy of the endpoint comes first, and not where that of the domain
//! name stands. The verdict does not turn on it.
//!
//! Source: API Gateway developer guide, `apigateway-vpc-endpoint-policies` and
//! `apigateway-private-custom-domains`.

use can_invoke_policy::{
    Action, Assumption, Caller, Context, Layers, Request, Resource, Silent, Supplied, Verdict,
    decide, layers::Granting,
};

use super::{Asked, Entrance, Flow, Walk, response, signature::Credentials};
use crate::{
    answer::{Explained, Hop, HopKind, HopStatus},
    context,
    explain::{self, explain},
    inventory::{Authorization, Inventory, Known, PrincipalRecord, Route, VpcEndpoint},
    layers::optional,
    query::Query,
    target::Call,
    wording,
};

/// A decision that a policy of the network takes, ready to be taken.
pub(crate) struct Gate<'a> {
    /// The hop that it belongs to.
    pub(crate) kind: HopKind,
    /// What is decided on, in words.
    pub(crate) subject: &'static str,
    /// The request.
    pub(crate) request: Request,
    /// The policy.
    pub(crate) layers: Layers<'a>,
}

/// The decisions of the policies of the network on a private API, as far as there are such
/// policies, in order. `seen` is whom they see, in which context.
fn gates<'a>(
    (query, call, endpoint): (&Query, &Call<'a>, Option<&'a VpcEndpoint>),
    kind: HopKind,
    caller: &Caller,
    context: &Context,
) -> Vec<Gate<'a>> {
    if !call.is_private() {
        return Vec::new();
    }
    let domain = call.domain_arn().map(|arn| ("the domain name", arn));
    let api = ("the API", call.arn());
    let base = Layers {
        strict: query.strict,
        readings: query.readings,
        ..Layers::none()
    };
    let (layers, resources) = match kind {
        HopKind::VpcEndpointPolicy => {
            let Some(Known::Known(Some(policy))) = endpoint.map(|record| &record.policy) else {
                return Vec::new();
            };
            let layers = Layers {
                vpc_endpoint: Supplied::Given(vec![policy.as_ref()]),
                granting: Granting::Nobody,
                ..base
            };
            // It must cover both, example 5 of the page on VPC endpoint policies.
            (layers, domain.into_iter().chain([api]).collect::<Vec<_>>())
        }
        HopKind::DomainPolicy => {
            let Some(record) = call.private_domain() else {
                return Vec::new();
            };
            let layers = Layers {
                resource: optional(&record.policy),
                granting: Granting::Resource,
                ..base
            };
            (layers, domain.into_iter().collect())
        }
        _ => return Vec::new(),
    };
    let gate = |(subject, arn): (&'static str, String)| Gate {
        kind,
        subject,
        request: Request {
            caller: caller.clone(),
            action: Action::invoke(),
            resource: Resource {
                arn,
                account: Some(call.account.clone()),
            },
            context: context.clone(),
        },
        layers: layers.clone(),
    };
    resources.into_iter().map(gate).collect()
}

/// The same for a session of a role that the caller would assume; `request` is its request
/// of the API.
pub(crate) fn gates_of_session<'a>(
    inventory: &'a Inventory,
    query: &'a Query,
    call: &Call<'a>,
    request: &Request,
) -> Vec<Gate<'a>> {
    let id = call.vpc_endpoint.as_deref();
    let endpoint = id.and_then(|id| inventory.vpc_endpoint(id));
    let of = |kind| {
        gates(
            (query, call, endpoint),
            kind,
            &request.caller,
            &request.context,
        )
    };
    let mut all = of(HopKind::VpcEndpointPolicy);
    all.extend(of(HopKind::DomainPolicy));
    all
}

/// The context of the request as a policy of the network sees it.
fn context_of(asked: Asked<'_>, caller: &Caller, record: Option<&PrincipalRecord>) -> Context {
    context::of_invocation(asked.inventory, asked.query, asked.call, caller, record)
}

impl Walk {
    /// The policy of the VPC endpoint.
    pub(super) fn vpc_endpoint_policy(&mut self, asked: Asked<'_>, route: Option<&Route>) -> Flow {
        const KIND: HopKind = HopKind::VpcEndpointPolicy;
        if !asked.call.is_private() {
            return Flow::Continue(());
        }
        let credentials = Credentials::of(asked, route);
        if credentials == Credentials::Invalid {
            return self.stop(
                KIND,
                response::invalid_signature(),
                "the signature of the request cannot be verified, so the VPC endpoint refuses it \
                 whatever its policy says",
            );
        }
        let who = credentials.seen(asked.caller);
        let name = match asked.entrance {
            Entrance::VpcEndpoint { id, .. } => format!("VPC endpoint {id}"),
            Entrance::NotSaid | Entrance::Outside => "the VPC endpoint".to_owned(),
        };
        match asked.entrance.record().map(|record| &record.policy) {
            None | Some(Known::NotKnown) => {
                let granted = format!(
                    "that {name} has the policy that AWS gives it, which allows everything"
                );
                if asked.query.strict {
                    let summary = format!("the inventory does not say {granted}; {who}");
                    self.doubt(KIND, summary);
                    return Flow::Continue(());
                }
                self.taken_for_granted.push(granted);
                return self.pass(
                    KIND,
                    format!("the policy of {name} is not known and taken to allow it; {who}"),
                );
            }
            Some(Known::Known(None)) => {
                return self.pass(
                    KIND,
                    format!("{name} has the policy that AWS gives it, which allows everything"),
                );
            }
            Some(Known::Known(Some(_))) => {}
        }
        if self.decided.is_some() {
            return Flow::Continue(());
        }
        let (caller, record) = match credentials {
            Credentials::Signed => (asked.caller, asked.record),
            _ => (&Caller::Anonymous, None),
        };
        let context = context_of(asked, caller, record);
        let told = (asked.query, asked.call, asked.entrance.record());
        self.decide_gates(asked, gates(told, KIND, caller, &context), &name, &who)
    }

    /// The policy of a private custom domain name. It is for whoever calls, as that of the
    /// API is, so it sees a caller where the route authenticates one.
    pub(super) fn domain_policy(&mut self, asked: Asked<'_>, route: Option<&Route>) -> Flow {
        const KIND: HopKind = HopKind::DomainPolicy;
        let Some(domain) = asked.call.private_domain() else {
            return Flow::Continue(());
        };
        let name = format!("domain name {}", domain.name);
        if domain.id.is_none() {
            self.doubt(
                KIND,
                format!("the inventory does not say which id {name} has, so its ARN is not known"),
            );
            return Flow::Continue(());
        }
        if self.decided.is_some() {
            return Flow::Continue(());
        }
        let is_authenticated =
            route.is_some_and(|route| route.authorization.known() == Some(&Authorization::AwsIam));
        let is_signed = Credentials::of(asked, route) == Credentials::Signed;
        let told = (asked.query, asked.call, asked.entrance.record());
        let gates_of = |sees_caller: bool| {
            let (caller, record) = if sees_caller {
                (asked.caller, asked.record)
            } else {
                (&Caller::Anonymous, None)
            };
            let context = context_of(asked, caller, record);
            let who = match caller {
                Caller::Anonymous => "it sees an anonymous caller".to_owned(),
                caller => format!("it sees {caller}"),
            };
            (gates(told, KIND, caller, &context), who)
        };
        let readings = asked.query.readings;
        let is_alternative = readings.is_alternative(Assumption::DomainPolicyCaller);
        let (ours, other) = (gates_of(is_authenticated), gates_of(is_signed));
        let verdicts = |gates: &[Gate<'_>]| -> Vec<Verdict> {
            let decided = gates.iter();
            decided
                .map(|gate| decide(&gate.request, &gate.layers, &mut Silent).verdict)
                .collect()
        };
        if is_authenticated != is_signed && verdicts(&ours.0) != verdicts(&other.0) {
            self.assumptions.push(Assumption::DomainPolicyCaller);
        }
        let (gates, who) = if is_alternative { other } else { ours };
        self.decide_gates(asked, gates, &name, &who)
    }

    /// Takes the decisions of one hop; the first denial ends the journey.
    fn decide_gates(
        &mut self,
        asked: Asked<'_>,
        gates: Vec<Gate<'_>>,
        name: &str,
        who: &str,
    ) -> Flow {
        let says_subject = gates.len() > 1;
        let mut said = vec![who.to_owned()];
        let mut ends = HopStatus::Passes;
        let mut kind = HopKind::VpcEndpointPolicy;
        for gate in gates {
            kind = gate.kind;
            let mut explained = explain(gate.request, &gate.layers);
            explain::note_source_ip(asked.call, asked.query, &mut explained);
            self.assumptions
                .extend(explained.assumptions.iter().copied());
            let verdict = explained.decision.verdict;
            let outcome = outcome(&explained, name);
            said.push(if says_subject {
                format!("for {}: {outcome}", gate.subject)
            } else {
                outcome
            });
            let response = response::denied(&asked.call.account, &explained);
            self.gates.push((kind, explained));
            match verdict {
                Verdict::Allowed => {}
                Verdict::Depends => ends = HopStatus::Undecided,
                denied => {
                    return self.stop_as(denied, kind, response, said.join("; "));
                }
            }
        }
        if ends == HopStatus::Undecided {
            self.is_in_doubt = true;
        }
        self.hops.push(Hop {
            kind,
            status: ends,
            summary: said.join("; "),
        });
        Flow::Continue(())
    }
}

/// What a decision comes to, in words.
fn outcome(explained: &Explained, name: &str) -> String {
    let needs = &explained.decision.granting;
    let lacks_policy = *needs == Granting::Resource && !has_documents(explained);
    match explained.decision.verdict {
        Verdict::Allowed => format!("the policy of {name} allows it"),
        Verdict::Depends if lacks_policy => format!(
            "the inventory does not say which policy {name} has, and without one that allows the \
             request nobody gets through"
        ),
        Verdict::Depends => {
            format!("the policy of {name}: {}", wording::depends(explained))
        }
        Verdict::ExplicitlyDenied => format!("the policy of {name} explicitly denies it"),
        Verdict::ImplicitlyDenied => {
            if has_documents(explained) {
                format!("no statement of the policy of {name} allows it")
            } else {
                format!("{name} has no policy that allows it")
            }
        }
    }
}

fn has_documents(explained: &Explained) -> bool {
    let mut layers = explained.decision.layers.iter();
    layers.any(|one| one.has_documents)
}
