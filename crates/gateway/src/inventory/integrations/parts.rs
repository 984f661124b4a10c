//! The parts of integrations that have parts: TLS, mappings and responses.

use can_invoke_source::{Member, Node};

use super::{ContentHandling, Reader, fields, report_placeholder, text_span};
use crate::inventory::{
    Integration, IntegrationResponse, Known, MethodResponse, Parameter, StatusMapping, Written,
    fields::Fields, texts::Texts,
};

/// What may become of binary bodies.
pub(super) const HANDLINGS: [ContentHandling; 2] = [
    ContentHandling::ConvertToBinary,
    ContentHandling::ConvertToText,
];

impl<'n> Reader<'_, '_, 'n, '_> {
    pub(super) fn tls(&mut self, integration: &mut Integration) {
        let words = self.words;
        let Some(node) = self.fields.get(words.tls).filter(|node| !node.is_null()) else {
            integration.server_name = self.left_out();
            if self.is_complete {
                integration.skips_verification = Known::Known(false);
            }
            return;
        };
        let keys: Vec<&str> = [words.server_name, words.skips_verification]
            .into_iter()
            .filter(|key| !key.is_empty())
            .collect();
        let Some(fields) = Fields::strict(self.texts, node, "`tls`", &keys) else {
            return;
        };
        integration.server_name = match fields.text(self.texts, words.server_name) {
            Some((name, span)) => Known::Known(Some(Written::new(name.to_owned(), span))),
            None => Known::Known(None),
        };
        let flag = fields.flag(self.texts, words.skips_verification);
        integration.skips_verification = Known::Known(flag.is_some_and(|flag| flag.value));
    }

    fn is_template(&self, key: &str) -> bool {
        key == self.words.request_templates
    }

    /// Names with what they are given.
    pub(super) fn map(&mut self, key: &str) -> Known<Vec<Parameter>> {
        match self.fields.get(key).filter(|node| !node.is_null()) {
            Some(node) if !key.is_empty() => {
                match parameters(self.texts, node, key, self.is_template(key)) {
                    Some(parameters) => Known::Known(parameters),
                    None => Known::NotKnown,
                }
            }
            _ => match self.left_out::<()>() {
                Known::Known(_) => Known::Known(Vec::new()),
                Known::NotKnown => Known::NotKnown,
            },
        }
    }

    /// The integration responses: in our own words a list, in the output of the AWS CLI an
    /// object by status codes.
    pub(super) fn responses(&mut self) -> Known<Vec<IntegrationResponse>> {
        let words = self.words;
        let node = match self.fields.get(words.responses) {
            Some(node) if !node.is_null() => node,
            _ if self.is_complete => return Known::Known(Vec::new()),
            _ => return Known::NotKnown,
        };
        let items: Option<Vec<(Option<&Member>, &Node)>> = match node.as_object() {
            Some(members) if words.command.is_some() => {
                Some(members.iter().map(|one| (Some(one), &one.value)).collect())
            }
            _ => fields::list(self.texts, node, words.responses)
                .map(|items| items.iter().map(|item| (None, item)).collect()),
        };
        let responses = items.and_then(|items| {
            let read = items
                .into_iter()
                .map(|(member, node)| self.response(member, node));
            read.collect::<Vec<_>>().into_iter().collect()
        });
        match responses {
            Some(responses) => Known::Known(responses),
            None => Known::NotKnown,
        }
    }

    fn response(&mut self, member: Option<&Member>, node: &Node) -> Option<IntegrationResponse> {
        let words = self.words;
        let keys = [
            words.response_status,
            words.selection_pattern,
            words.parameters,
            words.templates,
            words.content_handling,
        ];
        let fields = match words.command {
            Some(command) => fields::output(self.texts, node, command, &keys)?,
            None => Fields::strict(self.texts, node, "an integration response", &keys)?,
        };
        let status = match (fields.text(self.texts, words.response_status), member) {
            (Some((status, span)), _) => Written::new(status.to_owned(), span),
            (None, Some(member)) => Written::new(member.key.clone(), member.key_span),
            (None, None) => {
                let what = "an integration response";
                fields.require(self.texts, what, words.response_status)?;
                return None;
            }
        };
        let pattern = fields.get(words.selection_pattern);
        let pattern = pattern.filter(|node| !node.is_null() && !fields::is_none(node));
        let selection_pattern = match pattern {
            Some(node) => {
                let (text, span) = fields::text(self.texts, node, words.selection_pattern)?;
                Some(Written::new(text.to_owned(), span)).filter(|one| !one.value.is_empty())
            }
            None => None,
        };
        let map = |texts: &mut Texts<'_>, key: &str| match fields.get(key) {
            Some(node) if !node.is_null() => parameters(texts, node, key, key == words.templates),
            _ => Some(Vec::new()),
        };
        let handling = fields.get(words.content_handling);
        let content_handling = match handling.filter(|node| !node.is_null()) {
            Some(node) => {
                let (text, span) = fields::text(self.texts, node, words.content_handling)?;
                let known = HANDLINGS.map(|one| (one.name(), one));
                let code = "invalid-integration";
                let what = "a content handling";
                let value =
                    crate::inventory::native::choose(self.texts, text, span, &known, code, what)?;
                Some(Written::new(value, span))
            }
            None => None,
        };
        Some(IntegrationResponse {
            status,
            selection_pattern,
            parameters: map(self.texts, words.parameters)?,
            templates: map(self.texts, words.templates)?,
            content_handling,
            span: fields.span,
        })
    }

    /// For each status code, what is changed about the answer.
    pub(super) fn response_parameters(&mut self) -> Known<Vec<StatusMapping>> {
        let key = self.words.response_parameters;
        let node = match self.fields.get(key) {
            Some(node) if !node.is_null() => node,
            _ if self.is_complete => return Known::Known(Vec::new()),
            _ => return Known::NotKnown,
        };
        let mappings = fields::members(self.texts, node, key).and_then(|members| {
            let read = members.iter().map(|member| {
                Some(StatusMapping {
                    status: Written::new(member.key.clone(), member.key_span),
                    parameters: parameters(self.texts, &member.value, &member.key, false)?,
                })
            });
            read.collect::<Vec<_>>().into_iter().collect()
        });
        match mappings {
            Some(mappings) => Known::Known(mappings),
            None => Known::NotKnown,
        }
    }
}

/// Names with what they are given, in their order. A template may well hold angle brackets.
fn parameters(
    texts: &mut Texts<'_>,
    node: &Node,
    key: &str,
    are_templates: bool,
) -> Option<Vec<Parameter>> {
    let members = fields::members(texts, node, key)?;
    let mut found = Vec::new();
    let mut is_complete = true;
    for member in members {
        // A mapping template that is not there passes the body through as it is.
        let value = if member.value.is_null() {
            Some(("", member.value.span))
        } else {
            fields::text(texts, &member.value, &member.key)
        };
        let Some((value, span)) = value else {
            is_complete = false;
            continue;
        };
        if !are_templates {
            report_placeholder(texts, &member.key, member.key_text_span);
            report_placeholder(texts, value, text_span(&member.value));
        }
        found.push(Parameter {
            name: Written::new(member.key.clone(), member.key_span),
            value: Written::new(value.to_owned(), span),
        });
    }
    is_complete.then_some(found)
}

/// The answers that a method declares: `methodResponses` of the AWS CLI, or in our own words
/// status codes with the names of their response parameters.
pub(in crate::inventory) fn method_responses(
    texts: &mut Texts<'_>,
    node: &Node,
    command: Option<&str>,
) -> Option<Vec<MethodResponse>> {
    if node.as_array().is_some() {
        // Status codes alone: they declare no response parameters.
        let items = fields::list(texts, node, "method-responses")?;
        return items
            .iter()
            .map(|item| {
                let (status, span) = fields::text(texts, item, "method-responses")?;
                Some(MethodResponse {
                    status: Written::new(status.to_owned(), span),
                    parameters: Vec::new(),
                })
            })
            .collect::<Vec<_>>()
            .into_iter()
            .collect();
    }
    let members = fields::members(texts, node, "method-responses")?;
    let mut found = Vec::new();
    for member in members {
        let parameters = match command {
            Some(command) => {
                let keys = ["statusCode", "responseParameters", "responseModels"];
                let fields = fields::output(texts, &member.value, command, &keys)?;
                match fields
                    .get("responseParameters")
                    .filter(|one| !one.is_null())
                {
                    Some(node) => {
                        let names = fields::members(texts, node, "responseParameters")?;
                        let names = names.iter();
                        names
                            .map(|one| Written::new(one.key.clone(), one.key_span))
                            .collect()
                    }
                    None => Vec::new(),
                }
            }
            None => {
                let items = fields::list(texts, &member.value, &member.key)?;
                let names = items.iter().map(|item| {
                    let (name, span) = fields::text(texts, item, &member.key)?;
                    Some(Written::new(name.to_owned(), span))
                });
                names
                    .collect::<Vec<_>>()
                    .into_iter()
                    .collect::<Option<Vec<_>>>()?
            }
        };
        found.push(MethodResponse {
            status: Written::new(member.key.clone(), member.key_span),
            parameters,
        });
    }
    Some(found)
}
