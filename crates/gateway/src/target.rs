//! From an invoke URL, an `execute-api` ARN or a path to one call of one API.
//!
//! Source: API Gateway developer guide, `how-to-call-api` and
//! `api-gateway-control-access-using-iam-policies-to-invoke-api`.

mod domain;
mod host;
mod mistakes;
mod way;

use can_invoke_policy::Arn;
use can_invoke_source::words::enumerate;

pub(crate) use domain::probable as probable_mapping;
pub use host::Host;
pub(crate) use mistakes::{METHODS, not_a_target, rivals};
use way::{Reached, Way, reach};

use crate::{
    inventory::{Api, ApiKind, DomainName, Inventory, Known},
    not_readable,
    query::{Query, QueryError},
    websocket::{self, WebSocketCall},
};

/// What a question is about, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// `https://{api}.execute-api.{region}.amazonaws.com/{stage}/{path}`, of a WebSocket API
    /// also `wss://…/{stage}`; or the URL of a VPC endpoint, of a custom domain name or of a
    /// local stand-in of AWS, which may be without encryption.
    Url {
        /// Whose name the host is.
        host: Host,
        /// Everything after the host, query string left out; begins with a slash.
        path: String,
    },
    /// `arn:aws:execute-api:{region}:{account}:{api}/{stage}/{METHOD}/{path}`.
    Arn {
        /// The partition.
        partition: String,
        /// The Region.
        region: String,
        /// The account id.
        account: String,
        /// The API id.
        api: String,
        /// The stage.
        stage: String,
        /// The method.
        method: String,
        /// The path, with its leading slash.
        path: String,
    },
    /// A path; API and stage are given apart.
    Path(String),
    /// The key of a route of a WebSocket API: `$connect`, `sendmessage`; API and stage are
    /// given apart.
    RouteKey(String),
}

/// One call of one API.
#[derive(Clone, Debug, PartialEq)]
pub struct Call<'i> {
    /// The API.
    pub api: &'i Api,
    /// The account that owns it.
    pub account: String,
    /// Its Region.
    pub region: String,
    /// The stage.
    pub stage: String,
    /// The method, in upper case.
    pub method: String,
    /// The path as API Gateway reads it, with its leading slash, without stage and query
    /// string.
    pub path: String,
    /// The same as it is sent.
    pub sent_path: String,
    /// Whether the question names the default endpoint, by its URL; also where the URL is
    /// that of a VPC endpoint and a header names the API.
    pub is_default_endpoint: bool,
    /// The custom domain name that the URL has.
    pub domain: Option<&'i DomainName>,
    /// Whether no base path of that domain name fits, so that the request ends there. The
    /// API is then the one that was probably meant.
    pub is_unmapped: bool,
    /// The id of the VPC endpoint that the request comes through, as the URL or the question
    /// says.
    pub vpc_endpoint: Option<String>,
    /// What stands before the path in the URL that was asked, where it is not that of the
    /// default endpoint: `https://api.example.com/v1`.
    pub origin: Option<String>,
    /// What is called of a WebSocket API; nothing for other APIs.
    pub websocket: Option<WebSocketCall>,
}

impl Target {
    /// Reads a target.
    pub fn parse(text: &str) -> Result<Target, QueryError> {
        if text.starts_with('/') {
            return Ok(Target::Path(without_query(text).to_owned()));
        }
        if text.starts_with("arn:") {
            return parse_arn(text);
        }
        for scheme in ["https://", "wss://"] {
            if let Some(rest) = text.strip_prefix(scheme) {
                return parse_url(rest, text);
            }
        }
        for scheme in ["http://", "ws://"] {
            if let Some(rest) = text
                .strip_prefix(scheme)
                .filter(|rest| host::is_stand_in(rest))
            {
                return parse_url(rest, text);
            }
        }
        if is_route_key(text) {
            return Ok(Target::RouteKey(text.to_owned()));
        }
        Err(not_a_target(text))
    }
}

/// Whether a text has the form of a route key of a WebSocket API. AWS forbids few characters;
/// a key with others is asked about by its ARN.
fn is_route_key(text: &str) -> bool {
    let key = text.strip_prefix('$').unwrap_or(text);
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !key.is_empty() && key.bytes().all(fits)
}

fn without_query(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or(path)
}

fn parse_url(rest: &str, whole: &str) -> Result<Target, QueryError> {
    let (host, path) = match rest.find(['/', '?', '#']) {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    };
    let host = Host::parse(host, whole)?;
    let path = without_query(path);
    Ok(Target::Url {
        host,
        path: if path.is_empty() { "/" } else { path }.to_owned(),
    })
}

fn parse_arn(text: &str) -> Result<Target, QueryError> {
    let refuse = |message: String| {
        QueryError::new(
            message,
            "write `arn:aws:execute-api:{region}:{account-id}:{api-id}/{stage}/{METHOD}/{path}`",
        )
    };
    let arn = Arn::parse(text);
    let Some(arn) = arn.filter(|arn| arn.service == "execute-api") else {
        let service = Arn::parse(text).map(|arn| arn.service);
        return Err(mistakes::not_execute_api(text, service));
    };
    if text.contains(['*', '?']) {
        return Err(refuse(format!(
            "`{text}` holds a wildcard, but one call is asked about"
        )));
    }
    let mut parts = arn.resource.splitn(4, '/');
    let parts = (parts.next(), parts.next(), parts.next(), parts.next());
    if let (Some(api), Some(stage), ..) = parts
        && let Some(error) = mistakes::without_stage(text, api, stage)
    {
        return Err(error);
    }
    match parts {
        (Some(api), Some(stage), Some(method), path)
            if !api.is_empty() && !stage.is_empty() && !method.is_empty() =>
        {
            Ok(Target::Arn {
                partition: arn.partition.to_owned(),
                region: arn.region.to_owned(),
                account: arn.account.to_owned(),
                api: api.to_owned(),
                stage: stage.to_owned(),
                method: method.to_owned(),
                path: format!("/{}", path.unwrap_or_default()),
            })
        }
        _ => Err(refuse(format!("`{text}` names no stage and method"))),
    }
}

impl Call<'_> {
    /// The ARN that policies are matched against: the concrete path, never the template;
    /// the account of the owner, never of the caller.
    pub fn arn(&self) -> String {
        self.arn_with(&self.tail())
    }

    /// The ARN with something else behind the stage.
    pub(crate) fn arn_with(&self, tail: &str) -> String {
        format!(
            "arn:{}:execute-api:{}:{}:{}/{}/{tail}",
            self.api.partition, self.region, self.account, self.api.id, self.stage
        )
    }

    /// The URL that was asked, or the invoke URL on the default endpoint.
    pub fn url(&self) -> String {
        let is_route = matches!(self.websocket, Some(WebSocketCall::Route(_)));
        if let Some(origin) = &self.origin {
            return match origin.strip_prefix("https") {
                Some(rest) if is_route && !self.is_unmapped => format!("wss{rest}"),
                _ => format!("{origin}{}", self.sent_path),
            };
        }
        let suffix = if self.api.partition == "aws-cn" {
            ".cn"
        } else {
            ""
        };
        let stage = if self.stage == "$default" {
            String::new()
        } else {
            format!("/{}", self.stage)
        };
        let (scheme, path) = match &self.websocket {
            Some(WebSocketCall::Route(_)) => ("wss", ""),
            Some(WebSocketCall::Connections(_)) | None => ("https", self.sent_path.as_str()),
        };
        format!(
            "{scheme}://{}.execute-api.{}.amazonaws.com{suffix}{stage}{path}",
            self.api.id, self.region
        )
    }
}

/// Finds the API of a question and takes the question apart.
pub fn resolve<'i>(inventory: &'i Inventory, query: &Query) -> Result<Call<'i>, QueryError> {
    let Reached {
        way,
        vpc_endpoint,
        origin,
    } = reach(inventory, query)?;
    let named = match (&way, &query.target) {
        (Way::Domain(mapped), _) => Some(mapped.api.id.as_str()),
        (Way::Default { api, .. } | Way::StandIn { api }, _) => Some(api.as_str()),
        (Way::Said, Target::Arn { api, .. }) => Some(api.as_str()),
        (Way::Said, _) => query.api.as_deref(),
    };
    if let (Some(named), Some(option)) = (named, query.api.as_deref())
        && named != option
    {
        return Err(QueryError::new(
            format!("the target names the API `{named}`, --api the API `{option}`"),
            "leave out --api",
        ));
    }
    let api = match &query.target {
        Target::RouteKey(key) => websocket::api_of_key(inventory, query, key)?,
        _ => find_api(inventory, named, query)?,
    };
    let (region, account) = match (&way, &query.target) {
        // A domain name is in the account and the Region of its APIs.
        (Way::Domain(mapped), _) => (mapped.domain.region.known(), mapped.domain.account.known()),
        (
            Way::Default {
                region, is_china, ..
            },
            _,
        ) => {
            if *is_china != (api.partition == "aws-cn") {
                return Err(other_partition(api));
            }
            (Some(region), None)
        }
        (
            Way::Said,
            Target::Arn {
                region,
                account,
                partition,
                ..
            },
        ) => {
            if *partition != api.partition {
                return Err(other_partition(api));
            }
            (Some(region), Some(account))
        }
        (Way::Said | Way::StandIn { .. }, _) => (None, None),
    };
    let region = agree(api, &api.region, region, "Region", &query.target)?;
    let account = agree(api, &api.account, account, "account", &query.target)?;
    let (stage, path) = match &way {
        Way::Domain(mapped) => (mapped.stage.clone(), mapped.path.clone()),
        Way::Default { .. } | Way::StandIn { .. } | Way::Said => stage_and_path(api, query)?,
    };
    if let Some(option) = &query.stage
        && *option != stage
    {
        return Err(QueryError::new(
            format!("the target names the stage `{stage}`, --stage the stage `{option}`"),
            "leave out --stage",
        ));
    }
    let origin = origin.map(|origin| match &way {
        Way::Default { .. } | Way::StandIn { .. } if stage != "$default" => {
            format!("{origin}/{stage}")
        }
        _ => origin,
    });
    let is_default_endpoint = matches!(way, Way::Default { .. } | Way::StandIn { .. });
    let domain = match &way {
        Way::Domain(mapped) => Some(mapped.domain),
        Way::Default { .. } | Way::StandIn { .. } | Way::Said => None,
    };
    let is_unmapped = matches!(&way, Way::Domain(mapped) if mapped.is_unmapped);
    if api.kind == ApiKind::WebSocket {
        let asked = websocket::read(api, query, &path, is_unmapped)?;
        return Ok(Call {
            api,
            account,
            region,
            stage,
            method: asked.method,
            sent_path: asked.path.clone(),
            path: asked.path,
            is_default_endpoint,
            domain,
            is_unmapped,
            vpc_endpoint,
            origin,
            websocket: Some(asked.called),
        });
    }
    let method = match (&query.target, &query.method) {
        (Target::Arn { method, .. }, Some(given)) if !method.eq_ignore_ascii_case(given) => {
            return Err(QueryError::new(
                format!("the ARN names the method `{method}`, the command `{given}`"),
                "leave one of them out",
            ));
        }
        (Target::Arn { method, .. }, _) => method,
        (_, Some(method)) => method,
        (_, None) => {
            return Err(QueryError::new(
                "no method is given",
                "write it before the target: `GET https://…`",
            ));
        }
    };
    let is_method = METHODS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(method));
    if !is_method {
        return Err(mistakes::not_a_method(method));
    }
    Ok(Call {
        api,
        account,
        region,
        stage,
        method: method.to_ascii_uppercase(),
        sent_path: path.clone(),
        path,
        is_default_endpoint,
        domain,
        is_unmapped,
        vpc_endpoint,
        origin,
        websocket: None,
    })
}

fn other_partition(api: &Api) -> QueryError {
    QueryError::new(
        format!(
            "API `{}` is in the partition `{}`, the target names another",
            api.id, api.partition
        ),
        "correct the target, or `region` and `partition` of the API in the inventory",
    )
}

fn find_api<'i>(
    inventory: &'i Inventory,
    named: Option<&str>,
    query: &Query,
) -> Result<&'i Api, QueryError> {
    match (named, inventory.apis.as_slice()) {
        (_, []) => Err(named
            .map_or_else(
                || not_readable::of_apis(inventory),
                |named| not_readable::of_api(inventory, named),
            )
            .unwrap_or_else(|| {
                QueryError::new(
                    "the inventory holds no API",
                    "give a file with `apis:`, or the output of `aws apigateway get-rest-api`",
                )
            })),
        (Some(named), apis) => apis
            .iter()
            .find(|api| api.id == named)
            .ok_or_else(|| mistakes::unknown_api(inventory, named)),
        (None, [only]) => Ok(only),
        (None, _) => Err(mistakes::several_apis(inventory, query)),
    }
}

/// What the inventory and the target say must not differ, and one of them must say it.
fn agree(
    api: &Api,
    known: &Known<String>,
    named: Option<&String>,
    what: &str,
    target: &Target,
) -> Result<String, QueryError> {
    match (known, named) {
        (Known::Known(known), Some(named)) if known != named => {
            Err(mistakes::other_place(api, what, named, target))
        }
        (Known::Known(known), _) => Ok(known.clone()),
        (Known::NotKnown, Some(named)) => Ok(named.clone()),
        (Known::NotKnown, None) => Err(QueryError::new(
            format!(
                "the inventory does not say which {what} API `{}` has",
                api.id
            ),
            format!(
                "add `{}:` to the API, or ask with its full ARN",
                what.to_ascii_lowercase()
            ),
        )),
    }
}

fn stage_and_path(api: &Api, query: &Query) -> Result<(String, String), QueryError> {
    let known = api.stages.known().map(Vec::as_slice);
    let has_default =
        known.is_some_and(|stages| stages.iter().any(|stage| stage.name == "$default"));
    let (stage, path) = match &query.target {
        Target::Arn { stage, path, .. } => (stage.clone(), path.clone()),
        Target::Path(_) | Target::RouteKey(_) => {
            let path = match &query.target {
                Target::Path(path) => path.as_str(),
                _ => "/",
            };
            let stage = match (&query.stage, known) {
                (Some(stage), _) => stage.clone(),
                (None, Some([only])) => only.name.clone(),
                (None, _) if has_default => "$default".to_owned(),
                (None, _) => {
                    return Err(QueryError::new(
                        format!("it is not clear which stage of API `{}` is meant", api.id),
                        match api.stage_names().as_deref() {
                            Some(names @ [_, ..]) => {
                                format!("add --stage with one of {}", enumerate(names))
                            }
                            _ => "add --stage".to_owned(),
                        },
                    ));
                }
            };
            return Ok((stage, path.to_owned()));
        }
        Target::Url { path, .. } => {
            let mut segments = path.splitn(3, '/');
            segments.next();
            let first = segments.next().unwrap_or_default();
            let rest = format!("/{}", segments.next().unwrap_or_default());
            let names_stage =
                known.is_some_and(|stages| stages.iter().any(|stage| stage.name == first));
            match api.kind {
                ApiKind::Http if !names_stage => match (known, &query.stage) {
                    (Some(_), _) => ("$default".to_owned(), path.clone()),
                    (None, Some(stage)) if stage == "$default" => (stage.clone(), path.clone()),
                    (None, Some(stage)) if stage == first => (stage.clone(), rest),
                    (None, Some(stage)) => {
                        return Err(QueryError::new(
                            format!("the URL does not begin with the stage `{stage}`"),
                            format!("write `/{stage}/…` behind the host, or `--stage '$default'`"),
                        ));
                    }
                    (None, None) => {
                        return Err(QueryError::new(
                            format!(
                                "the inventory does not say which stages API `{}` has, so it is \
                                 not clear whether `{first}` is one",
                                api.id
                            ),
                            "add --stage (`$default` for the stage without a path)",
                        ));
                    }
                },
                _ if first.is_empty() => {
                    return Err(QueryError::new(
                        format!("the URL names no stage of API `{}`", api.id),
                        "write `https://{api-id}.execute-api.{region}.amazonaws.com/{stage}/{path}`",
                    ));
                }
                _ => (first.to_owned(), rest),
            }
        }
    };
    Ok((stage, path))
}
