//! May API Gateway call what the route leads to, and is it complete?
//!
//! The authorization is decided by then. Where the integration cannot be called, the verdict
//! stays *allowed*, and the failure says what the client gets all the same.

use std::ops::ControlFlow;

use can_invoke_policy::Verdict;

use super::{Asked, Flow, Walk};
use crate::{
    answer::{Explained, Failure, Hop, HopKind, HopStatus, Remedy, Response},
    integration::{self, Examined, Permission, server_error},
    inventory::{ApiKind, Authorizer, Integration, Known, Route, RouteKey},
    websocket::{CONNECT, DISCONNECT},
};

impl Walk {
    /// The integration of the route that the request meets, if it is known.
    pub(super) fn integration(&mut self, asked: Asked<'_>, route: &Route) -> Flow {
        let kind = asked.call.api.kind;
        let integration = match &route.integration {
            Known::NotKnown => return self.not_known_at_stage(asked, route),
            // Source: API Gateway developer guide,
            // `apigateway-websocket-api-route-keys-connect-disconnect`.
            Known::Known(None) if is_optional(route) => {
                let key = route.key.text();
                let summary = format!("the route {key} has no integration, and needs none");
                return self.pass(HopKind::Integration, summary);
            }
            Known::Known(None) => {
                let summary = format!("the route {} has no integration", route.key.text());
                return self.fails(
                    HopKind::Integration,
                    server_error(kind),
                    summary,
                    None,
                    None,
                );
            }
            Known::Known(Some(integration)) => integration,
        };
        match integration::examine(asked, route, integration) {
            Examined::Incomplete { gaps, response } => {
                let gaps: Vec<String> = gaps.into_iter().map(|gap| gap.text).collect();
                self.fails(HopKind::Integration, response, gaps.join("; "), None, None)
            }
            Examined::Complete {
                leads_to,
                granted,
                permission,
            } => {
                let open = self.grant(asked, granted);
                self.permitted(asked, leads_to, permission, open)?;
                self.mapped(kind, route, integration)
            }
        }
    }

    /// An integration that nobody spoke of is not asked about. One that is said not to be known
    /// may be any, and its failure would be what the client gets.
    fn not_known_at_stage(&mut self, asked: Asked<'_>, route: &Route) -> Flow {
        let call = asked.call;
        let stage = call.api.stage(&call.stage);
        let deployed = stage.and_then(|stage| stage.deployed.as_deref());
        if deployed.is_none_or(|one| one.integrations != Some(Known::NotKnown)) {
            return Flow::Continue(());
        }
        let key = route.key.text();
        let granted = format!("that API Gateway can call what {key} leads to, which is not known");
        self.take_for_granted(asked, HopKind::Integration, granted)
    }

    /// Facts that nobody said: taken for granted or, strictly, open.
    fn grant(&mut self, asked: Asked<'_>, granted: Vec<String>) -> Vec<String> {
        if asked.query.strict {
            return granted;
        }
        self.taken_for_granted.extend(granted);
        Vec::new()
    }

    /// What the permission comes to.
    fn permitted(
        &mut self,
        asked: Asked<'_>,
        leads_to: String,
        permission: Option<Permission>,
        mut open: Vec<String>,
    ) -> Flow {
        let kind = HopKind::Integration;
        let Some(mut permission) = permission else {
            return self.open_or_pass(kind, leads_to, open);
        };
        self.assumptions.append(&mut permission.assumptions);
        let granted = std::mem::take(&mut permission.granted);
        if permission.is_denied() {
            return self.refused(asked, kind, permission);
        }
        open.extend(self.grant(asked, granted));
        open.extend(permission.open.clone());
        let depends = permission.depends();
        let mut parts = vec![leads_to];
        for permit in permission.permits {
            parts.push(decided(&permit.summary, &permit.explained));
            self.gates.push((kind, permit.explained));
        }
        if depends {
            self.hops.push(Hop {
                kind,
                status: HopStatus::Undecided,
                summary: parts.join("; "),
            });
            self.is_in_doubt = true;
            return Flow::Continue(());
        }
        self.open_or_pass(kind, parts.join("; "), open)
    }

    fn open_or_pass(&mut self, kind: HopKind, summary: String, open: Vec<String>) -> Flow {
        if open.is_empty() {
            return self.pass(kind, summary);
        }
        self.doubt(kind, format!("it is not known: {}", open.join("; ")));
        Flow::Continue(())
    }

    /// A policy keeps API Gateway out.
    fn refused(&mut self, asked: Asked<'_>, kind: HopKind, permission: Permission) -> Flow {
        let mut parts = Vec::new();
        let mut log = None;
        for permit in permission.permits {
            parts.push(decided(&permit.summary, &permit.explained));
            log = Some(permit.log.to_owned());
            self.gates.push((kind, permit.explained));
        }
        let response = server_error(asked.call.api.kind);
        self.fails(kind, response, parts.join("; "), log, permission.remedy)
    }

    /// Are the answers declared that the integration maps to?
    fn mapped(&mut self, kind: ApiKind, route: &Route, integration: &Integration) -> Flow {
        let Some(mapped) = integration::invalid_method_response(kind, route, integration) else {
            return Flow::Continue(());
        };
        if let Some(log) = mapped.fails {
            let summary = "API Gateway cannot map the answer of the backend".to_owned();
            let response = server_error(kind);
            return self.fails(HopKind::Response, response, summary, Some(log), None);
        }
        if mapped.remarks.is_empty() {
            return Flow::Continue(());
        }
        self.pass(HopKind::Response, mapped.remarks.join("; "))
    }

    /// The request is authorized, and API Gateway answers with an error all the same.
    fn fails(
        &mut self,
        kind: HopKind,
        response: Response,
        summary: String,
        log: Option<String>,
        remedy: Option<Remedy>,
    ) -> Flow {
        self.failure = Some(Failure {
            hop: kind,
            response: response.clone(),
            reason: summary.clone(),
            log,
            remedy,
        });
        self.hops.push(Hop {
            kind,
            status: HopStatus::Stops(response),
            summary,
        });
        ControlFlow::Break(if self.is_in_doubt {
            Verdict::Depends
        } else {
            Verdict::Allowed
        })
    }

    /// May API Gateway invoke the function of the authorizer? Where it may not, nobody is
    /// authorized, and the client gets a 500.
    ///
    /// Source: API Gateway developer guide, `supported-gateway-response-types`
    /// (`AUTHORIZER_CONFIGURATION_ERROR`).
    pub(super) fn authorizer_function(
        &mut self,
        asked: Asked<'_>,
        authorizer: &Authorizer,
    ) -> Flow {
        let Some(mut permission) = integration::of_authorizer(asked, authorizer) else {
            return Flow::Continue(());
        };
        let kind = HopKind::Authorizer;
        self.assumptions.append(&mut permission.assumptions);
        let granted = std::mem::take(&mut permission.granted);
        let mut open = self.grant(asked, granted);
        if permission.is_denied() && open.is_empty() {
            return match self.refused(asked, kind, permission) {
                // Not a `Deny` of the caller, but nobody lets the request in.
                ControlFlow::Break(_) => ControlFlow::Break(Verdict::ImplicitlyDenied),
                ControlFlow::Continue(()) => ControlFlow::Continue(()),
            };
        }
        open.extend(permission.open.take());
        let depends = permission.depends();
        let mut parts = Vec::new();
        for permit in permission.permits {
            parts.push(decided(&permit.summary, &permit.explained));
            self.gates.push((kind, permit.explained));
        }
        if !open.is_empty() {
            parts.push(format!("it is not known: {}", open.join("; ")));
        }
        if depends || !open.is_empty() {
            self.doubt(kind, parts.join("; "));
        } else if !parts.is_empty() {
            return self.pass(kind, parts.join("; "));
        }
        Flow::Continue(())
    }
}

/// Whether a route may do without an integration: connections open and close all the same.
fn is_optional(route: &Route) -> bool {
    matches!(&route.key, RouteKey::Message(key) if key == CONNECT || key == DISCONNECT)
}

/// A decision in a sentence.
fn decided(summary: &str, explained: &Explained) -> String {
    let outcome = match explained.decision.verdict {
        Verdict::Allowed => "allowed".to_owned(),
        Verdict::Depends => "it depends on facts that were not given".to_owned(),
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => crate::wording::denied(explained),
    };
    format!("{summary}: {outcome}")
}
