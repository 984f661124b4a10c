//! Intrinsic functions: a tree with them becomes a tree of plain values, in which placeholders
//! stand for what is known only after deployment.
//!
//! Source: CloudFormation template reference, `intrinsic-function-reference` and
//! `pseudo-parameter-reference`.

mod conditions;
mod functions;
mod references;
mod shapes;

use std::collections::BTreeMap;

use can_invoke_source::{Diagnostic, Member, Node, Severity, Span, Text, Value};

use crate::{
    Environment,
    placeholder::{Placeholders, Shape},
    tree::{self, Pieces},
};

/// How deep functions are followed into each other.
const MOST_LEVELS: usize = 32;

/// How many values a template may come to. Functions may name a value many times, and that
/// value others, so that a small template would come to more than fits into any machine.
const MOST_VALUES: usize = 4_000_000;

/// How many bytes of text count as one value.
const BYTES_OF_VALUE: usize = 32;

/// Works functions out.
pub(crate) struct Intrinsics<'a> {
    template: &'a Node,
    environment: &'a Environment,
    placeholders: &'a mut Placeholders,
    /// Parameters and resources by their names.
    parameters: BTreeMap<&'a str, &'a Node>,
    resources: BTreeMap<&'a str, &'a Node>,
    /// Whether conditions hold, as far as that is known.
    conditions: BTreeMap<String, Option<bool>>,
    diagnostics: Vec<Diagnostic>,
    /// How many values may still come.
    left: usize,
}

/// What a value comes to.
enum Worked {
    /// A value.
    Value(Node),
    /// Nothing: the key or element that has it is left out (`AWS::NoValue`).
    Nothing,
}

impl<'a> Intrinsics<'a> {
    /// For the functions of a template.
    pub(crate) fn new(
        template: &'a Node,
        environment: &'a Environment,
        placeholders: &'a mut Placeholders,
    ) -> Self {
        Intrinsics {
            template,
            environment,
            placeholders,
            parameters: by_name(template, "Parameters"),
            resources: by_name(template, "Resources"),
            conditions: BTreeMap::new(),
            diagnostics: Vec::new(),
            left: MOST_VALUES,
        }
    }

    /// A value without functions; nothing for `AWS::NoValue`.
    pub(crate) fn resolve(&mut self, node: &Node) -> Option<Node> {
        self.resolve_at(node, 0)
    }

    fn resolve_at(&mut self, node: &Node, level: usize) -> Option<Node> {
        match self.work(node, level) {
            Worked::Value(node) => Some(node),
            Worked::Nothing => None,
        }
    }

    /// The placeholders, with what they stand for.
    pub(crate) fn placeholders(&mut self) -> &mut Placeholders {
        self.placeholders
    }

    /// What was to be said about functions, none of it twice.
    pub(crate) fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.diagnostics)
    }

    /// Says something about the template.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Says that something is not understood.
    pub(crate) fn not_understood(&mut self, span: Span, message: impl Into<String>) {
        let message = message.into();
        self.report(Diagnostic::new(
            Severity::Note,
            "not-understood",
            span,
            message,
        ));
    }

    /// Counts values; nothing is left once there were too many.
    fn spend(&mut self, count: usize, span: Span) -> bool {
        let had = self.left;
        self.left = had.saturating_sub(count);
        if had > 0 && self.left == 0 {
            self.not_understood(
                span,
                "the functions of the template come to too many values",
            );
        }
        self.left > 0
    }

    fn work(&mut self, node: &Node, level: usize) -> Worked {
        if !self.spend(1, node.span) {
            return Worked::Value(self.unknown(node.span, "a value of a template that is too big"));
        }
        if level > MOST_LEVELS {
            return Worked::Value(self.unknown(node.span, "a value that is nested too deep"));
        }
        if let Some((name, argument)) = function(node) {
            return self.call(&name, argument, node.span, level);
        }
        match &node.value {
            Value::Object(members) => {
                let mut kept = Vec::with_capacity(members.len());
                for member in members {
                    if is_macro(&member.key) {
                        let message =
                            format!("what `{}` makes of the template is not known", member.key);
                        self.not_understood(member.key_span, message);
                    } else if let Worked::Value(value) = self.work(&member.value, level) {
                        kept.push(Member {
                            value,
                            ..member.clone()
                        });
                    }
                }
                Worked::Value(tree::object(node.span, kept))
            }
            Value::Array(items) => {
                let mut kept = Vec::with_capacity(items.len());
                for item in items {
                    self.element(item, level, &mut kept);
                }
                Worked::Value(tree::list(node.span, kept))
            }
            Value::String(text) if text.decoded.contains(DYNAMIC) => {
                Worked::Value(self.dynamic(text, node.span))
            }
            _ => Worked::Value(Node {
                tag: None,
                ..node.clone()
            }),
        }
    }

    /// An element of a list: both branches of a condition that is not known, as what may be
    /// there is looked at too.
    fn element(&mut self, item: &Node, level: usize, kept: &mut Vec<Node>) {
        if let Some((name, argument)) = function(item)
            && name == "Fn::If"
            && let Some([condition, first, second]) = argument.as_array()
            && self.holds(condition).is_none()
        {
            self.report_condition(condition, item.span, "both branches are looked at");
            for branch in [first, second] {
                if level < MOST_LEVELS {
                    // The branch may be such a condition again.
                    if self.spend(1, branch.span) {
                        self.element(branch, level + 1, kept);
                    }
                }
            }
            return;
        }
        if let Worked::Value(value) = self.work(item, level) {
            kept.push(value);
        }
    }

    fn call(&mut self, name: &str, argument: &Node, span: Span, level: usize) -> Worked {
        match name {
            "Ref" => self.reference(argument.as_str().unwrap_or_default(), span, level),
            "Fn::GetAtt" => Worked::Value(self.attribute(argument, span, level)),
            "Fn::Sub" => Worked::Value(self.substitute(argument, span, level)),
            "Fn::Join" => Worked::Value(self.join(argument, span, level)),
            "Fn::If" => self.choose(argument, span, level),
            "Fn::Select" => self.select(argument, span, level),
            "Fn::Split" => self.split(argument, span, level),
            "Fn::FindInMap" => self.find_in_map(argument, span, level),
            // The text is read as the document that it holds, wherever one is expected.
            "Fn::ToJsonString" => {
                let argument = Node {
                    tag: None,
                    ..argument.clone()
                };
                self.work(&argument, level + 1)
            }
            "Fn::Base64" | "Fn::ImportValue" | "Fn::GetAZs" | "Fn::Cidr" | "Fn::Length" => {
                let meaning = self.described(name, argument, level);
                Worked::Value(self.unknown(span, &meaning))
            }
            _ => {
                let message = format!("the function `{name}` is not understood");
                self.not_understood(span, message);
                let meaning = self.described(name, argument, level);
                Worked::Value(self.unknown(span, &meaning))
            }
        }
    }

    /// A text with dynamic references, `{{resolve:ssm:name}}`, whose values are known only
    /// after deployment.
    fn dynamic(&mut self, text: &Text, span: Span) -> Node {
        let mut pieces = Pieces::new(span);
        let mut rest = 0;
        while let Some(begin) = text
            .decoded
            .get(rest..)
            .and_then(|tail| tail.find(DYNAMIC))
            .map(|found| rest + found)
        {
            let tail = text.decoded.get(begin..).unwrap_or_default();
            let Some(length) = tail.find("}}") else {
                break;
            };
            let end = begin + length + 2;
            pieces.slice(text, rest..begin);
            let meaning = text.decoded.get(begin..end).unwrap_or_default();
            let unknown = self.placeholders.of(Shape::Text, meaning);
            pieces.whole(&unknown, text.map.span(begin, end));
            rest = end;
        }
        pieces.slice(text, rest..text.decoded.len());
        pieces.finish()
    }

    /// Works the dynamic references of a text out that was put together.
    fn with_dynamic(&mut self, node: Node) -> Node {
        let length = node.as_str().map_or(0, str::len);
        if !self.spend(length / BYTES_OF_VALUE, node.span) {
            return self.unknown(node.span, "a value of a template that is too big");
        }
        let node = match &node.value {
            Value::String(text) if text.decoded.contains(DYNAMIC) => self.dynamic(text, node.span),
            _ => node,
        };
        self.with_shapes(node)
    }

    fn unknown(&mut self, span: Span, meaning: &str) -> Node {
        tree::text(self.placeholders.of(Shape::Text, meaning), span)
    }

    /// A function that is not worked out, as people read it: two calls with one argument are
    /// one value.
    fn described(&mut self, name: &str, argument: &Node, level: usize) -> String {
        let bare = Node {
            tag: None,
            ..argument.clone()
        };
        let worked = self.resolve_at(&bare, level + 1);
        match worked.as_ref().and_then(Node::scalar_text) {
            Some(text) => format!("{name} {}", self.placeholders.shown(text)),
            // Something longer is told apart by its place.
            None => format!("{name} at byte {}", argument.span.start),
        }
    }
}

/// The members of a section of a template; of two with one name the first.
fn by_name<'n>(template: &'n Node, section: &str) -> BTreeMap<&'n str, &'n Node> {
    let members = template.get(section).and_then(Node::as_object);
    let members = members.unwrap_or_default().iter().rev();
    members
        .map(|member| (member.key.as_str(), &member.value))
        .collect()
}

/// How dynamic references begin.
const DYNAMIC: &str = "{{resolve:";

/// Whether a key among others is replaced by something that a macro makes.
pub(super) fn is_macro(key: &str) -> bool {
    key == "Fn::Transform" || key.starts_with("Fn::ForEach")
}

/// The function that a node calls, in its long name, and its argument: an object with one key,
/// or a node with a tag. The argument of a tag still has the tag.
fn function(node: &Node) -> Option<(String, &Node)> {
    if let Some(tag) = &node.tag
        && !tag.starts_with("!!")
        && let Some(name) = tag.strip_prefix('!')
    {
        let name = match name {
            "Ref" | "Condition" => name.to_owned(),
            _ => format!("Fn::{name}"),
        };
        return Some((name, node));
    }
    let [member] = node.as_object()? else {
        return None;
    };
    let is_function = member.key == "Ref" || member.key.starts_with("Fn::");
    is_function.then(|| (member.key.clone(), &member.value))
}
