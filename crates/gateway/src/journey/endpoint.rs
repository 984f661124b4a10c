//! Is there an endpoint with this stage that the caller can reach?

use super::{Asked, Flow, Walk, mutual_tls::asks_for_certificate, private, response};
use crate::{
    answer::HopKind,
    inventory::{ApiKind, DomainName, EndpointType, Known},
    near_route,
    target::{self, Call},
};

impl Walk {
    pub(super) fn endpoint(&mut self, asked: Asked<'_>) -> Flow {
        let call = asked.call;
        let certificate = self.client_certificate(asked)?;
        if let Some(domain) = call.domain
            && call.is_unmapped
        {
            return self.stop(
                HopKind::Endpoint,
                response::forbidden(),
                unmapped(domain, &call.path),
            );
        }
        if !call.is_private() {
            self.public_behind_private_name(asked)?;
            self.public_through_endpoint(asked)?;
        }
        let endpoint = match &call.api.endpoint {
            Known::Known(EndpointType::Private) => {
                self.private_endpoint(asked)?;
                EndpointType::Private.name()
            }
            Known::Known(endpoint) => endpoint.name(),
            Known::NotKnown if call.api.kind != ApiKind::Rest => "REGIONAL",
            Known::NotKnown => {
                return self.undecided(
                    HopKind::Endpoint,
                    format!(
                        "the inventory does not say whether the endpoint of API {} is public",
                        call.api.id
                    ),
                );
            }
        };
        if let Some(names) = call.api.stage_names()
            && call.api.stage(&call.stage).is_none()
        {
            return self.no_stage(call, &names);
        }
        if call.api.is_default_endpoint_disabled && call.is_default_endpoint {
            let response = match call.api.kind {
                ApiKind::Http => response::not_found(),
                ApiKind::Rest | ApiKind::WebSocket => response::forbidden(),
            };
            return self.stop(
                HopKind::Endpoint,
                response,
                format!(
                    "the default endpoint of API {} is disabled; only a custom domain name leads \
                     to it",
                    call.api.id
                ),
            );
        }
        self.some_domain(asked);
        let stage = format!("stage {}", call.stage);
        if call.api.stages == Known::NotKnown {
            let granted = format!("that API {} has a stage {}", call.api.id, call.stage);
            if asked.query.strict {
                return self.undecided(
                    HopKind::Endpoint,
                    format!("the inventory does not say {granted}"),
                );
            }
            self.taken_for_granted.push(granted);
        }
        self.pass(
            HopKind::Endpoint,
            format!(
                "{endpoint} {} {}, {stage}{}{}",
                call.api.kind.name(),
                call.api.id,
                if call.is_private() {
                    private::through(asked)
                } else {
                    through(call)
                },
                certificate
                    .map(|words| format!("; {words}"))
                    .unwrap_or_default()
            ),
        )
    }

    /// Where the default endpoint is disabled and the question names no host, the request goes
    /// through a custom domain name that nobody named.
    fn some_domain(&mut self, asked: Asked<'_>) {
        let call = asked.call;
        if call.domain.is_some() || !call.api.is_default_endpoint_disabled {
            return;
        }
        let leads = format!(
            "a custom domain name that the question does not name leads to stage {} of API {}",
            call.stage, call.api.id
        );
        // A private one lets nobody in unless its policy says so; and a client without a
        // certificate cannot go through every public one.
        let is_without = asked.query.carried.has_client_certificate == Some(false);
        if call.is_private() || is_without && asks_for_certificate(asked) {
            self.doubt(
                HopKind::Endpoint,
                format!(
                    "{leads}, as its default endpoint is disabled, and whether that lets the \
                     request in is not known: ask with a URL that has the domain name"
                ),
            );
        } else {
            self.granted(asked, format!("that {leads}, and lets the request in"));
        }
    }

    fn no_stage(&mut self, call: &Call<'_>, names: &[&str]) -> Flow {
        let summary = format!(
            "API {} has no stage {}; its stages are {}{}",
            call.api.id,
            call.stage,
            names.join(", "),
            near_route::stage_hint(call, names)
                .map_or_else(String::new, |hint| format!("; {hint}"))
        );
        let response = match call.api.kind {
            ApiKind::Http => response::not_found(),
            ApiKind::Rest | ApiKind::WebSocket => response::forbidden(),
        };
        self.stop(HopKind::Endpoint, response, summary)
    }
}

/// The way to the API, where it is not the default endpoint.
fn through(call: &Call<'_>) -> String {
    match call.domain {
        Some(domain) => format!(", through the custom domain name {}", domain.name),
        None if call.api.is_default_endpoint_disabled => {
            ", through a custom domain name (the default endpoint is disabled)".to_owned()
        }
        None => String::new(),
    }
}

/// Why no mapping of a domain name fits a path, and which was probably meant.
fn unmapped(domain: &DomainName, path: &str) -> String {
    let mappings = domain.mappings.known().map_or(&[][..], Vec::as_slice);
    let paths: Vec<String> = mappings
        .iter()
        .map(|mapping| format!("/{}", mapping.base_path))
        .collect();
    if paths.is_empty() {
        return format!("no path of {} leads to an API", domain.name);
    }
    let meant = match target::probable_mapping(mappings, path) {
        Some(mapping) => format!("; did you mean /{}?", mapping.base_path),
        None => String::new(),
    };
    format!(
        "no base path of {} fits {path}; its base paths are {}{meant}",
        domain.name,
        paths.join(", ")
    )
}
