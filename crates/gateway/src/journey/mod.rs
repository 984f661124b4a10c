//! The hops of one request, in order.
//!
//! Source: API Gateway developer guide, `apigateway-authorization-flow` and
//! `supported-gateway-response-types`. Where AWS leaves the order open, the verdict does not
//! turn on it, only which answer the client sees.

mod api_key;
mod authentication;
mod authorization;
pub(crate) mod authorizer;
mod behind;
mod endpoint;
mod entrance;
pub(crate) mod identity;
mod integration;
mod mutual_tls;
mod network;
mod private;
pub(crate) mod response;
mod route;
mod signature;
mod token;
mod waf;
mod websocket;

pub(crate) use behind::{behind, once_allowed};

use std::ops::ControlFlow;

use can_invoke_policy::{Assumption, Caller, Verdict};

pub(crate) use entrance::Entrance;
pub(crate) use network::gates_of_session;
pub(crate) use private::{layers_of_resource_policy, with_resource_policy};

use crate::{
    answer::{Explained, Failure, Hop, HopKind, HopStatus, Journey, Response},
    inventory::{Inventory, PrincipalRecord, Route},
    not_readable,
    query::Query,
    target::Call,
};

/// One request on its way, and what is known around it.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// Everything known.
    pub(crate) inventory: &'a Inventory,
    /// The question.
    pub(crate) query: &'a Query,
    /// What is called.
    pub(crate) call: &'a Call<'a>,
    /// Who calls.
    pub(crate) caller: &'a Caller,
    /// What the inventory says of the caller.
    pub(crate) record: Option<&'a PrincipalRecord>,
    /// Through which VPC endpoint, if through one.
    pub(crate) entrance: Entrance<'a>,
}

/// Walks the hops of the request as the caller would send it itself. `met` is the route
/// that it meets: nothing if the routes are not known, and no route if it meets none.
pub(crate) fn walk(asked: Asked<'_>, met: Option<Option<&Route>>) -> Journey {
    Walk::default().journey(asked, met)
}

/// Walks the hops of the request as the session of a role would send it, whose decision by
/// policies, those of the network among them, is taken already.
pub(crate) fn walk_of_session(
    asked: Asked<'_>,
    met: Option<Option<&Route>>,
    decided: Explained,
) -> Journey {
    let walk = Walk {
        decided: Some(decided),
        ..Walk::default()
    };
    walk.journey(asked, met)
}

/// Whether the request goes on, or the verdict.
type Flow = ControlFlow<Verdict>;

/// What has been seen on the way.
#[derive(Default)]
struct Walk {
    /// The decision of the policies on the session of a role, which is taken before: what the
    /// session carries is known to who assumed the role.
    decided: Option<Explained>,
    hops: Vec<Hop>,
    explained: Option<Explained>,
    gates: Vec<(HopKind, Explained)>,
    is_authorizer_asked: bool,
    /// Whether a hop could not be decided and the request was followed all the same: a later
    /// hop that stops it stops it in any case.
    is_in_doubt: bool,
    undecided: Vec<String>,
    taken_for_granted: Vec<String>,
    assumptions: Vec<Assumption>,
    failure: Option<Failure>,
}

impl Walk {
    fn journey(mut self, asked: Asked<'_>, met: Option<Option<&Route>>) -> Journey {
        let verdict = match self.hops(asked, met) {
            ControlFlow::Break(verdict) => verdict,
            ControlFlow::Continue(()) if self.is_in_doubt => Verdict::Depends,
            ControlFlow::Continue(()) => Verdict::Allowed,
        };
        Journey {
            verdict,
            hops: self.hops,
            explained: self.explained,
            gates: self.gates,
            is_authorizer_asked: self.is_authorizer_asked,
            undecided: self.undecided,
            taken_for_granted: self.taken_for_granted,
            assumptions: self.assumptions,
            failure: self.failure,
        }
    }

    fn hops(&mut self, asked: Asked<'_>, met: Option<Option<&Route>>) -> Flow {
        self.endpoint(asked)?;
        self.waf(asked)?;
        self.vpc_endpoint_policy(asked, met.flatten())?;
        self.domain_policy(asked, met.flatten())?;
        self.served(asked)?;
        if let Some(called) = &asked.call.websocket {
            return self.web_socket(asked, called, met);
        }
        let (route, authorization) = self.route(asked, met)?;
        self.mandatory_policy(asked, authorization)?;
        self.authorize(asked, route, authorization)?;
        self.api_key(asked, route)?;
        self.integration(asked, route)
    }

    /// What the stage serves could not be read, and is taken to be what the API holds.
    fn served(&mut self, asked: Asked<'_>) -> Flow {
        let stage = &asked.call.stage;
        let Some(part) = not_readable::of_stage(asked.inventory, asked.call) else {
            return Flow::Continue(());
        };
        let granted = format!("that stage {stage} serves the {part} that the API holds now");
        self.take_for_granted(asked, HopKind::Route, granted)
    }

    /// The request passes a hop.
    fn pass(&mut self, kind: HopKind, summary: impl Into<String>) -> Flow {
        self.hops.push(Hop {
            kind,
            status: HopStatus::Passes,
            summary: summary.into(),
        });
        Flow::Continue(())
    }

    /// A hop stops the request, and it is not a `Deny` of a policy that does.
    fn stop(&mut self, kind: HopKind, response: Response, summary: impl Into<String>) -> Flow {
        self.stop_as(Verdict::ImplicitlyDenied, kind, response, summary)
    }

    /// A hop stops the request with one of the two denials.
    fn stop_as(
        &mut self,
        verdict: Verdict,
        kind: HopKind,
        response: Response,
        summary: impl Into<String>,
    ) -> Flow {
        self.hops.push(Hop {
            kind,
            status: HopStatus::Stops(response),
            summary: summary.into(),
        });
        Flow::Break(verdict)
    }

    /// A hop cannot be decided, and what comes behind it cannot be followed.
    fn undecided(&mut self, kind: HopKind, summary: impl Into<String>) -> Flow {
        self.doubt(kind, summary);
        Flow::Break(Verdict::Depends)
    }

    /// A hop cannot be decided; the request is followed further, as a later hop may stop it
    /// in any case.
    fn doubt(&mut self, kind: HopKind, summary: impl Into<String>) {
        let summary = summary.into();
        self.hops.push(Hop {
            kind,
            status: HopStatus::Undecided,
            summary: summary.clone(),
        });
        self.undecided.push(summary);
        self.is_in_doubt = true;
    }

    /// Nobody said this, and the verdict can stand without it; strictly it depends on it.
    fn take_for_granted(
        &mut self,
        asked: Asked<'_>,
        kind: HopKind,
        granted: impl Into<String>,
    ) -> Flow {
        let granted = granted.into();
        if asked.query.strict {
            self.doubt(kind, format!("nobody said {granted}"));
        } else {
            self.taken_for_granted.push(granted);
        }
        Flow::Continue(())
    }

    /// A hop is decided by policies, and another hop decides on the whole.
    fn gate(
        &mut self,
        kind: HopKind,
        explained: Explained,
        response: Response,
        summary: impl Into<String>,
    ) -> Flow {
        let verdict = explained.decision.verdict;
        let summary = summary.into();
        self.gates.push((kind, explained));
        match verdict {
            Verdict::Allowed => self.pass(kind, summary),
            Verdict::Depends => {
                self.hops.push(Hop {
                    kind,
                    status: HopStatus::Undecided,
                    summary,
                });
                self.is_in_doubt = true;
                Flow::Continue(())
            }
            denied => self.stop_as(denied, kind, response, summary),
        }
    }
}
