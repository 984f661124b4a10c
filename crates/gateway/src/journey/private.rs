//! What reaching an API asks for where VPC endpoints come in: of a private API that the
//! request comes through one, of a public one that it does not.
//!
//! Source: API Gateway developer guide, `apigateway-private-apis`,
//! `apigateway-private-api-test-invoke-url` and `apigateway-private-custom-domains`.

use can_invoke_policy::{
    Assumption, Caller, Layers, Readings, Verdict, decision::Relation, layers::Granting,
};

use super::{Asked, Entrance, Flow, Walk, response};
use crate::{
    answer::{Explained, HopKind},
    context,
    explain::{explain, explain_invocation},
    inventory::{ApiKind, Authorization, DomainName, EndpointType, Known, VpcEndpoint},
    layers::resource_layer,
    target::Call,
};

impl<'i> Call<'i> {
    /// Whether the API is known to be private.
    pub(crate) fn is_private(&self) -> bool {
        self.api.endpoint == Known::Known(EndpointType::Private)
    }

    /// The ARN that policies know a private custom domain name by, where the request goes
    /// through one whose id is known. Its owner maps private APIs of its own account and
    /// Region only.
    ///
    /// Source: Service Authorization Reference, `list_apigatewaymanagementapi`.
    pub(crate) fn domain_arn(&self) -> Option<String> {
        let domain = self.private_domain()?;
        Some(format!(
            "arn:{}:execute-api:{}:{}:/domainnames/{}+{}",
            self.api.partition,
            self.region,
            self.account,
            domain.name,
            domain.id.as_ref()?
        ))
    }

    /// The private custom domain name that the request goes through.
    pub(crate) fn private_domain(&self) -> Option<&'i DomainName> {
        self.domain.filter(|_| self.is_private())
    }
}

impl Walk {
    /// Whether the request gets to a private API.
    pub(super) fn private_endpoint(&mut self, asked: Asked<'_>) -> Flow {
        let api = &asked.call.api.id;
        match asked.entrance {
            Entrance::Outside => {
                return self.stop(
                    HopKind::Endpoint,
                    response::forbidden(),
                    format!(
                        "API {api} is private, and the request comes through no VPC endpoint; \
                         outside of a VPC its host name usually leads nowhere, and where it does \
                         API Gateway refuses"
                    ),
                );
            }
            Entrance::NotSaid => {}
            Entrance::VpcEndpoint { id, record, .. } => {
                self.vpc_endpoint_reaches(asked, id, record)?
            }
        }
        self.domain_reaches(asked)?;
        if asked.call.api.resource_policy == Known::Known(None) {
            self.assumptions.push(Assumption::PrivateWithoutPolicy);
            let readings = asked.query.readings;
            if !readings.is_alternative(Assumption::PrivateWithoutPolicy) {
                return self.stop(
                    HopKind::Endpoint,
                    response::forbidden(),
                    format!(
                        "API {api} has no resource policy, and a private API without one cannot be \
                         deployed"
                    ),
                );
            }
        }
        Flow::Continue(())
    }

    /// Whether the VPC endpoint leads to the API.
    fn vpc_endpoint_reaches(
        &mut self,
        asked: Asked<'_>,
        id: &str,
        record: Option<&VpcEndpoint>,
    ) -> Flow {
        let call = asked.call;
        if let Some(Known::Known(region)) = record.map(|record| &record.region)
            && *region != call.region
        {
            return self.stop(
                HopKind::Endpoint,
                response::forbidden(),
                format!(
                    "VPC endpoint {id} is of Region {region}, and API {} of Region {}",
                    call.api.id, call.region
                ),
            );
        }
        if !is_plain_url(asked) {
            return Flow::Continue(());
        }
        match record.map(|record| &record.has_private_dns) {
            Some(Known::Known(true)) => Flow::Continue(()),
            Some(Known::Known(false)) => self.stop(
                HopKind::Endpoint,
                response::forbidden(),
                format!(
                    "the host name of the URL does not lead to VPC endpoint {id}, as it has no \
                     private DNS names; {}",
                    other_urls(call, id)
                ),
            ),
            Some(Known::NotKnown) | None => {
                self.granted(
                    asked,
                    format!("that VPC endpoint {id} has private DNS names"),
                );
                Flow::Continue(())
            }
        }
    }

    /// Whether the custom domain name leads from the VPC endpoint to the API.
    fn domain_reaches(&mut self, asked: Asked<'_>) -> Flow {
        let call = asked.call;
        let Some(domain) = call.private_domain() else {
            return Flow::Continue(());
        };
        let name = &domain.name;
        match &domain.endpoint {
            Known::NotKnown | Known::Known(EndpointType::Private) => {}
            Known::Known(other) => {
                return self.stop(
                    HopKind::Endpoint,
                    response::forbidden(),
                    format!(
                        "{name} is a custom domain name of type {}, and only a private one leads \
                         to private API {}",
                        other.name(),
                        call.api.id
                    ),
                );
            }
        }
        match (&domain.access_associations, asked.entrance.id()) {
            (Known::Known(all), Some(id)) if !all.iter().any(|one| one == id) => {
                let summary = no_association(call, domain, id, asked.entrance.record());
                self.stop(HopKind::Endpoint, response::forbidden(), summary)
            }
            (Known::Known(all), None) if all.is_empty() => self.stop(
                HopKind::Endpoint,
                response::forbidden(),
                format!("no VPC endpoint has an access association with domain name {name}"),
            ),
            (Known::Known(_), Some(_)) => Flow::Continue(()),
            (_, id) => {
                let endpoint = match id {
                    Some(id) => format!("VPC endpoint {id}"),
                    None => "the VPC endpoint".to_owned(),
                };
                let granted =
                    format!("that {endpoint} has an access association with domain name {name}");
                self.granted(asked, granted);
                Flow::Continue(())
            }
        }
    }

    /// A private custom domain name leads to private APIs only.
    ///
    /// Source: API Gateway developer guide, `apigateway-private-custom-domains`.
    pub(super) fn public_behind_private_name(&mut self, asked: Asked<'_>) -> Flow {
        let call = asked.call;
        let is_public = call.api.kind != ApiKind::Rest || call.api.endpoint != Known::NotKnown;
        match call.domain {
            Some(domain) if is_public && domain.endpoint == Known::Known(EndpointType::Private) => {
                self.stop(
                    HopKind::Endpoint,
                    response::forbidden(),
                    format!(
                        "{} is a private custom domain name, which leads to private APIs only, and \
                         {} {} is public",
                        domain.name,
                        call.api.kind.name(),
                        call.api.id
                    ),
                )
            }
            Some(_) | None => Flow::Continue(()),
        }
    }

    /// Whether a VPC endpoint is in the way of a request to a public API: with private DNS
    /// names it takes every default host name of the Region, and lets only private APIs pass.
    ///
    /// Source: API Gateway developer guide, `apigateway-private-apis`.
    pub(super) fn public_through_endpoint(&mut self, asked: Asked<'_>) -> Flow {
        let call = asked.call;
        let Entrance::VpcEndpoint { id, record } = asked.entrance else {
            return Flow::Continue(());
        };
        // A custom domain name of a public API never leads through the endpoint.
        if call.domain.is_some() || call.api.endpoint == Known::NotKnown {
            return Flow::Continue(());
        }
        let kind = call.api.kind.name();
        match record.map(|record| &record.has_private_dns) {
            Some(Known::Known(false)) if is_plain_url(asked) => Flow::Continue(()),
            None | Some(Known::NotKnown) if is_plain_url(asked) => {
                self.doubt(
                    HopKind::Endpoint,
                    format!(
                        "it is not known whether VPC endpoint {id} has private DNS names; if it \
                         has, the URL of {kind} {} leads to it, and it refuses requests to public \
                         APIs",
                        call.api.id
                    ),
                );
                Flow::Continue(())
            }
            _ => self.stop(
                HopKind::Endpoint,
                response::forbidden(),
                format!(
                    "{kind} {} is public, and VPC endpoint {id} lets requests to private APIs pass \
                     only; call it through a custom domain name, or turn the private DNS names of \
                     the endpoint off",
                    call.api.id
                ),
            ),
        }
    }

    /// Where a private API without a resource policy is deployed all the same, every request
    /// to it is denied.
    pub(super) fn mandatory_policy(
        &mut self,
        asked: Asked<'_>,
        authorization: Authorization,
    ) -> Flow {
        let call = asked.call;
        if !call.is_private() || call.api.resource_policy != Known::Known(None) {
            return Flow::Continue(());
        }
        let (caller, record) = match authorization {
            Authorization::AwsIam => (asked.caller, asked.record),
            _ => (&Caller::Anonymous, None),
        };
        let explained = self.decided.clone().unwrap_or_else(|| {
            explain_invocation(asked.inventory, asked.query, call, caller, record)
        });
        self.policies(call, explained)
    }

    /// Takes a fact for granted; strictly, it is in doubt.
    pub(super) fn granted(&mut self, asked: Asked<'_>, granted: String) {
        if asked.query.strict {
            let summary = format!("the inventory does not say {granted}");
            self.doubt(HopKind::Endpoint, summary);
        } else {
            self.taken_for_granted.push(granted);
        }
    }
}

/// How the request comes to a private API, for the summary of the hop.
pub(super) fn through(asked: Asked<'_>) -> String {
    let endpoint = match asked.entrance {
        Entrance::VpcEndpoint { id, record, .. } => {
            let mut text = format!("VPC endpoint {id}");
            if let Some(Known::Known(vpc)) = record.map(|record| &record.vpc) {
                text.push_str(&format!(" of VPC {vpc}"));
            }
            if let Some(Known::Known(account)) = record.map(|record| &record.account)
                && *account != asked.call.account
            {
                text.push_str(&format!(" in account {account}"));
            }
            text
        }
        Entrance::NotSaid | Entrance::Outside => {
            "a VPC endpoint that the question does not name".to_owned()
        }
    };
    match asked.call.private_domain() {
        Some(domain) => format!(", through {endpoint} and domain name {}", domain.name),
        None => format!(", through {endpoint}"),
    }
}

/// Whether the question is asked with the URL that a public API has too, so that it leads to
/// the VPC endpoint by private DNS names only.
fn is_plain_url(asked: Asked<'_>) -> bool {
    asked.call.is_default_endpoint && asked.call.origin.is_none()
}

/// The URLs that lead through a VPC endpoint without private DNS names.
fn other_urls(call: &Call<'_>, id: &str) -> String {
    let suffix = if call.api.partition == "aws-cn" {
        ".cn"
    } else {
        ""
    };
    let (api, region) = (&call.api.id, &call.region);
    format!(
        "these do: https://{api}-{id}.execute-api.{region}.amazonaws.com{suffix}, if the endpoint \
         is associated with the API, or the endpoint's own host name with the header `Host: \
         {api}.execute-api.{region}.amazonaws.com{suffix}` or `x-apigw-api-id: {api}`"
    )
}

/// What to do about an access association that is missing.
fn no_association(
    call: &Call<'_>,
    domain: &DomainName,
    id: &str,
    record: Option<&VpcEndpoint>,
) -> String {
    let name = &domain.name;
    let domain_arn = match &domain.id {
        Some(domain_id) => format!(
            "arn:{}:apigateway:{}:{}:/domainnames/{name}+{domain_id}",
            call.api.partition, call.region, call.account
        ),
        None => "<arn>".to_owned(),
    };
    let endpoint_account = record.and_then(|record| record.account.known());
    let owner = match endpoint_account {
        Some(account) if *account != call.account => format!(
            "; account {account} makes it, which the management policy of the domain name must \
             allow (it bears on making associations, not on requests)"
        ),
        Some(_) | None => String::new(),
    };
    format!(
        "VPC endpoint {id} has no access association with domain name {name}; make one with `aws \
         apigateway create-domain-name-access-association --domain-name-arn {domain_arn} \
         --access-association-source-type VPCE --access-association-source {id}`{owner}"
    )
}

/// What the resource policy of a private API adds to a decision in which one side that allows
/// would be enough: nothing by our reading; by the other it must allow as well.
pub(crate) fn with_resource_policy(call: &Call<'_>, explained: Explained) -> Explained {
    let decision = &explained.decision;
    let one_is_enough = decision.relation == Relation::SameAccount
        && matches!(decision.granting, Granting::Sides | Granting::Authorizer);
    if !call.is_private() || !one_is_enough || decision.verdict.is_denied() {
        return explained;
    }
    let readings = decision.readings;
    let layers = resource_policy_alone(call, readings);
    let required = explain(explained.request.clone(), &layers);
    if required.decision.verdict == Verdict::Allowed {
        return explained;
    }
    let is_missing = call.api.resource_policy == Known::Known(None);
    let mut chosen = match layers_of_resource_policy(call, readings) {
        Some(_) => required,
        None => explained,
    };
    if !is_missing {
        chosen.assumptions.push(Assumption::PrivateSilentPolicy);
        chosen.assumptions.sort_unstable();
        chosen.assumptions.dedup();
    }
    chosen
}

/// The layers for a decision that the resource policy of a private API takes alone, where by
/// the choice taken it must allow in any case.
pub(crate) fn layers_of_resource_policy<'i>(
    call: &Call<'i>,
    readings: Readings,
) -> Option<Layers<'i>> {
    let is_missing = call.api.resource_policy == Known::Known(None);
    let must_allow = is_missing || readings.is_alternative(Assumption::PrivateSilentPolicy);
    must_allow.then(|| resource_policy_alone(call, readings))
}

fn resource_policy_alone<'i>(call: &Call<'i>, readings: Readings) -> Layers<'i> {
    Layers {
        resource: resource_layer(call),
        granting: Granting::Resource,
        readings,
        reaching_keys: readings
            .is_alternative(Assumption::UnlistedResourcePolicyKey)
            .then_some(context::RESOURCE_POLICY_KEYS),
        ..Layers::none()
    }
}
