//! `VL714`.

use can_invoke_gateway::inventory::Known;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A VPC link is used by no integration.
    ///
    /// # Why
    ///
    /// A link costs nothing and counts against a quota, and what nothing refers to is often
    /// the remains of a change: a link that was replaced, and whose predecessor could not be
    /// deleted.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// vpc-links: [{ id: vlk111, version: V1 }] # and no integration names it
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// the link taken away
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-nlb-for-vpclink-using-console.html>
    LinkThatNothingUses = "VL714" "link-that-nothing-uses" Low Pedantic since "0.2.0"
}

impl Rule for LinkThatNothingUses {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        let is_used = |id: &str| {
            model.inventory.apis.iter().any(|api| {
                let of_routes = api
                    .routes
                    .known()
                    .into_iter()
                    .flatten()
                    .filter_map(|route| route.integration.known()?.as_ref());
                let own = api.integrations.known().into_iter().flatten();
                let is_unknown = api.routes == Known::NotKnown;
                is_unknown
                    || of_routes
                        .chain(own)
                        .any(|integration| match &integration.connection_id {
                            Known::Known(Some(connection)) => {
                                connection.value == id || connection.value.contains('$')
                            }
                            Known::Known(None) => false,
                            Known::NotKnown => true,
                        })
            })
        };
        if model.inventory.apis.is_empty() {
            return;
        }
        for link in &model.inventory.vpc_links {
            if !is_used(&link.id) {
                let file = model.sources.name(link.span.file);
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Likely,
                        link.span,
                        format!("{file} / {} / unused", model.unknowns.shown(&link.id)),
                        format!(
                            "no integration uses the VPC link `{}`",
                            model.unknowns.shown(&link.id)
                        ),
                    )
                    .help(
                        "`can-invoke references` says what refers to it; delete it if nothing does",
                    ),
                );
            }
        }
    }
}
