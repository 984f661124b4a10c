//! What the transform makes of the templates under `tests/templates/serverless`.

mod hostile;
mod policies;
mod resources;

use can_invoke_source::{
    Diagnostic, Layout, Limits, Node, Sources, Span, Value, parse_bytes, write,
};

use super::expand;
use crate::tree::{member, object};

/// A template with what the transform makes of it.
struct Expanded {
    sources: Sources,
    template: Node,
    node: Node,
    diagnostics: Vec<Diagnostic>,
}

impl Expanded {
    fn of(name: &str) -> Self {
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/templates/serverless/"
        );
        let bytes = std::fs::read(format!("{folder}{name}")).expect("the template can be read");
        Self::of_text(name, &bytes)
    }

    fn of_text(name: &str, bytes: &[u8]) -> Self {
        let mut sources = Sources::new();
        let (_, parsed) = parse_bytes(&mut sources, name, bytes, &Limits::default());
        let template = parsed.value.expect("the template is one");
        let (node, diagnostics) = expand(&template);
        Expanded {
            sources,
            template,
            node,
            diagnostics,
        }
    }

    /// A value, by the keys that lead to it.
    fn at(&self, path: &[&str]) -> &Node {
        let mut node = &self.node;
        for key in path {
            node = node.get(key).unwrap_or_else(|| {
                panic!("`{key}` of {path:?} is in {}", shown(node));
            });
        }
        node
    }

    fn properties(&self, logical_id: &str) -> &Node {
        self.at(&["Resources", logical_id, "Properties"])
    }

    /// An operation of the definition of an API.
    fn operation(&self, api: &str, path: &str, method: &str) -> &Node {
        self.at(&[
            "Resources",
            api,
            "Properties",
            "Body",
            "paths",
            path,
            method,
        ])
    }

    fn statements(&self, api: &str) -> Vec<String> {
        let path = [
            "Resources",
            api,
            "Properties",
            "Body",
            "x-amazon-apigateway-policy",
            "Statement",
        ];
        let all = self.at(&path).as_array().expect("statements are a list");
        all.iter().map(shown).collect()
    }

    fn ids(&self) -> Vec<&str> {
        let all = self.at(&["Resources"]).as_object().expect("an object");
        all.iter().map(|one| one.key.as_str()).collect()
    }

    fn line(&self, span: Span) -> usize {
        let file = self.sources.get(span.file).expect("the file is known");
        file.line_column(span.range().start).line
    }

    /// Codes with their lines, in order of the lines.
    fn told(&self) -> Vec<(usize, &str)> {
        let place = |one: &Diagnostic| self.line(one.primary.span);
        let mut told: Vec<_> = self
            .diagnostics
            .iter()
            .map(|one| (place(one), one.code))
            .collect();
        told.sort_unstable();
        told
    }
}

/// A value as JSON; a tag is written as a function with its name.
fn shown(node: &Node) -> String {
    write::json(&untagged(node), Layout::OneLine)
}

fn untagged(node: &Node) -> Node {
    let mut node = node.clone();
    let tag = node.tag.take();
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| *item = untagged(item)),
        Value::Object(members) => {
            for one in members {
                one.value = untagged(&one.value);
            }
        }
        _ => {}
    }
    match tag {
        Some(tag) => object(node.span, vec![member(&tag, node)]),
        None => node,
    }
}
