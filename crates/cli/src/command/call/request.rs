//! The request that the command line says, and the question that is the same.

use std::{io::Read as _, path::Path};

use anyhow::Context as _;
use can_invoke_gateway::{
    Inventory, Query,
    carried::parse_header,
    query::QueryError,
    role_path::DEFAULT_SESSION_NAME,
    target::{Host, Target},
};
use can_invoke_live::send::{Destination, MOST_BODY, NotSigned, Outgoing};
use can_invoke_policy::Caller;
use can_invoke_source::Limits;

use crate::{arguments::CallOptions, input::read_bounded};

/// A request before it is signed.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) outgoing: Outgoing,
    /// Whose name the host is that the request is signed for.
    pub(super) host: Host,
    pub(super) destination: Destination,
    headers: Vec<(String, String)>,
}

/// Puts the request together.
pub(super) fn asked(options: &CallOptions, body: Vec<u8>) -> Result<Asked, QueryError> {
    let url = options.url.as_str();
    if url.starts_with("wss:") || url.starts_with("ws:") {
        return Err(QueryError::new(
            format!("`{url}` is opened as a connection, which this command does not do"),
            "`can-invoke check` says whether the connection is allowed; the callback URL \
             `https://…/@connections/ID` can be called",
        ));
    }
    let Some((scheme @ ("https" | "http"), _)) = url.split_once("://") else {
        return Err(QueryError::new(
            format!("`{url}` is not a URL that can be called"),
            "write `https://{api-id}.execute-api.{region}.amazonaws.com/{stage}/{path}`",
        ));
    };
    let headers: Result<Vec<_>, QueryError> = options
        .header
        .iter()
        .map(|text| parse_header(text))
        .collect();
    let headers = headers?;
    let outgoing = Outgoing::new(&options.method, url, &headers, body)
        .map_err(|error| QueryError::new(error.message, "see `can-invoke call --help`"))?;
    let authority = outgoing.host();
    // A host that is none of API Gateway's is taken by its name, whatever its port.
    let host = Host::read(&authority).unwrap_or_else(|| {
        let name = authority.split(':').next().unwrap_or(&authority);
        Host::Name(name.to_ascii_lowercase())
    });
    let host = match host {
        Host::StandIn { api, .. } => Host::StandIn {
            api,
            origin: format!("{scheme}://{}", authority.to_ascii_lowercase()),
        },
        other => other,
    };
    Ok(Asked {
        destination: Destination::of(&authority, &host),
        outgoing,
        host,
        headers,
    })
}

impl Asked {
    /// Refuses to sign for whoever is not API Gateway.
    pub(super) fn admit(
        &self,
        options: &CallOptions,
        inventory: Option<&Inventory>,
    ) -> Result<(), NotSigned> {
        let is_known = |name: &str| {
            let mut domains = inventory.into_iter().flat_map(|known| &known.domain_names);
            domains.any(|domain| is_of_domain(name, &domain.name))
        };
        let is_of_inventory = matches!(&self.host, Host::Name(name) if is_known(name));
        let is_elsewhere = options.connect_to.is_some();
        let is_encrypted = self.outgoing.url.scheme_str() == Some("https") || is_elsewhere;
        self.destination.admit(
            is_encrypted,
            options.api.is_some() || is_elsewhere || is_of_inventory,
        )
    }

    /// The same as a question. What is not passed to `sts:AssumeRole` is known to be missing.
    pub(super) fn query(
        &self,
        options: &CallOptions,
        caller: Caller,
        inventory: Option<&Inventory>,
    ) -> Result<Query, QueryError> {
        let path = self.outgoing.url.path().to_owned();
        let is_known = |name: &str| {
            let mut domains = inventory.into_iter().flat_map(|known| &known.domain_names);
            domains.any(|domain| is_of_domain(name, &domain.name))
        };
        let target = match &self.host {
            // A name of which nothing is known but which API is behind it.
            Host::Name(name) if options.api.is_some() && !is_known(name) => Target::Path(path),
            host => Target::Url {
                host: host.clone(),
                path,
            },
        };
        let mut query = Query::new(caller, Some(&options.method), target);
        query.api.clone_from(&options.api);
        query.stage.clone_from(&options.stage);
        query.carried.headers = self
            .headers
            .iter()
            .filter(|(name, _)| !name.eq_ignore_ascii_case("x-api-key"))
            .cloned()
            .collect();
        query.carried.query_string = parameters(self.outgoing.url.query().unwrap_or_default());
        query.assume = options.assume_role.options()?;
        query
            .assume
            .session_name
            .get_or_insert_with(|| DEFAULT_SESSION_NAME.to_owned());
        if query.assume.external_id.is_none() {
            query.absent.push("sts:ExternalId".to_owned());
        }
        Ok(query)
    }
}

/// Whether a host has a custom domain name, which may begin with a wildcard.
fn is_of_domain(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.to_ascii_lowercase(), domain.to_ascii_lowercase());
    match domain.strip_prefix("*.") {
        Some(parent) => host
            .strip_suffix(parent)
            .and_then(|rest| rest.strip_suffix('.'))
            .is_some_and(|label| !label.is_empty() && !label.contains('.')),
        None => host == domain,
    }
}

fn parameters(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

/// The body that the command line says.
pub(super) fn body(said: Option<&str>) -> anyhow::Result<Vec<u8>> {
    match said.map(|text| (text, text.strip_prefix('@'))) {
        None => Ok(Vec::new()),
        Some((_, Some("-"))) => {
            let mut bytes = Vec::new();
            // The longest body that API Gateway takes has 10 MB.
            let most = 16 * MOST_BODY as u64;
            std::io::stdin()
                .lock()
                .take(most)
                .read_to_end(&mut bytes)
                .context("standard input cannot be read")?;
            Ok(bytes)
        }
        Some((_, Some(path))) => read_bounded(Path::new(path), &Limits::default())
            .with_context(|| format!("`{path}` cannot be read")),
        Some((text, None)) => Ok(text.as_bytes().to_vec()),
    }
}
