//! `apis:` of an inventory.

use can_invoke_source::JsonWriter;

use crate::inventory::{Api, ApiKeySource, ApiKind, Known, ids};

use super::{authorizers, fields, integrations, originals::Originals, policies, routes, stages};

/// An API with everything that is known of it.
pub(super) fn api(writer: &mut JsonWriter, api: &Api, originals: &Originals<'_>) {
    writer.object(|writer| {
        fields::text(writer, "id", &api.id);
        fields::optional(writer, "name", api.name.as_ref());
        fields::text(writer, "kind", kind(api.kind));
        fields::known(writer, "account", &api.account);
        fields::known(writer, "region", &api.region);
        let region = api.region.known();
        if api.partition != region.map_or("aws", |region| ids::partition_of(region)) {
            fields::text(writer, "partition", &api.partition);
        }
        // Of the other kinds both are as they always are.
        if api.kind == ApiKind::Rest {
            if let Known::Known(endpoint) = &api.endpoint {
                fields::text(writer, "endpoint-type", endpoint.name());
            }
            let own = format!("resource policy of {}", api.id);
            let policy = &api.resource_policy;
            policies::or_none(writer, "resource-policy", policy, &own, originals);
        }
        if api.is_default_endpoint_disabled {
            writer.key("disable-execute-api-endpoint");
            writer.boolean(true);
        }
        if let Known::Known(source) = &api.api_key_source {
            let word = match source {
                ApiKeySource::Header => "HEADER",
                ApiKeySource::Authorizer => "AUTHORIZER",
            };
            fields::text(writer, "api-key-source", word);
        }
        if let Known::Known(stages) = &api.stages {
            writer.key("stages");
            writer.array(|writer| {
                for stage in stages {
                    stages::stage(writer, stage, &api.id, originals);
                }
            });
        }
        if let Known::Known(authorizers) = &api.authorizers {
            authorizers::authorizers(writer, authorizers, originals);
        }
        if let Known::Known(integrations) = &api.integrations {
            integrations::integrations(writer, integrations);
        }
        if let Known::Known(routes) = &api.routes {
            routes::routes(writer, routes);
        }
    });
}

fn kind(kind: ApiKind) -> &'static str {
    match kind {
        ApiKind::Rest => "REST",
        ApiKind::Http => "HTTP",
        ApiKind::WebSocket => "WEBSOCKET",
    }
}
