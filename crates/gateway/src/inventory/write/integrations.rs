//! `integrations:` of an API, and those in place on a route.

use std::sync::Arc;

use can_invoke_source::JsonWriter;

use crate::inventory::{
    ConnectionType, Credentials, Integration, IntegrationResponse, Known, Parameter, PayloadFormat,
    Written,
};

use super::fields::{self, NONE};

/// Integrations by their names, or in a list where one has no name.
pub(super) fn integrations(writer: &mut JsonWriter, all: &[Arc<Integration>]) {
    writer.key("integrations");
    if all.iter().all(|one| one.id.is_some()) {
        return writer.object(|writer| {
            for one in all {
                writer.key(one.id.as_deref().unwrap_or_default());
                integration(writer, one);
            }
        });
    }
    writer.array(|writer| {
        for one in all {
            writer.object(|writer| {
                fields::optional(writer, "name", one.id.as_ref());
                writer.key("integration");
                integration(writer, one);
            });
        }
    });
}

/// An integration. Where everything is known of it, as from the output of the AWS CLI, one
/// word says that there is nothing of what is left out.
pub(super) fn integration(writer: &mut JsonWriter, one: &Integration) {
    let is_complete = is_complete(one);
    let mut parts = Parts {
        writer,
        is_complete,
    };
    parts.object(|parts| members(parts, one));
}

fn members(parts: &mut Parts<'_>, one: &Integration) {
    if let Known::Known(kind) = &one.kind {
        fields::text(parts.writer, "type", kind.value.name());
    }
    parts.text("uri", &one.uri, |uri| uri);
    parts.text("target", &one.target, |target| target);
    parts.text("subtype", &one.subtype, |subtype| subtype);
    parts.text("method", &one.method, |method| method);
    if let Known::Known(connection) = &one.connection
        && !(parts.is_complete && connection.value == ConnectionType::Internet)
    {
        fields::text(parts.writer, "connection-type", connection.value.name());
    }
    parts.text("connection-id", &one.connection_id, |id| id);
    parts.text(
        "credentials",
        &one.credentials,
        |credentials| match credentials {
            Credentials::Role(arn) => arn,
            Credentials::Caller => "arn:aws:iam::*:user/*",
        },
    );
    parts.text(
        "payload-format-version",
        &one.payload_format,
        |format| match format {
            PayloadFormat::One => "1.0",
            PayloadFormat::Two => "2.0",
        },
    );
    parts.optional("timeout", &one.timeout, |writer, timeout| {
        writer.number(timeout.value);
    });
    tls(parts, one);
    parts.text("passthrough-behavior", &one.passthrough, |one| one.name());
    parts.text("content-handling", &one.content_handling, |one| one.name());
    parts.parameters("request-parameters", &one.request_parameters);
    parts.parameters("request-templates", &one.request_templates);
    parts.text(
        "template-selection-expression",
        &one.template_selection,
        |expression| expression,
    );
    if let Some(responses) = parts.list(&one.responses) {
        parts.writer.key("responses");
        parts.writer.array(|writer| {
            for one in responses {
                response(writer, one);
            }
        });
    }
    if let Some(mappings) = parts.list(&one.response_parameters) {
        parts.writer.key("response-parameters");
        parts.writer.object(|writer| {
            for one in mappings {
                fields::parameters(writer, &one.status.value, &one.parameters);
            }
        });
    }
    if parts.is_complete {
        fields::text(parts.writer, "left-out", NONE);
    }
}

/// Whether nothing of an integration, apart from its type, is not known.
fn is_complete(one: &Integration) -> bool {
    fn is<T>(fact: &Known<T>) -> bool {
        matches!(fact, Known::Known(_))
    }
    is(&one.uri)
        && is(&one.target)
        && is(&one.subtype)
        && is(&one.method)
        && is(&one.connection)
        && is(&one.connection_id)
        && is(&one.credentials)
        && is(&one.payload_format)
        && is(&one.timeout)
        && is(&one.server_name)
        && is(&one.skips_verification)
        && is(&one.passthrough)
        && is(&one.content_handling)
        && is(&one.request_parameters)
        && is(&one.request_templates)
        && is(&one.template_selection)
        && is(&one.responses)
        && is(&one.response_parameters)
}

/// Both facts about TLS are known, or neither is.
fn tls(parts: &mut Parts<'_>, one: &Integration) {
    let name = match &one.server_name {
        Known::Known(name) => name.as_ref(),
        Known::NotKnown => return,
    };
    let skips = one.skips_verification == Known::Known(true);
    if parts.is_complete && name.is_none() && !skips {
        return;
    }
    parts.writer.key("tls");
    parts.writer.object(|writer| {
        let name = name.map(|name| &name.value);
        fields::optional(writer, "server-name-to-verify", name);
        if skips {
            writer.key("insecure-skip-verification");
            writer.boolean(true);
        }
    });
}

fn response(writer: &mut JsonWriter, one: &IntegrationResponse) {
    writer.object(|writer| {
        fields::text(writer, "status", &one.status.value);
        let pattern = one.selection_pattern.as_ref();
        fields::optional(
            writer,
            "selection-pattern",
            pattern.map(|pattern| &pattern.value),
        );
        if !one.parameters.is_empty() {
            fields::parameters(writer, "parameters", &one.parameters);
        }
        if !one.templates.is_empty() {
            fields::parameters(writer, "templates", &one.templates);
        }
        if let Some(handling) = &one.content_handling {
            fields::text(writer, "content-handling", handling.value.name());
        }
    });
}

/// Writes the parts of one integration.
struct Parts<'w> {
    writer: &'w mut JsonWriter,
    /// Whether what there is nothing of is left out.
    is_complete: bool,
}

impl Parts<'_> {
    fn object(&mut self, members: impl FnOnce(&mut Parts<'_>)) {
        let is_complete = self.is_complete;
        self.writer.object(|writer| {
            members(&mut Parts {
                writer,
                is_complete,
            });
        });
    }

    /// Something that there may be.
    fn optional<T>(
        &mut self,
        key: &str,
        fact: &Known<Option<Written<T>>>,
        write: impl FnOnce(&mut JsonWriter, &Written<T>),
    ) {
        match fact {
            Known::Known(Some(value)) => {
                self.writer.key(key);
                write(self.writer, value);
            }
            Known::Known(None) if !self.is_complete => fields::text(self.writer, key, NONE),
            Known::Known(None) | Known::NotKnown => {}
        }
    }

    /// Something that there may be and that is written as a text.
    fn text<T>(
        &mut self,
        key: &str,
        fact: &Known<Option<Written<T>>>,
        words: impl FnOnce(&T) -> &str,
    ) {
        self.optional(key, fact, |writer, value| {
            writer.string(words(&value.value));
        });
    }

    /// The items to write of a list.
    fn list<'k, T>(&self, fact: &'k Known<Vec<T>>) -> Option<&'k [T]> {
        let items = fact.known()?.as_slice();
        (!(self.is_complete && items.is_empty())).then_some(items)
    }

    fn parameters(&mut self, key: &str, fact: &Known<Vec<Parameter>>) {
        if let Some(parameters) = self.list(fact) {
            fields::parameters(self.writer, key, parameters);
        }
    }
}
