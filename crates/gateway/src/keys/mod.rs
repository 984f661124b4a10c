//! Whether a request carries a condition key, from tables.
//!
//! Two tables speak: that of the caller, in `can-invoke-policy`, and that of the call, here.
//! The rule that combines them is [`Presence::and`]: **who knows more wins**, and an unknown
//! takes no knowledge away. No two tables contradict each other, which a test holds.
//! Values are filled in afterwards, and filling in only ever adds knowledge.

mod tables;

use can_invoke_policy::{
    Context,
    keys::{self, CallerKind, Key, Presence},
};

use crate::inventory::{Api, ApiKind, Authorization, EndpointType, Known};

/// Of which requests the keys are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requests {
    /// Who calls; several are asked side by side.
    pub callers: Vec<CallerKind>,
    /// What is called.
    pub callee: Callee,
    /// How the route authorizes; if nobody says, as if it asked for a signature.
    pub authorization: Option<Authorization>,
}

impl Requests {
    /// Whether the request of one of the callers carries a key.
    pub fn presence(&self, key: &Key, caller: CallerKind) -> Presence {
        let authorization = self.authorization.unwrap_or(Authorization::AwsIam);
        presence(key, seen_as(authorization, caller), self.callee)
    }
}

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callee {
    /// An action of a service of which nothing is known.
    AnyService,
    /// A route of an API.
    Api(ApiEndpoint),
    /// `sts:AssumeRole`.
    AssumeRole,
}

/// The kinds of APIs as far as condition keys tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiEndpoint {
    /// A REST API with a regional endpoint.
    RestRegional,
    /// A REST API with an edge-optimized endpoint.
    RestEdge,
    /// A private REST API.
    RestPrivate,
    /// A REST API, and nobody said with which endpoint.
    RestNotKnown,
    /// An HTTP API.
    Http,
    /// A WebSocket API.
    WebSocket,
}

impl ApiEndpoint {
    /// The kind of an API of the inventory.
    pub fn of(api: &Api) -> Self {
        match (api.kind, &api.endpoint) {
            (ApiKind::Http, _) => ApiEndpoint::Http,
            (ApiKind::WebSocket, _) => ApiEndpoint::WebSocket,
            (ApiKind::Rest, Known::Known(EndpointType::Private)) => ApiEndpoint::RestPrivate,
            (ApiKind::Rest, Known::Known(EndpointType::Regional)) => ApiEndpoint::RestRegional,
            (ApiKind::Rest, Known::Known(EndpointType::Edge)) => ApiEndpoint::RestEdge,
            (ApiKind::Rest, Known::NotKnown) => ApiEndpoint::RestNotKnown,
        }
    }

    /// One word for it, the same for people and machines.
    pub fn name(self) -> &'static str {
        match self {
            ApiEndpoint::RestRegional => "rest-regional",
            ApiEndpoint::RestEdge => "rest-edge",
            ApiEndpoint::RestPrivate => "rest-private",
            ApiEndpoint::RestNotKnown => "rest",
            ApiEndpoint::Http => "http",
            ApiEndpoint::WebSocket => "websocket",
        }
    }

    /// How its routes can authorize.
    ///
    /// Source: API Gateway developer guide, `http-api-vs-rest` and
    /// `apigateway-websocket-api-control-access`.
    pub fn authorizations(self) -> &'static [Authorization] {
        use Authorization::{AwsIam, CognitoUserPools, Custom, Jwt, None};
        match self {
            ApiEndpoint::RestRegional
            | ApiEndpoint::RestEdge
            | ApiEndpoint::RestPrivate
            | ApiEndpoint::RestNotKnown => &[None, AwsIam, Custom, CognitoUserPools],
            ApiEndpoint::Http => &[None, AwsIam, Custom, Jwt],
            ApiEndpoint::WebSocket => &[None, AwsIam, Custom],
        }
    }
}

/// Whom policies see: API Gateway reads a signature only where the method asks for one, and
/// any other caller is anonymous to policies, also one with a valid token.
///
/// Source: API Gateway developer guide, `apigateway-resource-policies-aws-condition-keys`
/// (the keys of the principal are for the authorization type IAM only).
pub fn seen_as(authorization: Authorization, caller: CallerKind) -> CallerKind {
    match authorization {
        Authorization::AwsIam => caller,
        Authorization::None
        | Authorization::Custom
        | Authorization::CognitoUserPools
        | Authorization::Jwt => CallerKind::Anonymous,
    }
}

/// Whether a request carries a key: what the table of the caller and that of the call know
/// together.
pub fn presence(key: &Key, caller: CallerKind, callee: Callee) -> Presence {
    key.presence(caller)
        .and(of_call(key.name, caller, callee).unwrap_or(Presence::Unknown))
}

/// Whether only a request through a VPC endpoint, to a private API, can carry a key.
pub(crate) fn is_of_private_apis(name: &str) -> bool {
    let at = |endpoint| of_call(name, CallerKind::Anonymous, Callee::Api(endpoint));
    at(ApiEndpoint::RestRegional) == Some(Presence::Absent)
        && at(ApiEndpoint::RestPrivate) != Some(Presence::Absent)
}

/// Whether a request to any API, by any caller, carries a key.
pub(crate) fn is_always_carried(key: &Key) -> bool {
    CallerKind::ALL.iter().all(|caller| {
        let callee = Callee::Api(ApiEndpoint::RestNotKnown);
        matches!(
            presence(key, *caller, callee),
            Presence::Known | Presence::ValueUnknown
        )
    })
}

/// The context of a request before any value is known.
pub(crate) fn context(caller: CallerKind, callee: Callee) -> Context {
    // A service of which nothing is known may have keys of its own.
    let mut context = if keys::may_carry_others(caller) || callee == Callee::AnyService {
        Context::open()
    } else {
        Context::closed()
    };
    for key in keys::namespaces().chain(keys::all()) {
        let fact = presence(key, caller, callee).fact();
        if key.is_family() {
            context.set_family(key.name, fact);
        } else {
            context.set(key.name, fact);
        }
    }
    context
}

/// What the call tells of a key; `None` if its table has no line for it.
fn of_call(name: &str, caller: CallerKind, callee: Callee) -> Option<Presence> {
    match callee {
        Callee::AnyService => {
            let [any] = line(tables::ANY_SERVICE, name)?;
            Some(any)
        }
        Callee::Api(endpoint) => {
            let [public, private, http, websocket] = line(tables::API, name)?;
            Some(match endpoint {
                ApiEndpoint::RestRegional | ApiEndpoint::RestEdge => public,
                ApiEndpoint::RestPrivate => private,
                ApiEndpoint::RestNotKnown if public == private => public,
                ApiEndpoint::RestNotKnown => Presence::Unknown,
                ApiEndpoint::Http => http,
                ApiEndpoint::WebSocket => websocket,
            })
        }
        Callee::AssumeRole => {
            let [user, others] = line(tables::ASSUME_ROLE, name)?;
            Some(match caller {
                CallerKind::User => user,
                _ => others,
            })
        }
    }
}

/// The line of a key: its own, or that of its family or namespace.
fn line<const COLUMNS: usize>(
    table: &[tables::Line<COLUMNS>],
    name: &str,
) -> Option<[Presence; COLUMNS]> {
    let begins = |start: &str| {
        name.get(..start.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(start))
    };
    table
        .iter()
        .filter(|(known, _)| {
            begins(known) && (known.ends_with([':', '/']) || known.len() == name.len())
        })
        .max_by_key(|(known, _)| known.len())
        .map(|(_, cells)| *cells)
}

#[cfg(test)]
mod tests;
