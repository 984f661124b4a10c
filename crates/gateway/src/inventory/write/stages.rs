//! `stages:` of an API.

use can_invoke_source::JsonWriter;

use crate::inventory::{Deployment, Known, Stage, native::NOT_KNOWN};

use super::{
    authorizers,
    fields::{self, NONE},
    integrations,
    originals::Originals,
    policies, routes,
};

/// A stage: its name, or an object where more is known of it.
pub(super) fn stage(writer: &mut JsonWriter, stage: &Stage, api: &str, originals: &Originals<'_>) {
    if *stage == Stage::named(&stage.name, stage.span) {
        return writer.string(&stage.name);
    }
    writer.object(|writer| {
        fields::text(writer, "name", &stage.name);
        fields::known_flag(writer, "auto-deploy", &stage.auto_deploy);
        fields::known_map(writer, "variables", &stage.variables);
        fields::known_or_none(writer, "web-acl", &stage.web_acl);
        if let Some(deployed) = &stage.deployed {
            writer.key("deployed");
            deployment(writer, deployed, api, originals);
        }
    });
}

/// What was deployed, apart from what is as the API holds it now.
fn deployment(
    writer: &mut JsonWriter,
    deployed: &Deployment,
    api: &str,
    originals: &Originals<'_>,
) {
    writer.object(|writer| {
        fields::optional(writer, "id", deployed.id.as_ref());
        match &deployed.resource_policy {
            Some(Known::NotKnown) => fields::text(writer, "resource-policy", NOT_KNOWN),
            Some(known) => {
                let own = format!("deployed resource policy of {api}");
                let words = (own.as_str(), NONE);
                policies::optional(writer, "resource-policy", known, words, originals);
            }
            None => {}
        }
        match &deployed.authorizers {
            Some(Known::NotKnown) => fields::text(writer, "authorizers", NOT_KNOWN),
            Some(Known::Known(all)) => authorizers::authorizers(writer, all, originals),
            None => {}
        }
        match &deployed.integrations {
            Some(Known::NotKnown) => fields::text(writer, "integrations", NOT_KNOWN),
            Some(Known::Known(all)) => integrations::integrations(writer, all),
            None => {}
        }
        match &deployed.routes {
            Some(Known::NotKnown) => fields::text(writer, "routes", NOT_KNOWN),
            Some(Known::Known(all)) => routes::routes(writer, all),
            None => {}
        }
    });
}
