//! Reading a text, and writing down what came of it in a form that is short to compare.

use can_invoke_source::{
    Diagnostic, FileId, Limits, Node, Severity, Sources, Span, Value, edit, parse_text,
};

/// A text that has been read.
pub(crate) struct Read {
    pub(crate) sources: Sources,
    pub(crate) file: FileId,
    pub(crate) value: Option<Node>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

pub(crate) fn read(name: &str, text: &str) -> Read {
    read_within(name, text, &Limits::default())
}

pub(crate) fn read_within(name: &str, text: &str, limits: &Limits) -> Read {
    let mut sources = Sources::new();
    // Not the first file, so that a span of the wrong file does not go unnoticed.
    sources.add("other", "other");
    let file = sources.add(name, text);
    let parsed = parse_text(&sources, file, limits);
    Read {
        sources,
        file,
        value: parsed.value,
        diagnostics: parsed.diagnostics,
    }
}

pub(crate) fn json(text: &str) -> Read {
    read("test.json", text)
}

pub(crate) fn yaml(text: &str) -> Read {
    read("test.yaml", text)
}

impl Read {
    /// The tree; there must be nothing to say about the text.
    #[track_caller]
    pub(crate) fn clean(&self) -> &Node {
        assert_eq!(self.told(), Vec::<String>::new());
        self.value.as_ref().expect("a value")
    }

    /// The value at a path of keys and indices, separated by slashes.
    #[track_caller]
    pub(crate) fn at(&self, path: &str) -> &Node {
        let mut node = self.value.as_ref().expect("a value");
        for step in path.split('/').filter(|step| !step.is_empty()) {
            node = match &node.value {
                Value::Array(items) => &items[step.parse::<usize>().unwrap()],
                _ => node.get(step).unwrap_or_else(|| panic!("no `{step}`")),
            };
        }
        node
    }

    pub(crate) fn slice(&self, span: Span) -> &str {
        assert_eq!(span.file, self.file);
        self.sources.slice(span)
    }

    /// The bytes of the file that the text of a string at a path stands in.
    #[track_caller]
    pub(crate) fn covered(&self, path: &str, part: &str) -> &str {
        let Value::String(text) = &self.at(path).value else {
            panic!("no string at `{path}`");
        };
        let start = text.decoded.find(part).expect("the part");
        self.slice(text.map.span(start, start + part.len()))
    }

    /// Each diagnostic as `W code 1:2 slice`, places after it as `+ 1:2 slice`.
    pub(crate) fn told(&self) -> Vec<String> {
        let place = |span: Span| {
            let at = self.sources.get(span.file).unwrap();
            let at = at.line_column(span.start as usize);
            let slice = visible(self.slice(span));
            format!("{}:{} {slice}", at.line, at.column)
                .trim_end()
                .to_owned()
        };
        let tell = |diagnostic: &Diagnostic| {
            let severity = match diagnostic.severity {
                Severity::Note => 'N',
                Severity::Warning => 'W',
                Severity::Error => 'E',
            };
            let mut line = format!(
                "{severity} {} {}",
                diagnostic.code,
                place(diagnostic.primary.span)
            );
            for label in &diagnostic.secondary {
                line.push_str(" + ");
                line.push_str(&place(label.span));
            }
            line
        };
        self.diagnostics.iter().map(tell).collect()
    }

    /// The text with all corrections made.
    pub(crate) fn corrected(&self) -> String {
        let fixes = self.diagnostics.iter().filter_map(|d| d.fix.as_ref());
        let edits: Vec<_> = fixes.flat_map(|fix| fix.edits.clone()).collect();
        edit::apply(self.file, self.sources.text(self.file), &edits)
    }
}

/// The text with what cannot be seen written as an escape.
fn visible(text: &str) -> String {
    let visible = |c: char| match c {
        '"' | '\'' | '\\' => c.to_string(),
        _ => c.escape_debug().to_string(),
    };
    text.chars().map(visible).collect()
}

/// The tree as one line of JSON-like text, without positions: tags stand before values.
pub(crate) fn shape(node: &Node) -> String {
    let tag = node
        .tag
        .as_ref()
        .map(|tag| format!("{tag} "))
        .unwrap_or_default();
    let value = match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.0.clone(),
        Value::String(text) => format!("{:?}", text.decoded),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(shape).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|member| format!("{:?}: {}", member.key, shape(&member.value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
    };
    format!("{tag}{value}")
}
