//! `authorizers:` of an API.

use can_invoke_policy::Policy;
use can_invoke_source::{JsonWriter, Node};

use crate::inventory::{Authorizer, AuthorizerAnswer, Known, PayloadFormat};

use super::{fields, originals::Originals};

/// Authorizers by their names.
pub(super) fn authorizers(
    writer: &mut JsonWriter,
    authorizers: &[Authorizer],
    originals: &Originals<'_>,
) {
    writer.key("authorizers");
    writer.object(|writer| {
        for one in authorizers {
            writer.key(&one.name);
            authorizer(writer, one, originals);
        }
    });
}

/// An authorizer, with the keys that one of its type has.
fn authorizer(writer: &mut JsonWriter, one: &Authorizer, originals: &Originals<'_>) {
    use crate::inventory::AuthorizerKind::{CognitoUserPools, Jwt, Request, Token};
    writer.object(|writer| {
        fields::text(writer, "type", one.kind.name());
        fields::optional(writer, "id", one.id.as_ref());
        fields::known_texts(writer, "identity-sources", &one.identity_sources);
        if one.kind == Token {
            let expression = &one.identity_validation;
            fields::known_or_none(writer, "identity-validation", expression);
        }
        fields::known_number(writer, "result-ttl", &one.result_ttl);
        if let Known::Known(format) = &one.payload_format {
            let word = match format {
                PayloadFormat::One => "1.0",
                PayloadFormat::Two => "2.0",
            };
            fields::text(writer, "payload-format", word);
        }
        fields::known_flag(writer, "simple-responses", &one.has_simple_responses);
        match one.kind {
            Token | Request => {
                fields::known_or_none(writer, "function", &one.function);
                fields::known_or_none(writer, "credentials", &one.credentials);
            }
            CognitoUserPools => fields::known_texts(writer, "user-pools", &one.user_pools),
            Jwt => {
                fields::known_or_none(writer, "issuer", &one.issuer);
                fields::known_texts(writer, "audience", &one.audience);
            }
        }
        if let Known::Known(answer) = &one.returns {
            writer.key("returns");
            returns(writer, answer, &one.name, originals);
        }
    });
}

/// What the function answers.
fn returns(
    writer: &mut JsonWriter,
    answer: &AuthorizerAnswer,
    authorizer: &str,
    originals: &Originals<'_>,
) {
    match answer {
        AuthorizerAnswer::Simple(flag) => writer.object(|writer| {
            writer.key("isAuthorized");
            writer.boolean(*flag);
        }),
        AuthorizerAnswer::Unauthorized => writer.string("unauthorized"),
        AuthorizerAnswer::Fails(why) => {
            if AuthorizerAnswer::of_word("fails").as_ref() == Some(answer) {
                writer.string("fails");
            } else {
                writer.object(|writer| fields::text(writer, "fails", why));
            }
        }
        AuthorizerAnswer::Policy {
            policy,
            usage_identifier_key,
            has_nested_context,
        } => {
            let answer = Answer {
                policy,
                key: usage_identifier_key.as_deref(),
                has_nested_context: *has_nested_context,
                original: originals.answer(policy),
            };
            if policy.name == format!("policy of the authorizer {authorizer}") {
                return answer.write(writer, originals);
            }
            writer.object(|writer| {
                fields::text(writer, "name", &policy.name);
                writer.key("document");
                answer.write(writer, originals);
            });
        }
    }
}

/// An answer that holds a policy.
struct Answer<'a> {
    policy: &'a Policy,
    key: Option<&'a str>,
    has_nested_context: bool,
    original: Option<&'a Node>,
}

impl Answer<'_> {
    /// As it is written, but for the key, which is a secret: that there is one is all that
    /// bears on the request.
    fn write(&self, writer: &mut JsonWriter, originals: &Originals<'_>) {
        let said = |key: &str| self.original.and_then(|node| node.get(key));
        writer.object(|writer| {
            let principal = said("principalId").and_then(Node::scalar_text);
            fields::text(writer, "principalId", principal.unwrap_or("user"));
            writer.key("policyDocument");
            writer.node(&originals.document(self.policy));
            if let Some(context) = said("context") {
                writer.key("context");
                writer.node(context);
            } else if self.has_nested_context {
                writer.key("context");
                writer.object(|writer| {
                    writer.key("nested");
                    writer.object(|_| {});
                });
            }
            if let Some(key) = self.key {
                let masked = "x".repeat(key.chars().count());
                fields::text(writer, "usageIdentifierKey", &masked);
            }
        });
    }
}
