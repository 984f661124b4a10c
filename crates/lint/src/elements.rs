//! The elements of policies, one by one, for rules that look at each.

use std::ops::Range;

use can_invoke_gateway::inventory::ApiKind;
use can_invoke_policy::{
    PolicyKind,
    document::{Condition, Effect, PrincipalEntry, Statement},
    pattern::{ActionPattern, ResourcePattern},
};
use can_invoke_source::{Node, Span, Text, Value};

use crate::{
    execute_api::ExecuteApi,
    model::{Attached, Model, PolicyDocument},
    rule::Confidence,
};

/// A statement with the policy that it stands in.
#[derive(Clone, Copy)]
pub struct InPolicy<'m> {
    /// The policy.
    pub document: &'m PolicyDocument<'m>,
    /// The statement.
    pub statement: &'m Statement,
}

impl<'a> Model<'a> {
    /// Every statement of every policy.
    pub fn statements(&self) -> impl Iterator<Item = InPolicy<'_>> {
        self.policies.iter().flat_map(|document| {
            let statements = document.policy.statements.iter();
            statements.map(move |statement| InPolicy {
                document,
                statement,
            })
        })
    }

    /// How sure it is that the parts after the stage of a resource are a method and a path;
    /// nothing for a WebSocket API, where they are the key of a route, as `prod/get` may be.
    ///
    /// Only REST APIs have resource policies and private endpoints. Elsewhere the inventory has
    /// to say of what kind the API is.
    pub fn has_method(&self, place: InPolicy<'_>, resource: &ExecuteApi<'_>) -> Option<Confidence> {
        let kind = match place.document.attached {
            Attached::Api(api) | Attached::Deployed(api, _) => Some(api.kind),
            _ => self
                .inventory
                .apis
                .iter()
                .find(|api| {
                    resource
                        .api
                        .as_ref()
                        .is_some_and(|part| part.text == api.id)
                })
                .map(|api| api.kind),
        };
        if kind == Some(ApiKind::WebSocket) {
            return None;
        }
        let is_sure = kind.is_some()
            || matches!(
                place.document.policy.kind,
                PolicyKind::Resource | PolicyKind::VpcEndpoint
            );
        // A value that is not known may hold slashes of its own.
        let parts = [&resource.api, &resource.stage, &resource.verb];
        let mut parts = parts.into_iter().flatten();
        let is_unknown = parts.any(|part| self.unknowns.is_in(part.text));
        let is_proven = is_sure && resource.has_literal_stage() && !is_unknown;
        Some(if is_proven {
            Confidence::Proven
        } else {
            Confidence::Likely
        })
    }
}

impl<'m> InPolicy<'m> {
    /// The entries of `Resource` or `NotResource`.
    pub fn resources(self) -> impl Iterator<Item = &'m ResourcePattern> {
        let statement = self.statement;
        statement.resource.iter().flat_map(|all| &all.patterns)
    }

    /// The entries of `Resource` or `NotResource` that are about API Gateway, cut up.
    pub fn execute_apis(self) -> impl Iterator<Item = (&'m ResourcePattern, ExecuteApi<'m>)> {
        self.resources()
            .filter_map(|pattern| Some((pattern, ExecuteApi::parse(&pattern.text)?)))
    }

    /// The entries of `Resource` that are about API Gateway, cut up; none of `NotResource`, whose
    /// entries the statement does not speak of.
    pub fn named_apis(self) -> impl Iterator<Item = (&'m ResourcePattern, ExecuteApi<'m>)> {
        let is_negated = self
            .statement
            .resource
            .as_ref()
            .is_some_and(|all| all.negated);
        self.execute_apis().filter(move |_| !is_negated)
    }

    /// The entries of `Principal` or `NotPrincipal`.
    pub fn principals(self) -> impl Iterator<Item = &'m PrincipalEntry> {
        let statement = self.statement;
        statement.principal.iter().flat_map(|all| &all.entries)
    }

    /// Whom an `Allow` names as its `Principal`; nobody for a `Deny`, and nobody for a
    /// `NotPrincipal`, whose entries are those that are not let in.
    pub fn lets_in(self) -> impl Iterator<Item = &'m PrincipalEntry> {
        let is_allow = self.statement.effect == Effect::Allow;
        let principals = self.statement.principal.iter();
        principals
            .filter(move |all| is_allow && !all.negated)
            .flat_map(|all| &all.entries)
    }

    /// Whether `Action` names an action, which is given in lower case.
    pub fn names_action(self, action: &str) -> bool {
        !self.statement.action.negated && self.actions().any(|pattern| pattern.matches(action))
    }

    /// Whether a `Deny` of the same policy may take back what an `Allow` of it gives.
    pub fn may_be_taken_back(self) -> bool {
        let mut statements = self.document.policy.statements.iter();
        statements.any(|statement| statement.effect == Effect::Deny)
    }

    /// The entries of `Action` or `NotAction`.
    pub fn actions(self) -> impl Iterator<Item = &'m ActionPattern> {
        self.statement.action.patterns.iter()
    }

    /// The conditions.
    pub fn conditions(self) -> impl Iterator<Item = &'m Condition> {
        self.statement.conditions.iter()
    }

    /// The place of a part of a text of the policy: `text_span` is the place of the whole text
    /// without quotes, `part` a range of what it says.
    pub fn place(self, text_span: Span, part: Range<usize>) -> Span {
        match text_at(self.document.node, text_span) {
            Some(text) => text.map.span(part.start, part.end),
            None => text_span,
        }
    }
}

/// The text that stands at a place.
fn text_at(node: &Node, span: Span) -> Option<&Text> {
    match &node.value {
        Value::String(text) => (text.span() == span).then_some(text),
        Value::Array(items) => items.iter().find_map(|item| text_at(item, span)),
        Value::Object(members) => members
            .iter()
            .find_map(|member| text_at(&member.value, span)),
        _ => None,
    }
}
