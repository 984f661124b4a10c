//! What a template comes to, as a text with the line of each value.

use std::{cell::RefCell, fmt::Write as _, path::Path};

use can_invoke_gateway::inventory::{InMemory, LoadOptions, Loaded, Lowered, load_with};
use can_invoke_source::{Limits, Node, Sources, Value, parse_bytes};
use can_invoke_templates::{Environment, Placeholders, lower};

/// A template, read.
pub(crate) struct Read {
    /// The inventory with what is to be said about the template.
    pub(crate) loaded: Loaded,
    /// What placeholders stand for.
    pub(crate) placeholders: Placeholders,
    /// The inventory as a tree.
    pub(crate) tree: Option<Node>,
}

/// Reads a template.
pub(crate) fn read(name: &str, bytes: &[u8], environment: &Environment) -> Read {
    let placeholders = RefCell::new(Placeholders::default());
    let tree = RefCell::new(None);
    let lower = |name: &str, node: &Node| -> Option<Lowered> {
        let lowered = lower(name, node, environment, &mut placeholders.borrow_mut())?;
        tree.borrow_mut().clone_from(&lowered.inventory);
        Some(lowered)
    };
    let options = LoadOptions {
        keeps_policies: true,
        lower: Some(&lower),
    };
    let documents = [(name.to_owned(), bytes.to_vec())];
    let files = InMemory::default();
    let loaded = load_with(&documents, &files, &Limits::default(), &options);
    Read {
        loaded,
        placeholders: placeholders.into_inner(),
        tree: tree.into_inner(),
    }
}

/// The tree of a document.
pub(crate) fn parsed(text: &str) -> Node {
    let mut sources = Sources::new();
    let (_, parsed) = parse_bytes(&mut sources, "it", text.as_bytes(), &Limits::default());
    parsed.value.expect("the document can be read")
}

impl Read {
    /// Everything, as people read it; without lines where these do not matter.
    pub(crate) fn text(&self, has_lines: bool) -> String {
        let mut text = String::new();
        if let Some(tree) = &self.tree {
            self.node(tree, 0, has_lines, &mut text);
        }
        for one in &self.loaded.diagnostics {
            let place = self.line(one.primary.span);
            let place = if has_lines { place } else { String::new() };
            let message = self.placeholders.shown(&one.message);
            let _ = writeln!(text, "{:?} {}{place}: {message}", one.severity, one.code);
            for other in &one.secondary {
                let place = self.line(other.span);
                let place = if has_lines { place } else { String::new() };
                let _ = writeln!(text, "  also{place}: {}", other.text);
            }
        }
        text
    }

    fn line(&self, span: can_invoke_source::Span) -> String {
        let file = self.loaded.sources.get(span.file);
        let place = file.map(|file| file.line_column(span.start as usize));
        format!(" (line {})", place.map_or(0, |place| place.line))
    }

    fn node(&self, node: &Node, depth: usize, has_lines: bool, text: &mut String) {
        let indent = "  ".repeat(depth);
        match &node.value {
            Value::Object(members) => {
                for member in members {
                    let key = self.placeholders.shown(&member.key);
                    self.entry(
                        &format!("{indent}{key}:"),
                        &member.value,
                        depth,
                        has_lines,
                        text,
                    );
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.entry(&format!("{indent}-"), item, depth, has_lines, text);
                }
            }
            _ => {}
        }
    }

    fn entry(&self, head: &str, node: &Node, depth: usize, has_lines: bool, text: &mut String) {
        let _ = match &node.value {
            Value::Object(members) if members.is_empty() => writeln!(text, "{head} {{}}"),
            Value::Array(items) if items.is_empty() => writeln!(text, "{head} []"),
            Value::Object(_) | Value::Array(_) => {
                let _ = writeln!(text, "{head}");
                self.node(node, depth + 1, has_lines, text);
                Ok(())
            }
            _ => {
                let value = node.scalar_text().unwrap_or("null");
                let value = self.placeholders.shown(value).replace('\n', "\\n");
                let place = self.line(node.span);
                let place = if has_lines { place } else { String::new() };
                writeln!(text, "{head} {value}{place}")
            }
        };
    }
}

/// The folder of templates.
pub(crate) fn folder(of: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/templates")
        .join(of)
}
