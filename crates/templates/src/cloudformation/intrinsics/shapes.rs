//! Placeholders in places where only texts of one shape can stand: accounts and Regions of ARNs,
//! and principals.

use std::ops::Range;

use can_invoke_source::{Member, Node, Value};

use super::Intrinsics;
use crate::{
    placeholder::Shape,
    tree::{self, Pieces},
};

impl Intrinsics<'_> {
    /// A text in whose ARNs what stands for an account looks like one, and so for Regions.
    pub(super) fn with_shapes(&mut self, node: Node) -> Node {
        let Value::String(text) = &node.value else {
            return node;
        };
        let mut changed = Vec::new();
        for (range, shape) in places(&text.decoded) {
            let part = text.decoded.get(range.clone()).unwrap_or_default();
            if part.starts_with(prefix(shape)) {
                continue;
            }
            if let Some(other) = self.placeholders.in_shape(shape, part) {
                changed.push((range, other));
            }
        }
        if changed.is_empty() {
            return node;
        }
        let mut pieces = Pieces::new(node.span);
        let mut rest = 0;
        for (range, other) in changed {
            pieces.slice(text, rest..range.start);
            let place = text.map.span(range.start, range.end);
            pieces.whole(&other, place);
            rest = range.end;
        }
        pieces.slice(text, rest..text.decoded.len());
        pieces.finish()
    }

    /// A policy document in which what is known only after deployment looks like what its place
    /// asks for: an account among principals, actions, ARNs, ranges of addresses.
    pub(crate) fn with_parts(&mut self, document: &Node) -> Node {
        let mut document = document.clone();
        let statements = value_of(&mut document, "Statement");
        for statement in statements.map(each).unwrap_or_default() {
            for key in ["Principal", "NotPrincipal"] {
                let principal = value_of(statement, key);
                let accounts = principal.and_then(|one| value_of(one, "AWS"));
                self.shape_each(accounts, Shape::Account);
            }
            for key in ["Action", "NotAction"] {
                self.shape_each(value_of(statement, key), Shape::Action);
            }
            for key in ["Resource", "NotResource"] {
                self.shape_each(value_of(statement, key), Shape::Arn);
            }
            let conditions = value_of(statement, "Condition");
            for condition in conditions.map(members_of).unwrap_or_default() {
                let shape = if condition.key.contains("Arn") {
                    Shape::Arn
                } else if condition.key.contains("IpAddress") {
                    Shape::Address
                } else {
                    continue;
                };
                for key in members_of(&mut condition.value) {
                    self.shape_each(Some(&mut key.value), shape);
                }
            }
        }
        document
    }

    /// The statements of a document that are known only after deployment, taken out of it.
    pub(crate) fn take_unknown_statements(&mut self, document: &mut Node) -> Vec<Node> {
        let Some(Value::Array(statements)) =
            value_of(document, "Statement").map(|one| &mut one.value)
        else {
            return Vec::new();
        };
        let (unknown, known) = std::mem::take(statements).into_iter().partition(|one| {
            one.as_str()
                .is_some_and(|text| self.placeholders.is_in(text))
        });
        *statements = known;
        unknown
    }

    fn shape_each(&mut self, node: Option<&mut Node>, shape: Shape) {
        for node in node.map(each).unwrap_or_default() {
            let text = node.as_str().unwrap_or_default();
            if text.starts_with(prefix(shape)) {
                continue;
            }
            if let Some(other) = self.placeholders.in_shape(shape, text) {
                *node = tree::text(other, node.span);
            }
        }
    }
}

/// How the placeholders of a shape begin.
fn prefix(shape: Shape) -> &'static str {
    match shape {
        Shape::Region => "xx-",
        Shape::Arn => "arn:",
        Shape::Action => "unknown:",
        Shape::Address => "2001:db8:",
        _ => "0",
    }
}

/// The value of a key of an object.
fn value_of<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Node> {
    let mut members = members_of(node).iter_mut();
    let member = members.find(|member| member.key == key)?;
    Some(&mut member.value)
}

/// The members of an object.
fn members_of(node: &mut Node) -> &mut [Member] {
    match &mut node.value {
        Value::Object(members) => members,
        _ => &mut [],
    }
}

/// The elements of a list, or the one in its place.
fn each(node: &mut Node) -> &mut [Node] {
    if node.as_array().is_none() {
        return std::slice::from_mut(node);
    }
    match &mut node.value {
        Value::Array(items) => items,
        _ => &mut [],
    }
}

/// Where the Regions and accounts of all ARNs of a text are.
fn places(text: &str) -> Vec<(Range<usize>, Shape)> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices("arn:") {
        let arn = text.get(start..).unwrap_or_default();
        let end = arn.find(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        let arn = arn.get(..end.unwrap_or(arn.len())).unwrap_or_default();
        let mut at = start;
        for (index, field) in arn.split(':').take(5).enumerate() {
            let range = at..at + field.len();
            match index {
                3 => found.push((range, Shape::Region)),
                4 => found.push((range, Shape::Account)),
                _ => {}
            }
            at += field.len() + 1;
        }
    }
    // Of ARNs within each other, as in the URI of an integration, each place counts once.
    found.sort_by_key(|(range, _)| range.start);
    found.dedup_by_key(|(range, _)| range.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_and_accounts_of_arns() {
        let text = r#"x "arn:aws:iam::me:root" arn:a:b:r:m:arn:aws:s:q:n"#;
        let found = places(text);
        let found: Vec<(&str, Shape)> = found
            .into_iter()
            .map(|(range, shape)| (text.get(range).unwrap_or_default(), shape))
            .collect();
        assert_eq!(
            found,
            [
                ("", Shape::Region),
                ("me", Shape::Account),
                ("r", Shape::Region),
                ("m", Shape::Account),
                ("q", Shape::Region),
                ("n", Shape::Account),
            ]
        );
    }
}
