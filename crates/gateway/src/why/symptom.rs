//! What was pasted, taken apart: everything that a diagnosis can lean on, as it was said.
//! Nothing here is guessed; what the text does not say is `None`.

use can_invoke_policy::Layer;

use crate::inventory::ApiKind;

/// What a client, a log or a tool said of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Symptom {
    /// The HTTP status code.
    pub status: Option<u16>,
    /// The type of the error, from `x-amzn-errortype` or from an SDK:
    /// `AccessDeniedException`.
    pub error_type: Option<String>,
    /// The operation that the AWS CLI or an SDK was calling: `PostToConnection`.
    pub operation: Option<String>,
    /// The message, or the whole text where no part of it is the message.
    pub message: Option<String>,
    /// `$context.error.responseType`: the type of the gateway response.
    pub response_type: Option<String>,
    /// The denial, if the message is one in the words of IAM.
    pub denial: Option<Denial>,
    /// The header `www-authenticate`.
    pub challenge: Option<String>,
    /// The kinds of APIs that answer so, as far as headers tell.
    pub kinds: Kinds,
    /// Which route of which API.
    pub place: Place,
    /// What stood in the header `Authorization` of the request.
    pub sent: Option<Sent>,
    /// What a log says of the authorizer.
    pub authorizer_error: Option<String>,
    /// What a log says of the integration.
    pub integration_error: Option<String>,
    /// What AWS WAF did: `WAF_ALLOW`, `WAF_BLOCK`.
    pub waf: Option<String>,
    /// `$context.identity`.
    pub identity: Identity,
    /// The id of the request.
    pub request_id: Option<String>,
}

/// A denial in the words of IAM.
///
/// Source: IAM user guide, `troubleshoot_access-denied`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Denial {
    /// Whom it names.
    pub who: Who,
    /// The action.
    pub action: Option<String>,
    /// The resource as written; API Gateway masks the account in it.
    pub resource: Option<String>,
    /// What it says of the reason.
    pub ending: Ending,
}

/// Whom a denial names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// `User: anonymous`.
    Anonymous,
    /// `User: arn:…`, as written.
    Principal(String),
    /// `User is not authorized`: the words for the answer of a Lambda authorizer.
    NotNamed,
}

/// How a denial ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// It says no reason, as older messages do.
    NotSaid,
    /// `because no … policy allows`; the type of policy, if it is one we know.
    Silent(Option<Layer>),
    /// `with an explicit deny`, `in a … policy`.
    Explicit(Option<Layer>),
}

/// Which route of which API, as far as the text says.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The URL.
    pub url: Option<String>,
    /// The host, in lower case.
    pub host: Option<String>,
    /// The API id.
    pub api: Option<String>,
    /// The stage.
    pub stage: Option<String>,
    /// The HTTP method.
    pub method: Option<String>,
    /// The path as a log has it; it may begin with the stage.
    pub path: Option<String>,
    /// The path template or route key that the request met: `/pets/{id}`, `GET /pets`.
    pub route: Option<String>,
}

/// What stood in the header `Authorization`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sent {
    /// A Signature Version 4 signature.
    Signature,
    /// `Bearer …`.
    Bearer,
    /// Something else.
    Other,
    /// The request is shown and has no such header.
    Nothing,
}

/// What a log says of the caller.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The address.
    pub source_ip: Option<String>,
    /// The ARN of the caller that signed.
    pub user_arn: Option<String>,
    /// The id of the VPC.
    pub vpc: Option<String>,
    /// The id of the VPC endpoint.
    pub vpc_endpoint: Option<String>,
}

/// Kinds of APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kinds {
    rest: bool,
    http: bool,
    websocket: bool,
}

impl Default for Kinds {
    /// All of them.
    fn default() -> Self {
        Kinds::ALL
    }
}

impl Kinds {
    /// All of them.
    pub const ALL: Kinds = Kinds::new(true, true, true);
    /// REST APIs.
    pub const REST: Kinds = Kinds::new(true, false, false);
    /// HTTP APIs.
    pub const HTTP: Kinds = Kinds::new(false, true, false);
    /// WebSocket APIs.
    pub const WEBSOCKET: Kinds = Kinds::new(false, false, true);
    /// REST and WebSocket APIs: those whose gateway responses have types.
    pub const REST_OR_WEBSOCKET: Kinds = Kinds::new(true, false, true);
    /// REST and HTTP APIs.
    pub const REST_OR_HTTP: Kinds = Kinds::new(true, true, false);

    const fn new(rest: bool, http: bool, websocket: bool) -> Self {
        Kinds {
            rest,
            http,
            websocket,
        }
    }

    /// Whether a kind is among them.
    pub fn contains(self, kind: ApiKind) -> bool {
        match kind {
            ApiKind::Rest => self.rest,
            ApiKind::Http => self.http,
            ApiKind::WebSocket => self.websocket,
        }
    }

    /// Those that are among both.
    pub fn and(self, other: Kinds) -> Kinds {
        Kinds::new(
            self.rest && other.rest,
            self.http && other.http,
            self.websocket && other.websocket,
        )
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self == Kinds::new(false, false, false)
    }

    /// `REST APIs and WebSocket APIs`.
    pub fn names(self) -> String {
        let kinds = [ApiKind::Rest, ApiKind::Http, ApiKind::WebSocket];
        let names = kinds.into_iter().filter(|kind| self.contains(*kind));
        let names: Vec<String> = names.map(|kind| format!("{}s", kind.name())).collect();
        match names.as_slice() {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }
}

impl Symptom {
    /// Whether it tells of a request that failed, or of anything that we would know what to
    /// say about; a line of a log about a request that went well does not.
    pub fn tells_of_failure(&self) -> bool {
        match self.status {
            Some(status) => status >= 400,
            None => true,
        }
    }

    /// Whether nothing was recognized at all.
    pub fn is_empty(&self) -> bool {
        *self == Symptom::default()
    }

    /// The same without what differs from request to request and decides nothing.
    #[must_use]
    pub fn without_request_id(&self) -> Symptom {
        Symptom {
            request_id: None,
            ..self.clone()
        }
    }

    /// The texts that say what went wrong.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        [
            &self.message,
            &self.authorizer_error,
            &self.integration_error,
        ]
        .into_iter()
        .filter_map(|text| text.as_deref())
    }
}
