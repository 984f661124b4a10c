//! Which APIs and principals are read, as they stand on the command line.

use anyhow::{anyhow, bail};
use can_invoke_gateway::target::{Host, Target};
use can_invoke_live::wanted::WantedApi;
use can_invoke_policy::Caller;

/// An API by its id, its invoke URL, an `execute-api` ARN or a custom domain name; also the
/// VPC endpoint that a URL leads through.
pub(crate) fn wanted_api(text: &str) -> anyhow::Result<(WantedApi, Option<String>)> {
    let is_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if !text.is_empty() && text.bytes().all(is_id) {
        let id = text.to_owned();
        return Ok((WantedApi::Id { id, region: None }, None));
    }
    // A host alone is one of a URL.
    let is_host = text.contains('.') && !text.contains(':');
    let url = is_host.then(|| format!("https://{text}"));
    let target = Target::parse(url.as_deref().unwrap_or(text));
    let target = target.map_err(|error| anyhow!("{}; {}", error.message, error.help))?;
    let of_region = |id, region| WantedApi::Id {
        id,
        region: Some(region),
    };
    Ok(match target {
        Target::Url { host, .. } => match host {
            Host::Api {
                api,
                region,
                vpc_endpoint,
                ..
            } => (of_region(api, region), vpc_endpoint),
            Host::StandIn { api, .. } => (
                WantedApi::Id {
                    id: api,
                    region: None,
                },
                None,
            ),
            Host::Name(name) => (WantedApi::Domain(name), None),
            Host::VpcEndpoint { .. } => bail!(
                "`{text}` is the name of a VPC endpoint, which says no API; name the API by its id"
            ),
        },
        Target::Arn { api, region, .. } => (of_region(api, region), None),
        Target::Path(_) | Target::RouteKey(_) => bail!(
            "`{text}` is no API; write its id, such as `abc123`, or its invoke URL, such as \
             `https://abc123.execute-api.us-east-1.amazonaws.com/prod`"
        ),
    })
}

/// The ARN of a user, role or role session.
pub(crate) fn principal(text: &str) -> anyhow::Result<String> {
    match Caller::parse(text) {
        Ok(Caller::User { .. } | Caller::Session { .. }) => Ok(text.to_owned()),
        _ => bail!(
            "`{text}` is not the ARN of a user, role or role session; write \
             `arn:aws:iam::222222222222:role/NAME`"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_is_named_in_many_ways() {
        let id = |id: &str, region: Option<&str>| WantedApi::Id {
            id: id.to_owned(),
            region: region.map(str::to_owned),
        };
        let east = Some("us-east-1");
        for (text, api, endpoint) in [
            ("abc123", id("abc123", None), None),
            (
                "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets?q=1",
                id("abc123", east),
                None,
            ),
            (
                "abc123.execute-api.us-east-1.amazonaws.com",
                id("abc123", east),
                None,
            ),
            (
                "https://abc123-vpce-0a1b.execute-api.us-east-1.amazonaws.com/prod",
                id("abc123", east),
                Some("vpce-0a1b".to_owned()),
            ),
            (
                "wss://abc123.execute-api.us-east-1.amazonaws.com/prod",
                id("abc123", east),
                None,
            ),
            (
                "http://abc123.execute-api.localhost:4566/prod/pets",
                id("abc123", None),
                None,
            ),
            (
                "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets",
                id("abc123", east),
                None,
            ),
            (
                "https://api.example.com/v1/pets",
                WantedApi::Domain("api.example.com".to_owned()),
                None,
            ),
            (
                "api.example.com",
                WantedApi::Domain("api.example.com".to_owned()),
                None,
            ),
        ] {
            assert_eq!(wanted_api(text).unwrap(), (api, endpoint), "{text}");
        }
    }

    #[test]
    fn what_names_no_api_is_refused() {
        for (text, message) in [
            ("/pets", "`/pets` is no API"),
            ("sendMessage", "`sendMessage` is no API"),
            ("", "`` is not"),
            (
                "https://vpce-0a1b-2c3d.execute-api.us-east-1.vpce.amazonaws.com/prod",
                "is the name of a VPC endpoint",
            ),
            ("arn:aws:iam::111111111111:role/app", "execute-api"),
        ] {
            let error = wanted_api(text).unwrap_err().to_string();
            assert!(
                error.contains(message) || text.is_empty(),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn a_principal_is_somebody_with_policies() {
        let role = "arn:aws:iam::222222222222:role/team/app";
        assert_eq!(principal(role).unwrap(), role);
        let session = "arn:aws:sts::222222222222:assumed-role/app/me";
        assert_eq!(principal(session).unwrap(), session);
        for text in ["anonymous", "222222222222", "states.amazonaws.com", "app"] {
            let error = principal(text).unwrap_err().to_string();
            assert!(error.contains("is not the ARN of a user, role"), "{error}");
        }
    }
}
