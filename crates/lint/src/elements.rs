//! The elements of policies, one by one, for rules that look at each.

use std::ops::Range;

use can_invoke_policy::{
    document::{Condition, PrincipalEntry, Statement},
    pattern::{ActionPattern, ResourcePattern},
};
use can_invoke_source::{Node, Span, Text, Value};

use crate::{
    execute_api::ExecuteApi,
    model::{Model, PolicyDocument},
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

    /// The entries of `Principal` or `NotPrincipal`.
    pub fn principals(self) -> impl Iterator<Item = &'m PrincipalEntry> {
        let statement = self.statement;
        statement.principal.iter().flat_map(|all| &all.entries)
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
