//! Condition keys, for `can-invoke keys`.

use can_invoke_gateway::keys::{Callee, Requests};
use can_invoke_policy::keys;
use serde::Serialize;

use super::VERSION;

/// The answer to `can-invoke keys`: which condition keys requests carry.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Keys {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// The kind of API that is called: `rest-regional`, `rest-edge`, `rest-private`, `rest`,
    /// `http` or `websocket`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    /// The action that is called, if it is not that of a route.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// How the route authorizes, in API Gateway's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
    /// The keys, in the order of AWS's pages.
    pub keys: Vec<Key>,
}

/// A condition key, or a family of keys.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Key {
    /// The name in AWS's spelling; that of a family ends with a slash.
    pub name: String,
    /// `String`, `Arn`, `Numeric`, `Date`, `Bool` or `IpAddress`.
    #[serde(rename = "type")]
    pub value_type: String,
    /// Whether a request can carry several values.
    pub is_multivalued: bool,
    /// Whether the request of each kind of caller carries it.
    pub presence: Vec<PresenceFor>,
    /// The page of AWS that describes the key.
    pub source: String,
}

/// Whether the request of one kind of caller carries a key.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PresenceFor {
    /// `user`, `session`, `federated-user`, `root`, `service`, `anonymous` or `federated`.
    pub caller: String,
    /// Whether the request carries the key.
    pub presence: Presence,
}

/// Whether a request carries a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// It does, and the value follows from caller, API and resource.
    Known,
    /// It does, and somebody must say the value.
    Carried,
    /// It does not.
    Absent,
    /// It may or may not.
    Unknown,
}

impl From<keys::Presence> for Presence {
    fn from(presence: keys::Presence) -> Self {
        match presence {
            keys::Presence::Known => Presence::Known,
            keys::Presence::ValueUnknown => Presence::Carried,
            keys::Presence::Absent => Presence::Absent,
            keys::Presence::Unknown => Presence::Unknown,
        }
    }
}

/// The keys of requests, for machines.
pub fn keys(requests: &Requests) -> Keys {
    Keys {
        version: VERSION,
        api: match requests.callee {
            Callee::Api(endpoint) => Some(endpoint.name().to_owned()),
            Callee::AnyService | Callee::AssumeRole => None,
        },
        action: (requests.callee == Callee::AssumeRole).then(|| "sts:AssumeRole".to_owned()),
        authorization: requests
            .authorization
            .map(|authorization| authorization.name().to_owned()),
        keys: keys::all()
            .map(|key| Key {
                name: key.name.to_owned(),
                value_type: key.value_type.name().to_owned(),
                is_multivalued: key.is_multivalued,
                presence: requests
                    .callers
                    .iter()
                    .map(|caller| PresenceFor {
                        caller: caller.name().to_owned(),
                        presence: requests.presence(key, *caller).into(),
                    })
                    .collect(),
                source: key.source.to_owned(),
            })
            .collect(),
    }
}
