//! The answer of a Lambda authorizer, as a document.
//!
//! Source: API Gateway developer guide, `api-gateway-lambda-authorizer-output` and
//! `http-api-lambda-authorizer`. What a function answers is judged as API Gateway judges it:
//! a form that it cannot read is a warning, and what follows from it is 500 for the client.

use std::sync::Arc;

use can_invoke_policy::{Policy, PolicyKind, document};
use can_invoke_source::{Diagnostic, Node, Parsed, Span, words::nearest, words::quote};

use super::AuthorizerAnswer;

/// The keys of an answer, of either form.
pub(super) const KEYS: [&str; 5] = [
    "principalId",
    "policyDocument",
    "context",
    "usageIdentifierKey",
    "isAuthorized",
];

/// The longest resource in the policy of an authorizer.
///
/// Source: API Gateway developer guide, `api-gateway-lambda-authorizer-output`.
const LONGEST_RESOURCE: usize = 512;

/// The words that stand for an answer.
const WORDS: [&str; 2] = ["unauthorized", "fails"];

/// Reads an answer: the document that the function returns, or one of the words
/// `unauthorized` (it throws `Unauthorized`) and `fails`. `name` is what its policy is
/// called in answers. Nothing is read only where the diagnostics have an error.
pub fn authorizer_answer(node: &Node, name: &str) -> Parsed<Option<AuthorizerAnswer>> {
    let mut reading = Reading::default();
    let value = reading.answer(node, name);
    Parsed {
        value,
        diagnostics: reading.diagnostics,
    }
}

impl AuthorizerAnswer {
    /// The answer that a word stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "unauthorized" => Some(AuthorizerAnswer::Unauthorized),
            "fails" => Some(AuthorizerAnswer::Fails("it fails".to_owned())),
            _ => None,
        }
    }
}

#[derive(Default)]
struct Reading {
    diagnostics: Vec<Diagnostic>,
}

impl Reading {
    fn answer(&mut self, node: &Node, name: &str) -> Option<AuthorizerAnswer> {
        if let Some(word) = node.as_str() {
            return self.word(node, word);
        }
        if node.as_object().is_none() {
            let message = format!("the answer is {}, not an object", node.kind_name());
            return Some(self.unreadable(node.span, message));
        }
        self.unknown_keys(node);
        match (node.get("isAuthorized"), node.get("policyDocument")) {
            (Some(flag), None) => Some(self.simple(flag)),
            (_, Some(document)) => self.policy(node, document, name),
            (None, None) => {
                let message = "the answer has neither `policyDocument` nor `isAuthorized`";
                Some(self.unreadable(node.span, message.to_owned()))
            }
        }
    }

    fn word(&mut self, node: &Node, word: &str) -> Option<AuthorizerAnswer> {
        match AuthorizerAnswer::of_word(word) {
            Some(answer) => Some(answer),
            None => {
                let message = format!("{} is not the answer of an authorizer", quote(word));
                let diagnostic = Diagnostic::error("invalid-answer", node.span, message);
                self.diagnostics.push(match nearest(word, &WORDS) {
                    Some(known) => diagnostic.help(format!("did you mean `{known}`?")),
                    None => diagnostic.help(
                        "write the document that the function returns, `{ file: path }`, \
                         `unauthorized` or `fails`",
                    ),
                });
                None
            }
        }
    }

    fn unknown_keys(&mut self, node: &Node) {
        for member in node.as_object().unwrap_or_default() {
            if KEYS.contains(&member.key.as_str()) {
                continue;
            }
            let message = format!("{} is not a key of the answer", quote(&member.key));
            let diagnostic = Diagnostic::warning("unknown-answer-key", member.key_span, message);
            self.diagnostics.push(match nearest(&member.key, &KEYS) {
                Some(key) => diagnostic.help(format!("did you mean `{key}`?")),
                None => diagnostic.help("API Gateway hands on what is in `context`"),
            });
        }
    }

    fn simple(&mut self, flag: &Node) -> AuthorizerAnswer {
        match flag.as_bool() {
            Some(flag) => AuthorizerAnswer::Simple(flag),
            None => {
                let message = format!("`isAuthorized` is {}, not a boolean", flag.kind_name());
                self.unreadable(flag.span, message)
            }
        }
    }

    fn policy(&mut self, node: &Node, document: &Node, name: &str) -> Option<AuthorizerAnswer> {
        let principal = node.get("principalId");
        let is_named = principal
            .and_then(Node::scalar_text)
            .is_some_and(|text| !text.trim().is_empty());
        if !is_named {
            let place = principal.map_or(node.span, |node| node.span);
            let message = "the answer has no `principalId`".to_owned();
            return Some(self.unreadable(place, message));
        }
        if document.as_object().is_none() {
            let message = format!(
                "`policyDocument` is {}, not an object",
                document.kind_name()
            );
            return Some(self.unreadable(document.span, message));
        }
        if document.get("Version").is_none() {
            let message = "the policy document has no `Version`".to_owned();
            return Some(self.unreadable(document.span, message));
        }
        if let Some(context) = node.get("context")
            && context.as_object().is_none()
        {
            let message = format!("`context` is {}, not an object", context.kind_name());
            return Some(self.unreadable(context.span, message));
        }
        let parsed = document::parse(document, PolicyKind::Identity, name);
        self.diagnostics.extend(parsed.diagnostics);
        let policy = parsed.value?;
        if let Some(span) = too_long(&policy) {
            let message =
                format!("a resource of the policy is longer than {LONGEST_RESOURCE} characters");
            return Some(self.unreadable(span, message));
        }
        let key = node.get("usageIdentifierKey");
        Some(AuthorizerAnswer::Policy {
            policy: Arc::new(policy),
            usage_identifier_key: key
                .and_then(Node::scalar_text)
                .filter(|key| !key.trim().is_empty())
                .map(str::to_owned),
            has_nested_context: has_nested(node.get("context")),
        })
    }

    /// A form that API Gateway cannot read.
    fn unreadable(&mut self, span: Span, message: String) -> AuthorizerAnswer {
        self.diagnostics.push(
            Diagnostic::warning("unreadable-answer", span, message.clone())
                .label("the client gets 500 for this"),
        );
        AuthorizerAnswer::Fails(message)
    }
}

/// The first resource that is too long.
fn too_long(policy: &Policy) -> Option<Span> {
    let resources = policy.statements.iter();
    let resources = resources.filter_map(|statement| statement.resource.as_ref());
    let mut patterns = resources.flat_map(|resources| &resources.patterns);
    let long = patterns.find(|pattern| pattern.text.chars().count() > LONGEST_RESOURCE);
    long.map(|pattern| pattern.span)
}

/// Whether a value of the context is a list or an object, which format 1.0 does not take.
fn has_nested(context: Option<&Node>) -> bool {
    let members = context.and_then(Node::as_object).unwrap_or_default();
    members
        .iter()
        .any(|member| member.value.as_object().is_some() || member.value.as_array().is_some())
}
