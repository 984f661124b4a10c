//! The hops of one request, in order: endpoint, route, authentication, authorization.
//!
//! Source: API Gateway developer guide, `apigateway-authorization-flow` and
//! `supported-gateway-response-types`.

use can_invoke_policy::{Caller, Verdict, message};

use crate::{
    answer::{Explained, Hop, HopKind, HopStatus, Journey, Response},
    explain::explain_invocation,
    inventory::{ApiKind, Authorization, EndpointType, Inventory, Known, PrincipalRecord, Route},
    query::Query,
    target::Call,
    wording,
};

/// Walks the hops of the request as the caller would send it itself.
pub(crate) fn walk(
    inventory: &Inventory,
    query: &Query,
    call: &Call<'_>,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
    met: Option<Option<&Route>>,
) -> Journey {
    let mut walk = Walk::default();
    if let Some(journey) = walk.endpoint(query, call) {
        return journey;
    }
    let route = match met {
        Some(Some(route)) => route,
        Some(None) => return walk.no_route(call),
        None => {
            return walk.undecided(
                HopKind::Route,
                format!(
                    "the inventory does not say which routes API {} has",
                    call.api.id
                ),
            );
        }
    };
    let Some(authorization) = route.authorization.known().copied() else {
        return walk.undecided(
            HopKind::Route,
            format!(
                "the request meets {}, but its authorization type is not known",
                route.key.text()
            ),
        );
    };
    walk.pass(
        HopKind::Route,
        format!(
            "the request meets {} with authorization {}",
            route.key.text(),
            authorization.name()
        ),
    );
    match authorization {
        Authorization::AwsIam => walk.iam(inventory, query, call, caller, record),
        Authorization::None => walk.open(inventory, query, call, caller),
        Authorization::Custom | Authorization::CognitoUserPools | Authorization::Jwt => walk
            .undecided(
                HopKind::Authentication,
                format!(
                    "what a {} authorizer answers is not decided yet",
                    authorization.name()
                ),
            ),
    }
}

#[derive(Default)]
struct Walk {
    hops: Vec<Hop>,
    taken_for_granted: Vec<String>,
}

impl Walk {
    fn pass(&mut self, kind: HopKind, summary: String) {
        self.hops.push(Hop {
            kind,
            status: HopStatus::Passes,
            summary,
        });
    }

    fn stop(mut self, kind: HopKind, response: Response, summary: String) -> Journey {
        self.hops.push(Hop {
            kind,
            status: HopStatus::Stops(response),
            summary,
        });
        Journey {
            verdict: Verdict::ImplicitlyDenied,
            hops: self.hops,
            explained: None,
            undecided: Vec::new(),
            taken_for_granted: self.taken_for_granted,
            assumptions: Vec::new(),
        }
    }

    fn undecided(mut self, kind: HopKind, summary: String) -> Journey {
        self.hops.push(Hop {
            kind,
            status: HopStatus::Undecided,
            summary: summary.clone(),
        });
        Journey {
            verdict: Verdict::Depends,
            hops: self.hops,
            explained: None,
            undecided: vec![summary],
            taken_for_granted: self.taken_for_granted,
            assumptions: Vec::new(),
        }
    }

    fn endpoint(&mut self, query: &Query, call: &Call<'_>) -> Option<Journey> {
        let walk = Walk::default;
        if call.api.kind == ApiKind::WebSocket {
            return Some(walk().undecided(
                HopKind::Endpoint,
                "WebSocket APIs are not decided yet".to_owned(),
            ));
        }
        let endpoint = match &call.api.endpoint {
            Known::Known(EndpointType::Private) => {
                return Some(walk().undecided(
                    HopKind::Endpoint,
                    "private APIs are not decided yet".to_owned(),
                ));
            }
            Known::Known(endpoint) => endpoint.name(),
            Known::NotKnown if call.api.kind == ApiKind::Http => "REGIONAL",
            Known::NotKnown => {
                return Some(walk().undecided(
                    HopKind::Endpoint,
                    format!(
                        "the inventory does not say whether the endpoint of API {} is public",
                        call.api.id
                    ),
                ));
            }
        };
        if let Known::Known(stages) = &call.api.stages
            && !stages.contains(&call.stage)
        {
            return Some(self.no_stage(call, stages));
        }
        if call.api.is_default_endpoint_disabled && call.is_default_endpoint {
            let response = match call.api.kind {
                ApiKind::Http => not_found(),
                ApiKind::Rest | ApiKind::WebSocket => forbidden(),
            };
            return Some(walk().stop(
                HopKind::Endpoint,
                response,
                format!(
                    "the default endpoint of API {} is disabled; only a custom domain name leads \
                     to it",
                    call.api.id
                ),
            ));
        }
        let stage = format!("stage {}", call.stage);
        if call.api.stages == Known::NotKnown {
            let granted = format!("that API {} has a stage {}", call.api.id, call.stage);
            if query.strict {
                return Some(walk().undecided(
                    HopKind::Endpoint,
                    format!("the inventory does not say {granted}"),
                ));
            }
            self.taken_for_granted.push(granted);
        }
        self.pass(
            HopKind::Endpoint,
            format!(
                "{endpoint} {} {}, {stage}{}",
                call.api.kind.name(),
                call.api.id,
                if call.api.is_default_endpoint_disabled {
                    ", through a custom domain name (the default endpoint is disabled)"
                } else {
                    ""
                }
            ),
        );
        None
    }

    fn no_stage(&mut self, call: &Call<'_>, stages: &[String]) -> Journey {
        let summary = format!(
            "API {} has no stage {}; its stages are {}",
            call.api.id,
            call.stage,
            stages.join(", ")
        );
        let response = match call.api.kind {
            ApiKind::Http => not_found(),
            ApiKind::Rest | ApiKind::WebSocket => forbidden(),
        };
        std::mem::take(self).stop(HopKind::Endpoint, response, summary)
    }

    fn no_route(self, call: &Call<'_>) -> Journey {
        let summary = format!(
            "no route of API {} matches {} {}",
            call.api.id, call.method, call.path
        );
        let response = match call.api.kind {
            ApiKind::Http => not_found(),
            ApiKind::Rest | ApiKind::WebSocket => missing_token(),
        };
        self.stop(HopKind::Route, response, summary)
    }

    /// `AWS_IAM`: the signature says who the caller is, then the policies decide.
    fn iam(
        mut self,
        inventory: &Inventory,
        query: &Query,
        call: &Call<'_>,
        caller: &Caller,
        record: Option<&PrincipalRecord>,
    ) -> Journey {
        if matches!(caller, Caller::Service { .. }) {
            return self.service_principal();
        }
        if matches!(caller, Caller::Anonymous | Caller::Federated { .. }) {
            let response = match call.api.kind {
                ApiKind::Http => forbidden(),
                ApiKind::Rest | ApiKind::WebSocket => missing_token(),
            };
            return self.stop(
                HopKind::Authentication,
                response,
                "the route asks for a Signature Version 4 signature and the caller has none"
                    .to_owned(),
            );
        }
        self.pass(HopKind::Authentication, signed_as(caller, record));
        let explained = explain_invocation(inventory, query, call, caller, record);
        self.policies(call, explained)
    }

    /// `NONE`: nobody is authenticated, also if the request is signed.
    fn open(
        mut self,
        inventory: &Inventory,
        query: &Query,
        call: &Call<'_>,
        caller: &Caller,
    ) -> Journey {
        let who = if *caller == Caller::Anonymous {
            "authorization NONE: the caller is anonymous".to_owned()
        } else {
            "authorization NONE: API Gateway ignores the signature, the caller is anonymous"
                .to_owned()
        };
        self.pass(HopKind::Authentication, who);
        if call.api.resource_policy == Known::Known(None) {
            self.pass(
                HopKind::Authorization,
                if call.api.kind == ApiKind::Rest {
                    "the API has no resource policy, so the route is open to everyone".to_owned()
                } else {
                    format!(
                        "{}s have no resource policies, so the route is open to everyone",
                        call.api.kind.name()
                    )
                },
            );
            return Journey {
                verdict: Verdict::Allowed,
                hops: self.hops,
                explained: None,
                undecided: Vec::new(),
                taken_for_granted: self.taken_for_granted,
                assumptions: Vec::new(),
            };
        }
        if matches!(caller, Caller::Service { .. }) {
            return self.service_principal();
        }
        let explained = explain_invocation(inventory, query, call, &Caller::Anonymous, None);
        self.policies(call, explained)
    }

    /// AWS documents a service as a caller for Step Functions only, and with an
    /// authorization of its own.
    fn service_principal(self) -> Journey {
        self.undecided(
            HopKind::Authorization,
            "how API Gateway authorizes an AWS service that calls on its own behalf is not decided \
             yet"
                .to_owned(),
        )
    }

    fn policies(mut self, call: &Call<'_>, explained: Explained) -> Journey {
        let verdict = explained.decision.verdict;
        let summary = wording::summary(call, &explained);
        let status = match verdict {
            Verdict::Allowed => HopStatus::Passes,
            Verdict::Depends => HopStatus::Undecided,
            Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => {
                HopStatus::Stops(denial(call, &explained))
            }
        };
        self.hops.push(Hop {
            kind: HopKind::Authorization,
            status,
            summary,
        });
        Journey {
            verdict,
            hops: self.hops,
            explained: Some(explained),
            undecided: Vec::new(),
            taken_for_granted: self.taken_for_granted,
            assumptions: Vec::new(),
        }
    }
}

fn signed_as(caller: &Caller, record: Option<&PrincipalRecord>) -> String {
    let is_recorded_kind = matches!(caller, Caller::User { .. } | Caller::Session { .. });
    if is_recorded_kind && record.is_none() {
        format!("signed as {caller}, whom the inventory does not know")
    } else {
        format!("signed as {caller} (a valid signature is taken for granted)")
    }
}

fn missing_token() -> Response {
    Response {
        status: 403,
        message: "Missing Authentication Token".to_owned(),
    }
}

fn forbidden() -> Response {
    Response {
        status: 403,
        message: "Forbidden".to_owned(),
    }
}

fn not_found() -> Response {
    Response {
        status: 404,
        message: "Not Found".to_owned(),
    }
}

/// The message of a denial. API Gateway masks the account in the ARN but for its last four
/// digits; HTTP APIs say `Forbidden` and nothing more.
///
/// Source: IAM user guide, `troubleshoot_access-denied`; API Gateway developer guide,
/// `supported-gateway-response-types`.
fn denial(call: &Call<'_>, explained: &Explained) -> Response {
    if call.api.kind == ApiKind::Http {
        return forbidden();
    }
    let account = call.account.as_str();
    let masked_account = match account
        .len()
        .checked_sub(4)
        .and_then(|at| account.get(at..))
    {
        Some(last) => format!("********{last}"),
        None => account.to_owned(),
    };
    let arn = call
        .arn()
        .replacen(&format!(":{account}:"), &format!(":{masked_account}:"), 1);
    let mut request = explained.request.clone();
    request.resource.arn = arn;
    Response {
        status: 403,
        message: message::access_denied(&request, &explained.decision),
    }
}
