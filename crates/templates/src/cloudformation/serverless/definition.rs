//! The OpenAPI definition of an API while it is put together, as the SAM transform does it:
//! routes of events, then what holds for all routes.

use can_invoke_source::{Member, Node, Span, Value};

use super::build::{branches, entry, literal, member_at, set};
use crate::tree::{list, member, object, text};

/// The key under which a definition says what a route calls.
pub(super) const INTEGRATION: &str = "x-amazon-apigateway-integration";

/// What stands in a path item beside methods.
const NO_METHODS: [&str; 4] = ["parameters", "servers", "summary", "description"];

/// A definition.
pub(super) struct Definition {
    /// The tree.
    pub(super) node: Node,
}

impl Definition {
    /// One without routes.
    pub(super) fn empty(version: (&str, &str), span: Span) -> Self {
        let title = super::build::reference("AWS::StackName", span);
        let info = vec![member("version", text("1.0", span)), member("title", title)];
        let members = vec![
            member(version.0, text(version.1, span)),
            member("info", object(span, info)),
            member("paths", object(span, Vec::new())),
        ];
        Definition {
            node: object(span, members),
        }
    }

    /// One that the template holds; nothing if it is not an object with paths, such as one
    /// that is included from elsewhere.
    pub(super) fn given(node: &Node) -> Option<Self> {
        node.get("paths")?.as_object()?;
        Some(Definition { node: node.clone() })
    }

    /// Whether it is written in version 3.
    fn is_three(&self) -> bool {
        self.node.get("openapi").is_some()
    }

    /// Whether it has a route of a path.
    pub(super) fn has_paths(&self) -> bool {
        let paths = self.node.get("paths").and_then(Node::as_object);
        paths.is_some_and(|paths| !paths.is_empty())
    }

    /// The paths, in order.
    pub(super) fn paths(&self) -> Vec<String> {
        let paths = self.node.get("paths").and_then(Node::as_object);
        let paths = paths.unwrap_or_default();
        paths.iter().map(|path| path.key.clone()).collect()
    }

    /// The keys of the methods of a path, in order.
    pub(super) fn methods(&self, path: &str) -> Vec<String> {
        let mut node = self
            .node
            .get("paths")
            .and_then(|paths| paths.get(path))
            .cloned();
        let item = node.as_mut().map(branches).unwrap_or_default();
        let members = item.first().and_then(|item| item.as_object());
        let keys = members.unwrap_or_default().iter().map(|one| &one.key);
        keys.filter(|key| !NO_METHODS.contains(&key.as_str()))
            .cloned()
            .collect()
    }

    /// Whether a method of a path calls something.
    pub(super) fn has_integration(&self, path: &str, method: &str) -> bool {
        let mut item = self
            .node
            .get("paths")
            .and_then(|paths| paths.get(path))
            .cloned();
        let items = item.as_mut().map(branches).unwrap_or_default();
        let mut operation = items.first().and_then(|item| item.get(method)).cloned();
        let operations = operation.as_mut().map(branches).unwrap_or_default();
        operations.iter().any(|operation| {
            let calls = operation.get(INTEGRATION);
            calls.is_some_and(|calls| !calls.is_null())
        })
    }

    /// Adds a method to a path; the keys stand where the event says them.
    pub(super) fn add(
        &mut self,
        path: (&str, Span),
        method: (&str, Span),
        place: Span,
        operation: Vec<Member>,
        condition: Option<&Node>,
    ) {
        let mut operation = object(place, operation);
        if let Some(condition) = condition {
            let nothing = super::build::reference("AWS::NoValue", place);
            let choice = list(place, vec![condition.clone(), operation, nothing]);
            operation = object(place, vec![member("Fn::If", choice)]);
        }
        let Some(paths) = entry(&mut self.node, "paths", place) else {
            return;
        };
        let Some(item) = entry(paths, path.0, path.1) else {
            return;
        };
        let Some(item) = branches(item).into_iter().next() else {
            return;
        };
        if let Value::Object(members) = &mut item.value {
            members.retain(|there| there.key != method.0);
            members.push(member_at(method.0, method.1, operation));
        }
    }

    /// Goes through all operations that call something, with their path and method key.
    pub(super) fn each_operation(&mut self, visit: &mut dyn FnMut(&str, &str, &mut Node)) {
        let Value::Object(members) = &mut self.node.value else {
            return;
        };
        let Some(paths) = members.iter_mut().find(|one| one.key == "paths") else {
            return;
        };
        let Value::Object(paths) = &mut paths.value.value else {
            return;
        };
        for path in paths {
            for item in branches(&mut path.value) {
                let Value::Object(methods) = &mut item.value else {
                    continue;
                };
                for method in methods {
                    let key = super::events::method_key(&method.key);
                    if NO_METHODS.contains(&key.as_str()) {
                        continue;
                    }
                    for operation in branches(&mut method.value) {
                        let calls = operation.get(INTEGRATION);
                        if calls.is_some_and(|calls| !calls.is_null()) {
                            visit(&path.key, &key, operation);
                        }
                    }
                }
            }
        }
    }

    /// Says what a name in `security` means, unless it is said already.
    pub(super) fn define_security(&mut self, name: &str, definition: Node) {
        let span = definition.span;
        let place = if self.is_three() {
            entry(&mut self.node, "components", span)
                .and_then(|components| entry(components, "securitySchemes", span))
        } else {
            entry(&mut self.node, "securityDefinitions", span)
        };
        if let Some(place) = place
            && place.get(name).is_none()
        {
            set(place, name, definition);
        }
    }

    /// Adds statements to its resource policy.
    pub(super) fn add_to_policy(&mut self, statements: Vec<Node>, span: Span) {
        if statements.is_empty() {
            return;
        }
        let Some(policy) = entry(&mut self.node, "x-amazon-apigateway-policy", span) else {
            return;
        };
        let mut all = match policy.get("Statement") {
            Some(there) => match &there.value {
                Value::Array(there) => there.clone(),
                _ => vec![there.clone()],
            },
            None => Vec::new(),
        };
        let span = all.first().map_or(span, |first| first.span);
        for statement in statements {
            if !all.iter().any(|there| same(there, &statement, 0)) {
                all.push(statement);
            }
        }
        set(policy, "Version", text("2012-10-17", span));
        set(policy, "Statement", list(span, all));
    }
}

/// Whether two values are the same, wherever they stand.
fn same(one: &Node, other: &Node, level: usize) -> bool {
    if one.tag != other.tag || level > 64 {
        return false;
    }
    match (&one.value, &other.value) {
        (Value::Object(of_one), Value::Object(of_other)) => {
            let is_equal = |member: &Member| {
                let there = other.get(&member.key);
                there.is_some_and(|there| same(&member.value, there, level + 1))
            };
            of_one.len() == of_other.len() && of_one.iter().all(is_equal)
        }
        (Value::Array(of_one), Value::Array(of_other)) => {
            let mut pairs = of_one.iter().zip(of_other);
            of_one.len() == of_other.len() && pairs.all(|(one, other)| same(one, other, level + 1))
        }
        _ => one.kind_name() == other.kind_name() && literal(one) == literal(other),
    }
}
