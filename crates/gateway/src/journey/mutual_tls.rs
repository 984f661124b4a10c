//! Does the domain name ask for a client certificate, and is there one?
//!
//! Source: API Gateway developer guide, `rest-api-mutual-tls` and `http-api-mutual-tls`
//! (the default endpoint asks for none and stays open unless it is disabled).

use std::ops::ControlFlow;

use can_invoke_policy::Verdict;

use super::{Asked, Walk, response};
use crate::{
    answer::HopKind,
    inventory::{DomainName, EndpointType, Inventory, Known},
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
        let Some(domain) = call.domain else {
            return ControlFlow::Continue(open_besides(inventory, call));
        };
        let name = &domain.name;
        match domain.has_mutual_tls {
            Known::Known(true) => {}
            Known::Known(false) => return ControlFlow::Continue(None),
            Known::NotKnown if cannot_ask(domain) => return ControlFlow::Continue(None),
            Known::NotKnown => return self.may_ask(asked, name),
        }
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

impl Walk {
    /// Nobody said whether the domain name asks. AWS does not ask unless told to, so only a
    /// strict question turns on it, and one about a client without a certificate.
    fn may_ask(&mut self, asked: Asked<'_>, name: &str) -> ControlFlow<Verdict, Option<String>> {
        let granted = format!("that {name} asks for no client certificate");
        match asked.query.carried.has_client_certificate {
            Some(true) => ControlFlow::Continue(None),
            _ if asked.query.strict => self
                .undecided(
                    HopKind::Endpoint,
                    format!("the inventory does not say {granted}"),
                )
                .map_continue(|()| None),
            Some(false) => {
                self.taken_for_granted.push(granted);
                ControlFlow::Continue(None)
            }
            None => ControlFlow::Continue(None),
        }
    }
}

fn has_mutual_tls(domain: &DomainName) -> bool {
    domain.has_mutual_tls == Known::Known(true)
}

/// Only a regional domain name can ask for certificates.
fn cannot_ask(domain: &DomainName) -> bool {
    let types = [EndpointType::Private, EndpointType::Edge];
    domain
        .endpoint
        .known()
        .is_some_and(|endpoint| types.contains(endpoint))
}

/// A note, where a domain name of the stage asks for certificates and this way past it is
/// open.
fn open_besides(inventory: &Inventory, call: &Call<'_>) -> Option<String> {
    if call.domain.is_some() || !call.is_default_endpoint || call.api.is_default_endpoint_disabled {
        return None;
    }
    let domain = leading_to(inventory, call).find(|domain| has_mutual_tls(domain))?;
    Some(format!(
        "{} asks for a client certificate, the default endpoint asks for none and is not disabled",
        domain.name
    ))
}

/// Whether all the custom domain names of the inventory that lead to the stage ask for a
/// certificate, if any leads there.
pub(super) fn asks_for_certificate(asked: Asked<'_>) -> bool {
    let mut domains = leading_to(asked.inventory, asked.call).peekable();
    domains.peek().is_some() && domains.all(has_mutual_tls)
}

/// The custom domain names that lead to the stage.
fn leading_to<'i>(
    inventory: &'i Inventory,
    call: &Call<'_>,
) -> impl Iterator<Item = &'i DomainName> {
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
    let is_of_kind = |domain: &&DomainName| {
        call.is_private() || domain.endpoint != Known::Known(EndpointType::Private)
    };
    let domains = inventory.domain_names.iter();
    domains.filter(is_of_kind).filter(leads_here)
}

#[cfg(test)]
mod tests {
    use can_invoke_policy::{Caller, Verdict};
    use can_invoke_source::{FileId, Limits, Span};

    use crate::{
        answer::{HopKind, HopStatus, Journey},
        inventory::{BasePathMapping, DomainName, EndpointType, InMemory, Inventory, Known, load},
        journey::{Asked, Entrance, walk},
        query::Query,
        target::{self, Call, Target},
    };

    fn inventory(is_disabled: bool) -> Inventory {
        let text = format!(
            "can-invoke: 1
apis:
  - id: abc123
    kind: HTTP
    account: '111111111111'
    region: us-east-1
    stages: [prod]
    disable-execute-api-endpoint: {is_disabled}
    routes: {{ GET /pets: NONE }}
"
        );
        let documents = [("inventory.yaml".to_owned(), text.into_bytes())];
        let mut inventory = load(&documents, &InMemory::default(), &Limits::default()).inventory;
        let span = Span::new(FileId(0), 0, 0);
        inventory.domain_names.push(DomainName {
            name: "api.example.com".to_owned(),
            id: None,
            account: Known::NotKnown,
            region: Known::NotKnown,
            endpoint: Known::Known(EndpointType::Regional),
            policy: Known::Known(None),
            has_mutual_tls: Known::Known(true),
            mappings: Known::Known(vec![BasePathMapping {
                base_path: String::new(),
                api: "abc123".to_owned(),
                stage: Some("prod".to_owned()),
                span,
            }]),
            access_associations: Known::Known(Vec::new()),
            span,
        });
        inventory
    }

    /// A call through the domain name, or to the default endpoint.
    fn journey(inventory: &Inventory, through_domain: bool, change: fn(&mut Query)) -> Journey {
        let url = "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets";
        let url = Target::parse(url).expect("the URL is a target");
        let mut query = Query::new(Caller::Anonymous, Some("GET"), url);
        change(&mut query);
        let resolved = target::resolve(inventory, &query).expect("the API is there");
        let call = Call {
            domain: inventory.domain_names.first().filter(|_| through_domain),
            is_default_endpoint: !through_domain,
            ..resolved
        };
        let route = call.api.routes.known().and_then(|routes| routes.first());
        let asked = Asked {
            inventory,
            query: &query,
            call: &call,
            caller: &query.caller,
            record: None,
            entrance: Entrance::of(inventory, &query, &call),
        };
        walk(asked, Some(route))
    }

    fn endpoint(journey: &Journey) -> (&str, Option<u16>) {
        let hop = journey.hops.first().expect("there is an endpoint");
        assert_eq!(hop.kind, HopKind::Endpoint);
        let status = match &hop.status {
            HopStatus::Stops(response) => Some(response.status),
            HopStatus::Passes | HopStatus::Undecided => None,
        };
        (&hop.summary, status)
    }

    #[test]
    fn a_domain_name_with_mutual_tls_asks_for_a_certificate() {
        let inventory = inventory(false);
        let valid = journey(&inventory, true, |query| {
            query.carried.has_client_certificate = Some(true);
        });
        assert_eq!(valid.verdict, Verdict::Allowed);
        assert!(endpoint(&valid).0.contains("shows one that it trusts"));
        assert_eq!(valid.taken_for_granted, Vec::<String>::new());

        let none = journey(&inventory, true, |query| {
            query.carried.has_client_certificate = Some(false);
        });
        assert_eq!(none.verdict, Verdict::ImplicitlyDenied);
        let expected = "api.example.com asks for a client certificate, and the client shows none";
        assert_eq!(endpoint(&none), (expected, Some(403)));

        let granted = "that the client shows a certificate that api.example.com trusts";
        let not_said = journey(&inventory, true, |_| {});
        assert_eq!(not_said.verdict, Verdict::Allowed);
        assert_eq!(not_said.taken_for_granted, [granted]);
        let strictly = journey(&inventory, true, |query| query.strict = true);
        assert_eq!(strictly.verdict, Verdict::Depends);
        let undecided = format!("the question does not say {granted}");
        assert_eq!(strictly.undecided, [undecided]);
    }

    #[test]
    fn the_way_past_the_domain_name_stays_open_unless_it_is_disabled() {
        let without = |query: &mut Query| query.carried.has_client_certificate = Some(false);
        let open = journey(&inventory(false), false, without);
        assert_eq!(open.verdict, Verdict::Allowed);
        let note = "the default endpoint asks for none and is not disabled";
        assert!(endpoint(&open).0.ends_with(note), "{:?}", open.hops);
        let closed = journey(&inventory(true), false, without);
        assert_eq!(endpoint(&closed).1, Some(404));
    }

    #[test]
    fn a_domain_name_without_mutual_tls_asks_for_nothing() {
        let mut inventory = inventory(false);
        inventory.domain_names[0].has_mutual_tls = Known::Known(false);
        for through_domain in [true, false] {
            let journey = journey(&inventory, through_domain, |query| {
                query.carried.has_client_certificate = Some(false);
            });
            assert_eq!(journey.verdict, Verdict::Allowed);
            assert_eq!(journey.taken_for_granted, Vec::<String>::new());
            assert!(!endpoint(&journey).0.contains("certificate"));
        }
    }

    #[test]
    fn a_domain_name_of_which_nobody_said_whether_it_asks() {
        let mut inventory = inventory(false);
        inventory.domain_names[0].has_mutual_tls = Known::NotKnown;
        let granted = "that api.example.com asks for no client certificate";
        let without = journey(&inventory, true, |query| {
            query.carried.has_client_certificate = Some(false);
        });
        assert_eq!(without.verdict, Verdict::Allowed);
        assert_eq!(without.taken_for_granted, [granted]);
        let not_said = journey(&inventory, true, |_| {});
        assert_eq!(not_said.taken_for_granted, Vec::<String>::new());
        let strictly = journey(&inventory, true, |query| query.strict = true);
        assert_eq!(strictly.verdict, Verdict::Depends);
        let expected = format!("the inventory does not say {granted}");
        assert_eq!(strictly.undecided, [expected]);
        let valid = journey(&inventory, true, |query| {
            query.strict = true;
            query.carried.has_client_certificate = Some(true);
        });
        assert_eq!(valid.verdict, Verdict::Allowed);
    }
}
