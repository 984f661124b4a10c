//! For which hosts a request is signed. Whoever gets a signature can use it for five minutes,
//! so it goes nowhere but to API Gateway, unless somebody says so.

use std::net::IpAddr;

use can_invoke_gateway::target::Host;

/// For whom a request is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A host of API Gateway in a Region.
    Aws {
        /// The Region.
        region: String,
    },
    /// A stand-in of AWS on this machine.
    Local,
    /// Any other host; a custom domain name, if somebody says so.
    Other {
        /// The name, in lower case.
        name: String,
    },
}

/// Why no request is signed for a host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NotSigned {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Destination {
    /// What a host is. `authority` is a host, perhaps with a port.
    pub fn of(authority: &str, host: &Host) -> Self {
        match host {
            Host::Api { region, .. } | Host::VpcEndpoint { region, .. } => Destination::Aws {
                region: region.clone(),
            },
            Host::StandIn { .. } => Destination::Local,
            Host::Name(_) if is_local(authority) => Destination::Local,
            Host::Name(name) => Destination::Other { name: name.clone() },
        }
    }

    /// Refuses what a signature must not be sent to. `is_vouched_for` says that somebody knows
    /// the host: it is a domain name of the inventory, `--api` names what is behind it, or
    /// `--connect-to` says where the request really goes.
    pub fn admit(&self, is_encrypted: bool, is_vouched_for: bool) -> Result<(), NotSigned> {
        match self {
            Destination::Other { name } if !is_vouched_for => Err(NotSigned {
                message: format!(
                    "no request is signed for `{name}`: it is no host of API Gateway, and whoever \
                     gets a signature can use it for five minutes"
                ),
                help: "where it is a custom domain name, name the API behind it with --api, or \
                       give an inventory that knows it; --connect-to sends a request for a host of \
                       API Gateway to another address"
                    .to_owned(),
            }),
            Destination::Aws { .. } | Destination::Other { .. } if !is_encrypted => {
                Err(NotSigned {
                    message: "a signed request is not sent without encryption".to_owned(),
                    help: "write `https://…`".to_owned(),
                })
            }
            _ => Ok(()),
        }
    }

    /// The Region that the host names.
    pub fn region(&self) -> Option<&str> {
        match self {
            Destination::Aws { region } => Some(region),
            Destination::Local | Destination::Other { .. } => None,
        }
    }
}

/// Whether a host is this machine, so that nothing leaves it.
fn is_local(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => authority.split(':').next().unwrap_or(authority),
    };
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let is_loopback = host
        .parse::<IpAddr>()
        .is_ok_and(|address| address.is_loopback());
    is_loopback || host == "localhost" || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(authority: &str) -> Destination {
        let host = Host::read(authority).unwrap_or_else(|| Host::Name(authority.to_owned()));
        Destination::of(authority, &host)
    }

    #[test]
    fn a_signature_goes_to_api_gateway_only() {
        let aws = |region: &str| Destination::Aws {
            region: region.to_owned(),
        };
        for (authority, expected) in [
            (
                "abc123.execute-api.us-east-1.amazonaws.com",
                aws("us-east-1"),
            ),
            (
                "vpce-0a1b-x.execute-api.eu-west-1.vpce.amazonaws.com",
                aws("eu-west-1"),
            ),
            (
                "abc123.execute-api.cn-north-1.amazonaws.com.cn",
                aws("cn-north-1"),
            ),
            ("abc123.execute-api.localhost:4566", Destination::Local),
            ("localhost:8080", Destination::Local),
            ("127.0.0.1:8080", Destination::Local),
            ("[::1]:8080", Destination::Local),
        ] {
            let found = of(authority);
            assert_eq!(found, expected, "{authority}");
            assert_eq!(found.admit(true, false), Ok(()), "{authority}");
        }
        for foreign in [
            "api.example.com",
            "abc123.execute-api.us-east-1.amazonaws.com.example.com",
            "abc123.s3.us-east-1.amazonaws.com",
            "localhost.example.com",
            "10.0.0.1",
        ] {
            let found = of(foreign);
            let refused = found.admit(true, false).expect_err(foreign);
            assert!(
                refused.message.contains("no request is signed"),
                "{refused}"
            );
            assert!(refused.help.contains("--api"), "{}", refused.help);
            assert_eq!(found.admit(true, true), Ok(()), "{foreign}");
            // What is known is still not sent in the clear.
            assert!(found.admit(false, true).is_err(), "{foreign}");
        }
        assert!(
            of("abc123.execute-api.us-east-1.amazonaws.com")
                .admit(false, true)
                .is_err()
        );
        assert_eq!(Destination::Local.admit(false, false), Ok(()));
    }
}
