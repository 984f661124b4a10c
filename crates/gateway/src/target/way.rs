//! What the host of a URL leads to: the API of a default endpoint, directly or through a VPC
//! endpoint, or a custom domain name.
//!
//! Source: API Gateway developer guide, `apigateway-private-api-test-invoke-url`: through
//! the own name of a VPC endpoint a `Host` or an `x-apigw-api-id` header names the API.

use super::{Host, Target, domain};
use crate::{
    inventory::Inventory,
    query::{Query, QueryError},
};

/// How a request gets to its API.
pub(super) enum Way<'i> {
    /// Through the default endpoint.
    Default {
        /// The API id.
        api: String,
        /// The Region of the host.
        region: String,
        /// Whether the host ends in `.amazonaws.com.cn`.
        is_china: bool,
    },
    /// Through the name that a local stand-in of AWS gives to the default endpoint.
    StandIn {
        /// The API id.
        api: String,
    },
    /// Through a custom domain name.
    Domain(domain::Mapped<'i>),
    /// The question names the API, and not how the request gets there.
    Said,
}

/// A way, and what else the URL says.
pub(super) struct Reached<'i> {
    pub(super) way: Way<'i>,
    /// The id of the VPC endpoint.
    pub(super) vpc_endpoint: Option<String>,
    /// Scheme and host, where they are not those of the default endpoint.
    pub(super) origin: Option<String>,
}

/// What the host of the question leads to.
pub(super) fn reach<'i>(
    inventory: &'i Inventory,
    query: &Query,
) -> Result<Reached<'i>, QueryError> {
    let asked = query.carried.vpc_endpoint.as_deref();
    let Target::Url { host, path } = &query.target else {
        return Ok(Reached {
            way: Way::Said,
            vpc_endpoint: asked.map(str::to_owned),
            origin: None,
        });
    };
    let vpc_endpoint = match (host.vpc_endpoint(), asked) {
        (Some(of_host), Some(asked)) if of_host != asked => {
            return Err(QueryError::new(
                format!("the URL leads through `{of_host}`, the question says `{asked}`"),
                "say only one of them",
            ));
        }
        (of_host, asked) => of_host.or(asked).map(str::to_owned),
    };
    let by_header;
    let named = match host {
        Host::VpcEndpoint { name, region, .. } => {
            by_header = of_headers(query, name, region)?;
            &by_header
        }
        Host::Api { .. } | Host::StandIn { .. } | Host::Name(_) => host,
    };
    let (way, origin) = match named {
        Host::Name(name) => {
            let is_from_outside = query.carried.is_from_outside;
            let through = vpc_endpoint.as_deref();
            let domain = domain::find(inventory, name, through, is_from_outside)?;
            let (stage, api) = (query.stage.as_deref(), query.api.as_deref());
            let mapped = domain::map(inventory, domain, path, stage, api)?;
            let origin = format!("https://{name}{}", mapped.prefix);
            (Way::Domain(mapped), Some(origin))
        }
        Host::Api {
            api,
            region,
            is_china,
            ..
        } => (
            Way::Default {
                api: api.clone(),
                region: region.clone(),
                is_china: *is_china,
            },
            host.vpc_endpoint()
                .map(|_| format!("https://{}", host.name())),
        ),
        Host::StandIn { api, origin } => (Way::StandIn { api: api.clone() }, Some(origin.clone())),
        Host::VpcEndpoint { name, .. } => return Err(no_header(name)),
    };
    Ok(Reached {
        way,
        vpc_endpoint,
        origin,
    })
}

/// The host that the headers of a request to the own name of a VPC endpoint mean.
fn of_headers(query: &Query, name: &str, region: &str) -> Result<Host, QueryError> {
    let header = |wanted: &str| {
        let mut headers = query.carried.headers.iter();
        headers
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim())
    };
    // Clients that are told nothing else send the host of the URL.
    let host = header("host")
        .and_then(Host::of_header)
        .filter(|host| !matches!(host, Host::VpcEndpoint { .. }));
    let id = header("x-apigw-api-id").filter(|id| !id.is_empty());
    match (host, id) {
        (Some(Host::Api { api, .. }), Some(id)) if api != id => Err(QueryError::new(
            format!("the header `Host` names the API `{api}`, `x-apigw-api-id` the API `{id}`"),
            "send only one of them",
        )),
        (Some(Host::Name(host)), Some(id)) => Err(QueryError::new(
            format!("the header `Host` names `{host}`, `x-apigw-api-id` the API `{id}`"),
            "send only one of them",
        )),
        (Some(Host::Api { region: other, .. }), None) if other != region => Err(QueryError::new(
            format!("the URL names the Region `{region}`, the header `Host` the Region `{other}`"),
            "a VPC endpoint leads to APIs of its own Region only",
        )),
        (Some(Host::StandIn { api, .. }), _) => Err(QueryError::new(
            format!("the header `Host` names the API `{api}` of a local stand-in"),
            "a VPC endpoint leads to APIs of AWS only",
        )),
        (Some(host), None) => Ok(host),
        (_, Some(id)) => Ok(Host::Api {
            api: id.to_owned(),
            vpc_endpoint: None,
            region: region.to_owned(),
            is_china: name.ends_with(".cn"),
        }),
        (None, None) => Err(no_header(name)),
    }
}

fn no_header(name: &str) -> QueryError {
    QueryError::new(
        format!("`{name}` is the name of a VPC endpoint, which does not say which API is meant"),
        "give the header `Host: {api-id}.execute-api.{region}.amazonaws.com` or `x-apigw-api-id: \
         {api-id}`",
    )
}
