//! `PV215`.

use can_invoke_gateway::inventory::{EndpointType, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A private custom domain name has no policy.
    ///
    /// # Why
    ///
    /// A request through a private custom domain name has to be allowed by the policy of the
    /// domain name and by that of the API. Without a policy the domain name refuses
    /// everybody.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// domain-names: [{ name: api.example.com, id: d1, endpoint-type: PRIVATE, policy: none }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// the same with a policy that allows `execute-api:Invoke` to the VPC endpoints
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html>
    DomainWithoutPolicy = "PV215" "domain-without-policy" High Regular since "0.2.0"
}

impl Rule for DomainWithoutPolicy {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for domain in &model.inventory.domain_names {
            if domain.endpoint == Known::Known(EndpointType::Private)
                && domain.policy == Known::Known(None)
            {
                let file = model.sources.name(domain.span.file);
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Proven,
                        domain.span,
                        format!("{file} / {} / policy", domain.name),
                        format!("the private domain name `{}` has no policy, so that it refuses everybody", model.unknowns.shown(&domain.name)),
                    )
                    .help("add a policy that allows `execute-api:Invoke` to the VPC endpoints that call"),
                );
            }
        }
    }
}
