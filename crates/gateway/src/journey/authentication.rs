//! Who is the caller, as far as the authorization type of the route tells?

use can_invoke_policy::Caller;

use super::{Asked, Flow, Walk, response};
use crate::{
    answer::HopKind,
    explain::explain_invocation,
    inventory::{ApiKind, Authorization, Known, PrincipalRecord, Route},
};

impl Walk {
    /// Authentication and authorization, by the authorization type of the route.
    pub(super) fn authorize(
        &mut self,
        asked: Asked<'_>,
        route: &Route,
        authorization: Authorization,
    ) -> Flow {
        let flow = match authorization {
            Authorization::AwsIam => self.iam(asked),
            Authorization::None => self.open(asked),
            Authorization::Custom => self.lambda_authorizer(asked, route),
            Authorization::CognitoUserPools | Authorization::Jwt => {
                self.token(asked, route, authorization)
            }
        };
        self.unread(asked, authorization);
        flow
    }

    /// What the question says for another authorization type counts for nothing, and that is
    /// told: who says it expects that it counts.
    fn unread(&mut self, asked: Asked<'_>, authorization: Authorization) {
        let carried = &asked.query.carried;
        let is_token = matches!(
            authorization,
            Authorization::CognitoUserPools | Authorization::Jwt
        );
        let is_lambda = authorization == Authorization::Custom;
        let Some(hop) = self
            .hops
            .iter_mut()
            .find(|hop| hop.kind == HopKind::Authentication)
        else {
            return;
        };
        if carried.token.is_some() && !is_token {
            hop.summary.push_str(
                "; the route has no Cognito or JWT authorizer, so what is said of its token counts \
                 for nothing",
            );
        }
        if carried.authorizer.is_some() && !is_lambda {
            hop.summary.push_str(
                "; the route has no Lambda authorizer, so what one answers counts for nothing",
            );
        }
    }

    /// `AWS_IAM`: the signature says who the caller is, then the policies decide.
    pub(super) fn iam(&mut self, asked: Asked<'_>) -> Flow {
        let Asked { call, caller, .. } = asked;
        if matches!(caller, Caller::Service { .. }) {
            return self.service_principal();
        }
        if matches!(caller, Caller::Anonymous | Caller::Federated { .. }) {
            let response = match call.api.kind {
                ApiKind::Http => response::forbidden(),
                ApiKind::Rest | ApiKind::WebSocket => response::missing_token(),
            };
            return self.stop(
                HopKind::Authentication,
                response,
                "the route asks for a Signature Version 4 signature and the caller has none",
            );
        }
        self.signature(asked)?;
        self.pass(HopKind::Authentication, signed_as(caller, asked.record))?;
        let explained = self.decided.clone().unwrap_or_else(|| {
            explain_invocation(asked.inventory, asked.query, call, caller, asked.record)
        });
        self.policies(call, explained)
    }

    /// `NONE`: nobody is authenticated, also if the request is signed.
    fn open(&mut self, asked: Asked<'_>) -> Flow {
        let Asked { call, caller, .. } = asked;
        let who = if *caller == Caller::Anonymous {
            "authorization NONE: the caller is anonymous"
        } else {
            "authorization NONE: API Gateway ignores the signature, the caller is anonymous"
        };
        self.pass(HopKind::Authentication, who)?;
        if call.api.resource_policy == Known::Known(None) {
            return self.pass(
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
        }
        if matches!(caller, Caller::Service { .. }) {
            return self.service_principal();
        }
        let explained = self.decided.clone().unwrap_or_else(|| {
            explain_invocation(asked.inventory, asked.query, call, &Caller::Anonymous, None)
        });
        self.policies(call, explained)
    }

    /// AWS documents a service as a caller for Step Functions only, and with an
    /// authorization of its own.
    fn service_principal(&mut self) -> Flow {
        self.undecided(
            HopKind::Authorization,
            "how API Gateway authorizes an AWS service that calls on its own behalf is not decided \
             yet",
        )
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
