//! `routes:` of an API.

use can_invoke_source::JsonWriter;

use crate::inventory::{Known, MethodResponse, Route};

use super::{
    fields::{self, NONE},
    integrations,
};

/// Routes by their keys.
pub(super) fn routes(writer: &mut JsonWriter, routes: &[Route]) {
    writer.key("routes");
    writer.object(|writer| {
        for one in routes {
            writer.key(&one.key.text());
            route(writer, one);
        }
    });
}

/// A route: its authorization type, or an object where more is known of it.
fn route(writer: &mut JsonWriter, route: &Route) {
    let authorization = route.authorization.known();
    if let Some(authorization) = authorization
        && *route == Route::new(route.key.clone(), route.authorization.clone(), route.span)
    {
        return writer.string(authorization.name());
    }
    writer.object(|writer| {
        if let Some(authorization) = authorization {
            fields::text(writer, "authorization", authorization.name());
        }
        fields::known(writer, "authorizer", &route.authorizer);
        fields::known_texts(writer, "scopes", &route.scopes);
        fields::known_flag(writer, "api-key-required", &route.is_api_key_required);
        match (&route.target, &route.integration) {
            (Some(target), _) => fields::text(writer, "integration", &target.value),
            (None, Known::Known(Some(integration))) => {
                writer.key("integration");
                integrations::integration(writer, integration);
            }
            (None, Known::Known(None)) => fields::text(writer, "integration", NONE),
            (None, Known::NotKnown) => {}
        }
        if let Known::Known(responses) = &route.method_responses {
            writer.key("method-responses");
            method_responses(writer, responses);
        }
        fields::optional(writer, "resource", route.resource.as_ref());
    });
}

/// Status codes, with the names of response parameters where there are some.
fn method_responses(writer: &mut JsonWriter, responses: &[MethodResponse]) {
    let has_parameters = |response: &MethodResponse| !response.parameters.is_empty();
    if !responses.iter().any(has_parameters) {
        return writer.array(|writer| {
            for response in responses {
                writer.string(&response.status.value);
            }
        });
    }
    writer.object(|writer| {
        for response in responses {
            writer.key(&response.status.value);
            writer.array(|writer| {
                for name in &response.parameters {
                    writer.string(&name.value);
                }
            });
        }
    });
}
