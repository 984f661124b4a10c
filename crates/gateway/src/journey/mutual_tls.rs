//! Does the domain name ask for a client certificate, and is there one?
//!
//! Source: API Gateway developer guide, `rest-api-mutual-tls` and `http-api-mutual-tls`
//! (the default endpoint asks for none and stays open unless it is disabled).

use std::ops::ControlFlow;

use can_invoke_policy::Verdict;

use super::{Asked, Walk, response};
use crate::{
    answer::HopKind,
    inventory::{DomainName, Inventory, Known},
    target::Call,
};

impl Walk {
    /// Goes on with what there is to say at the endpoint, if the client gets that far.
    pub(super) fn client_certificate(
        &mut self,
        asked: Asked<'_>,
    ) -> ControlFlow<Verdict, Option<String>> {
        let Asked {
            call,
            query,
            inventory,
            ..
        } = asked;
        let Some(domain) = call.domain.filter(|domain| has_mutual_tls(domain)) else {
            return ControlFlow::Continue(open_besides(inventory, call));
        };
        let name = &domain.name;
        let granted = format!("that the client shows a certificate that {name} trusts");
        match query.carried.has_client_certificate {
            Some(true) => ControlFlow::Continue(Some(format!(
                "{name} asks for a client certificate, and the client shows one that it trusts"
            ))),
            Some(false) => self
                .stop(
                    HopKind::Endpoint,
                    response::forbidden(),
                    format!("{name} asks for a client certificate, and the client shows none"),
                )
                .map_continue(|()| None),
            None if query.strict => self
                .undecided(
                    HopKind::Endpoint,
                    format!("the question does not say {granted}"),
                )
                .map_continue(|()| None),
            None => {
                self.taken_for_granted.push(granted);
                ControlFlow::Continue(Some(format!("{name} asks for a client certificate")))
            }
        }
    }
}

fn has_mutual_tls(domain: &DomainName) -> bool {
    domain.has_mutual_tls == Known::Known(true)
}

/// A note, where a domain name of the stage asks for certificates and this way past it is
/// open.
fn open_besides(inventory: &Inventory, call: &Call<'_>) -> Option<String> {
    if call.domain.is_some() || !call.is_default_endpoint || call.api.is_default_endpoint_disabled {
        return None;
    }
    let leads_here = |domain: &&DomainName| {
        let mut mappings = domain.mappings.known().into_iter().flatten();
        mappings.any(|mapping| {
            mapping.api == call.api.id
                && mapping
                    .stage
                    .as_ref()
                    .is_none_or(|stage| *stage == call.stage)
        })
    };
    let mut domains = inventory.domain_names.iter();
    let domain = domains.find(|domain| has_mutual_tls(domain) && leads_here(domain))?;
    Some(format!(
        "{} asks for a client certificate, the default endpoint asks for none and is not disabled",
        domain.name
    ))
}
