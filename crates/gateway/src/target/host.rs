//! The host of an invoke URL: a default endpoint, a VPC endpoint, or a custom domain name.
//!
//! Source: API Gateway developer guide, `how-to-call-api` and
//! `apigateway-private-api-test-invoke-url`.

use crate::query::QueryError;

/// Whose host name a URL has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// The default endpoint of an API: `{api}.execute-api.{region}.amazonaws.com`, or
    /// `{api}-{vpce}.execute-api.…` for one VPC endpoint of a private API.
    Api {
        /// The API id.
        api: String,
        /// The id of the VPC endpoint that the name leads to, if it says one.
        vpc_endpoint: Option<String>,
        /// The Region.
        region: String,
        /// Whether the host ends in `.amazonaws.com.cn`.
        is_china: bool,
    },
    /// The own name of a VPC endpoint, `{vpce}-….execute-api.{region}.vpce.amazonaws.com`.
    /// It says no API: a header does.
    VpcEndpoint {
        /// The name.
        name: String,
        /// The id of the VPC endpoint.
        id: String,
        /// The Region.
        region: String,
        /// Whether the host ends in `.amazonaws.com.cn`.
        is_china: bool,
    },
    /// `{api}.execute-api.localhost`: a local stand-in of AWS, which serves the APIs of all
    /// Regions, with or without encryption and at any port.
    StandIn {
        /// The API id.
        api: String,
        /// Scheme, host and port: `http://abc123.execute-api.localhost:4566`.
        origin: String,
    },
    /// Any other name, in lower case; a custom domain name, if it is in the inventory.
    Name(String),
}

impl Host {
    /// Reads the host of a URL with its port. `whole` is the URL, for messages.
    ///
    /// Names of hosts know no case, and one dot may stand at their end. Letters of other
    /// alphabets stay as they are written.
    pub(super) fn parse(authority: &str, whole: &str) -> Result<Host, QueryError> {
        if authority.contains('@') {
            return Err(QueryError::new(
                format!("`{whole}` holds a user name before its host"),
                "leave out what stands before the `@`; the caller is given with --as",
            ));
        }
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        if let Some(api) = api_of_stand_in(host) {
            let scheme = whole.split("://").next().unwrap_or("https");
            let origin = format!("{scheme}://{}", authority.to_ascii_lowercase());
            return Ok(Host::StandIn { api, origin });
        }
        if let Some(port) = port.filter(|port| !matches!(*port, "" | "443")) {
            return Err(QueryError::new(
                format!("`{whole}` names the port `{port}`, and API Gateway answers on 443 only"),
                format!("leave out `:{port}`"),
            ));
        }
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        if host.is_empty() {
            return Err(QueryError::new(
                format!("`{whole}` names no host"),
                "write `https://{api-id}.execute-api.{region}.amazonaws.com/{stage}/{path}`",
            ));
        }
        Ok(of_aws(&host).unwrap_or(Host::Name(host)))
    }

    /// What an authority is, a host perhaps with a port; none for what is no host, or has a port
    /// at which API Gateway does not answer.
    pub fn read(authority: &str) -> Option<Host> {
        Host::parse(authority, &format!("https://{authority}/")).ok()
    }

    /// The id of the VPC endpoint that the name says.
    pub(super) fn vpc_endpoint(&self) -> Option<&str> {
        match self {
            Host::Api { vpc_endpoint, .. } => vpc_endpoint.as_deref(),
            Host::VpcEndpoint { id, .. } => Some(id),
            Host::StandIn { .. } | Host::Name(_) => None,
        }
    }

    /// The name.
    pub(super) fn name(&self) -> String {
        match self {
            Host::Api {
                api,
                vpc_endpoint,
                region,
                is_china,
            } => {
                let endpoint = vpc_endpoint.as_ref().map(|id| format!("-{id}"));
                let suffix = if *is_china { ".cn" } else { "" };
                format!(
                    "{api}{}.execute-api.{region}.amazonaws.com{suffix}",
                    endpoint.unwrap_or_default()
                )
            }
            Host::StandIn { api, .. } => format!("{api}.execute-api.localhost"),
            Host::VpcEndpoint { name, .. } | Host::Name(name) => name.clone(),
        }
    }

    /// The same from a `Host` header; none if it is no host.
    pub(super) fn of_header(value: &str) -> Option<Host> {
        Host::parse(value.trim(), value).ok()
    }
}

/// The API that the host of a local stand-in names. No name below `localhost` leaves the
/// machine.
///
/// Source: RFC 6761, section 6.3.
fn api_of_stand_in(host: &str) -> Option<String> {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let api = host.strip_suffix(".execute-api.localhost")?;
    (!api.is_empty() && !api.contains('.')).then(|| api.to_owned())
}

/// Whether a URL without encryption is that of a local stand-in.
pub(super) fn is_stand_in(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.split(':').next().unwrap_or(authority);
    api_of_stand_in(host).is_some()
}

/// A name that API Gateway gives, of three forms.
fn of_aws(host: &str) -> Option<Host> {
    let (rest, is_china) = match host.strip_suffix(".amazonaws.com.cn") {
        Some(rest) => (rest, true),
        None => (host.strip_suffix(".amazonaws.com")?, false),
    };
    let labels: Vec<&str> = rest.split('.').collect();
    match labels.as_slice() {
        [name, "execute-api", region] if !name.is_empty() && !region.is_empty() => {
            let (api, vpc_endpoint) = match name.split_once("-vpce-") {
                Some((api, id)) => (api, Some(format!("vpce-{id}"))),
                None => (*name, None),
            };
            Some(Host::Api {
                api: api.to_owned(),
                vpc_endpoint,
                region: (*region).to_owned(),
                is_china,
            })
        }
        [name, "execute-api", region, "vpce"] => {
            // `vpce-{id}-{suffix}`, and one more name for each zone.
            let id = name.strip_prefix("vpce-")?.split('-').next()?;
            Some(Host::VpcEndpoint {
                name: host.to_owned(),
                id: format!("vpce-{id}"),
                region: (*region).to_owned(),
                is_china,
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(api: &str, vpc_endpoint: Option<&str>, is_china: bool) -> Host {
        let region = if is_china { "cn-north-1" } else { "us-east-1" };
        Host::Api {
            api: api.to_owned(),
            vpc_endpoint: vpc_endpoint.map(str::to_owned),
            region: region.to_owned(),
            is_china,
        }
    }

    #[test]
    fn hosts() {
        let endpoint = |name: &str| Host::VpcEndpoint {
            name: format!("{name}.execute-api.us-east-1.vpce.amazonaws.com"),
            id: "vpce-0a1b".to_owned(),
            region: "us-east-1".to_owned(),
            is_china: false,
        };
        let name = |name: &str| Host::Name(name.to_owned());
        for (written, expected) in [
            (
                "abc.execute-api.us-east-1.amazonaws.com",
                api("abc", None, false),
            ),
            (
                "ABC.Execute-API.us-east-1.AmazonAWS.com",
                api("abc", None, false),
            ),
            (
                "abc.execute-api.us-east-1.amazonaws.com.",
                api("abc", None, false),
            ),
            (
                "abc.execute-api.us-east-1.amazonaws.com:443",
                api("abc", None, false),
            ),
            (
                "abc.execute-api.cn-north-1.amazonaws.com.cn",
                api("abc", None, true),
            ),
            (
                "abc-vpce-0a1b.execute-api.us-east-1.amazonaws.com",
                api("abc", Some("vpce-0a1b"), false),
            ),
            (
                "vpce-0a1b-x.execute-api.us-east-1.vpce.amazonaws.com",
                endpoint("vpce-0a1b-x"),
            ),
            (
                "vpce-0a1b-x-us-east-1a.execute-api.us-east-1.vpce.amazonaws.com",
                endpoint("vpce-0a1b-x-us-east-1a"),
            ),
            ("API.Example.com", name("api.example.com")),
            // Not what AWS gives: the service is another one.
            (
                "abc.s3.us-east-1.amazonaws.com",
                name("abc.s3.us-east-1.amazonaws.com"),
            ),
            (
                "ABC.execute-api.localhost:4566",
                Host::StandIn {
                    api: "abc".to_owned(),
                    origin: "http://abc.execute-api.localhost:4566".to_owned(),
                },
            ),
            // Names that leave the machine, or name no API.
            (
                "abc.execute-api.localhost.example.com",
                name("abc.execute-api.localhost.example.com"),
            ),
            (
                "a.b.execute-api.localhost",
                name("a.b.execute-api.localhost"),
            ),
            ("bücher.example.com", name("bücher.example.com")),
            ("BÜCHER.example.com", name("bÜcher.example.com")),
        ] {
            let whole = format!("http://{written}/");
            assert_eq!(Host::parse(written, &whole), Ok(expected), "{written}");
        }
    }

    #[test]
    fn hosts_that_are_refused() {
        for (written, said) in [
            ("ann:pw@api.example.com", "user name"),
            ("api.example.com:8443", "443 only"),
            ("", "names no host"),
            (".", "names no host"),
            (":443", "names no host"),
        ] {
            let error = Host::parse(written, written).unwrap_err();
            assert!(error.message.contains(said), "{written}: {}", error.message);
        }
    }
}
