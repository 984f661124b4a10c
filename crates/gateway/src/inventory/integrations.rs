//! Integrations, in whichever words they are written: ours, those of `aws apigateway` and
//! those of `aws apigatewayv2`.
//!
//! Source: API Gateway API reference, `API_Integration`; version 2 API reference,
//! `apis-apiid-integrations`.

mod parts;
mod words;

use std::sync::Arc;

use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node, Severity, Span};

use super::{
    ConnectionType, ContentHandling, Credentials, Integration, IntegrationKind, Known,
    PassthroughBehavior, PayloadFormat, Route, Written,
    fields::{self, Fields},
    texts::Texts,
};

pub(super) use parts::method_responses;
pub(super) use words::{NATIVE, REST, VERSION_2, Words};

/// Reads an integration.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node, words: &Words) -> Option<Integration> {
    let fields = match words.command {
        Some(command) => fields::output(texts, node, command, words.keys)?,
        None => Fields::strict(texts, node, "an integration", words.keys)?,
    };
    let is_complete = words.command.is_some() || says_all(texts, &fields);
    let mut reader = Reader {
        texts,
        fields,
        words,
        is_complete,
    };
    let mut integration = Integration::at(fields.span);
    integration.id = reader.text(words.id).and_then(|found| match found {
        Known::Known(Some(id)) => Some(id.value),
        _ => None,
    });
    let kinds = IntegrationKind::ALL.map(|kind| (kind.name(), kind));
    integration.kind = match reader.word(words.kind, &kinds, "a type of integrations") {
        Known::Known(Some(kind)) => Known::Known(kind),
        _ => Known::NotKnown,
    };
    integration.uri = reader.optional(words.uri);
    integration.target = reader.optional(words.target);
    integration.subtype = reader.optional(words.subtype);
    integration.method = reader.optional(words.method);
    integration.connection_id = reader.optional(words.connection_id);
    integration.connection = reader.connection(&integration);
    integration.credentials = reader.credentials();
    integration.payload_format = {
        let formats = [("1.0", PayloadFormat::One), ("2.0", PayloadFormat::Two)];
        reader.word(words.payload_format, &formats, "a payload format version")
    };
    integration.timeout = reader.timeout();
    reader.tls(&mut integration);
    let behaviors = [
        PassthroughBehavior::WhenNoMatch,
        PassthroughBehavior::WhenNoTemplates,
        PassthroughBehavior::Never,
    ]
    .map(|one| (one.name(), one));
    integration.passthrough = reader.word(words.passthrough, &behaviors, "a passthrough behavior");
    integration.content_handling = reader.word(
        words.content_handling,
        &parts::HANDLINGS.map(|one| (one.name(), one)),
        "a content handling",
    );
    integration.request_parameters = reader.map(words.request_parameters);
    integration.request_templates = reader.map(words.request_templates);
    integration.template_selection = reader.optional(words.template_selection);
    integration.responses = reader.responses();
    integration.response_parameters = reader.response_parameters();
    Some(integration)
}

/// Reads one integration with the words of its words' format.
struct Reader<'t, 'a, 'n, 'w> {
    texts: &'t mut Texts<'a>,
    fields: Fields<'n>,
    words: &'w Words,
    /// Whether there is nothing of what is left out.
    is_complete: bool,
}

/// Whether an integration in our own words says that there is nothing of what it leaves out,
/// as it is with the output of a command: `left-out: none`.
fn says_all(texts: &mut Texts<'_>, fields: &Fields<'_>) -> bool {
    let Some(node) = fields.get("left-out") else {
        return false;
    };
    if !fields::is_none(node) {
        fields::wrong_type(texts, node, "`left-out`", "`none`");
    }
    fields::is_none(node)
}

impl<'n> Reader<'_, '_, 'n, '_> {
    /// What a key that is left out means: in our own words that it is not known, unless they
    /// say otherwise; in the output of a command that there is nothing.
    fn left_out<T>(&self) -> Known<Option<T>> {
        if self.is_complete {
            Known::Known(None)
        } else {
            Known::NotKnown
        }
    }

    fn text(&mut self, key: &str) -> Option<Known<Option<Written<String>>>> {
        (!key.is_empty()).then(|| self.optional(key))
    }

    /// A text that there may be. A placeholder is kept, and told.
    fn optional(&mut self, key: &str) -> Known<Option<Written<String>>> {
        let node = match self.fields.get(key) {
            Some(node) if !key.is_empty() => node,
            _ => return self.left_out(),
        };
        if fields::is_none(node) || (node.is_null() && self.words.command.is_some()) {
            return Known::Known(None);
        }
        match fields::text(self.texts, node, key) {
            Some((text, span)) => {
                report_placeholder(self.texts, text, text_span(node));
                Known::Known(Some(Written::new(text.to_owned(), span)))
            }
            None => Known::NotKnown,
        }
    }

    /// One of a few words.
    fn word<T: Copy>(
        &mut self,
        key: &str,
        known: &[(&str, T)],
        what: &str,
    ) -> Known<Option<Written<T>>> {
        let node = match self.fields.get(key) {
            Some(node) if !key.is_empty() => node,
            _ => return self.left_out(),
        };
        if fields::is_none(node) || (node.is_null() && self.words.command.is_some()) {
            return Known::Known(None);
        }
        let Some((text, span)) = fields::text(self.texts, node, key) else {
            return Known::NotKnown;
        };
        let found =
            super::native::choose(self.texts, text, span, known, "invalid-integration", what);
        match found {
            Some(value) => Known::Known(Some(Written::new(value, span))),
            None => Known::NotKnown,
        }
    }

    /// AWS takes `INTERNET` where nothing is said; a connection id says `VPC_LINK`.
    fn connection(&mut self, so_far: &Integration) -> Known<Written<ConnectionType>> {
        let types =
            [ConnectionType::Internet, ConnectionType::VpcLink].map(|one| (one.name(), one));
        match self.word(self.words.connection, &types, "a connection type") {
            Known::Known(Some(connection)) => Known::Known(connection),
            Known::Known(None) => {
                Known::Known(Written::new(ConnectionType::Internet, self.fields.span))
            }
            Known::NotKnown => match &so_far.connection_id {
                Known::Known(Some(id)) => {
                    Known::Known(Written::new(ConnectionType::VpcLink, id.span))
                }
                _ => Known::NotKnown,
            },
        }
    }

    fn credentials(&mut self) -> Known<Option<Written<Credentials>>> {
        match self.optional(self.words.credentials) {
            Known::Known(Some(written)) => {
                // Source: `API_PutIntegration`, credentials.
                let value = if written.value.ends_with(":iam::*:user/*") {
                    Credentials::Caller
                } else {
                    Credentials::Role(written.value)
                };
                Known::Known(Some(Written::new(value, written.span)))
            }
            Known::Known(None) => Known::Known(None),
            Known::NotKnown => Known::NotKnown,
        }
    }

    fn timeout(&mut self) -> Known<Option<Written<u32>>> {
        match self.optional(self.words.timeout) {
            Known::Known(Some(written)) => {
                let Ok(milliseconds) = written.value.parse::<u32>() else {
                    self.texts.report(
                        Diagnostic::error(
                            "invalid-integration",
                            written.span,
                            format!("{} is not a timeout", quote(&written.value)),
                        )
                        .help("write the number of milliseconds"),
                    );
                    return Known::NotKnown;
                };
                Known::Known(Some(Written::new(milliseconds, written.span)))
            }
            Known::Known(None) => Known::Known(None),
            Known::NotKnown => Known::NotKnown,
        }
    }
}

/// Tells of a placeholder such as `<listener-arn>` that nobody filled in.
fn report_placeholder(texts: &mut Texts<'_>, text: &str, span: Span) {
    if let Some(placeholder) = placeholder(text) {
        texts.report(
            Diagnostic::warning(
                "placeholder",
                span,
                format!("the placeholder {} was never filled in", quote(placeholder)),
            )
            .help("write the value in its place, without the angle brackets"),
        );
    }
}

/// Where the text of a scalar is written, without quotes.
fn text_span(node: &Node) -> Span {
    node.text_span().unwrap_or(node.span)
}

/// The first placeholder of a text: a name in angle brackets.
pub(crate) fn placeholder(text: &str) -> Option<&str> {
    let start = text.find('<')?;
    let rest = text.get(start..)?;
    let end = rest.find('>')?;
    let name = rest.get(1..end)?;
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ' '));
    if is_name { rest.get(..=end) } else { None }
}

/// Gives the routes that refer to an integration the one that they refer to.
pub(super) fn resolve(
    texts: &mut Texts<'_>,
    routes: &mut [Route],
    integrations: Option<&[Arc<Integration>]>,
) {
    for route in routes {
        let Some(target) = &route.target else {
            continue;
        };
        let found = integrations
            .unwrap_or_default()
            .iter()
            .find(|one| one.id.as_deref() == Some(target.value.as_str()));
        match found {
            Some(integration) => route.integration = Known::Known(Some(Arc::clone(integration))),
            None if integrations.is_some() => {
                let message = format!("there is no integration {}", quote(&target.value));
                texts.report(
                    Diagnostic::warning("unknown-integration", target.span, message)
                        .label("the route refers to it")
                        .help("what the route leads to is taken as not known"),
                );
            }
            None => {}
        }
    }
}

/// Tells of integrations that no route uses: nothing leads to them, and they hold their VPC
/// link all the same.
pub(super) fn report_unused(
    texts: &mut Texts<'_>,
    routes: &[Route],
    integrations: &[Arc<Integration>],
) {
    for integration in integrations {
        let Some(id) = &integration.id else {
            continue;
        };
        let mut targets = routes.iter().filter_map(|route| route.target.as_ref());
        if !targets.any(|target| target.value == *id) {
            let message = format!("no route leads to the integration {}", quote(id));
            texts.report(Diagnostic::new(
                Severity::Note,
                "unused-integration",
                integration.span,
                message,
            ));
        }
    }
}

/// The route's reference to an integration of an HTTP or WebSocket API:
/// `integrations/abc123`.
pub(super) fn target(text: &str, span: Span) -> Written<String> {
    let id = text.strip_prefix("integrations/").unwrap_or(text);
    Written::new(id.to_owned(), span)
}
