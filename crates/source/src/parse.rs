//! The front door: bytes or text in, tree and diagnostics out.

use crate::{Diagnostic, Edit, FileId, Limits, Node, OffsetMap, Sources, Span};
use crate::{embedded, encoding, json, yaml};

/// What could be read, and what is to be said about the rest.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    /// The value; present whenever anything sensible could be read.
    pub value: T,
    /// What is wrong with the text, in order of position.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Parsed<T> {
    /// Whether a diagnostic forbids a verdict on this value.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Reads a file of the table as JSON or YAML: by the ending of its name where that says
/// it, else by how it begins. A JSON file may also hold the document as a string, escaped
/// or percent-encoded, see [`embedded`].
pub fn parse_text(sources: &Sources, file: FileId, limits: &Limits) -> Parsed<Option<Node>> {
    let whole = sources.text(file);
    let text = whole.strip_prefix(BYTE_ORDER_MARK).unwrap_or(whole);
    let start = whole.len() - text.len();
    let map = OffsetMap::identity(file, start);
    let mut parsed = match Syntax::of(sources.name(file), text) {
        Syntax::Json => embedded::parse_document_text(text, &map, limits),
        Syntax::Yaml => parse_yaml(text, &map, limits),
    };
    if start > 0 {
        let span = Span::new(file, 0, start);
        parsed.diagnostics.insert(
            0,
            Diagnostic::warning(
                "byte-order-mark",
                span,
                "the file begins with a byte-order mark",
            )
            .fix("remove the byte-order mark", vec![Edit::delete(span)]),
        );
    }
    parsed
}

/// Takes the bytes of a file into the table and reads them, see [`parse_text`]. What is
/// not UTF-8 is named and not read.
pub fn parse_bytes(
    sources: &mut Sources,
    name: &str,
    bytes: &[u8],
    limits: &Limits,
) -> (FileId, Parsed<Option<Node>>) {
    match encoding::decode(bytes, limits) {
        Ok(text) => {
            let file = sources.add(name, text);
            (file, parse_text(sources, file, limits))
        }
        Err(problem) => {
            let file = sources.add(name, problem.text.clone());
            let parsed = Parsed {
                value: None,
                diagnostics: vec![problem.tell(file)],
            };
            (file, parsed)
        }
    }
}

/// JSON is YAML too, and for it the JSON parser is faster and says more; unless it finds
/// anything to say, for then the text may be YAML that is not JSON.
fn parse_yaml(text: &str, map: &OffsetMap, limits: &Limits) -> Parsed<Option<Node>> {
    if text.trim_start().starts_with(['{', '[']) {
        let parsed = json::parse(text, map, limits);
        if parsed.diagnostics.is_empty() {
            return parsed;
        }
    }
    yaml::parse(text, map, limits)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Syntax {
    Json,
    Yaml,
}

impl Syntax {
    fn of(name: &str, text: &str) -> Self {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("json") => Syntax::Json,
            Some("yaml" | "yml") => Syntax::Yaml,
            _ => Syntax::by_content(text),
        }
    }

    fn by_content(text: &str) -> Self {
        let text = text.trim_start();
        // A quoted key begins a YAML mapping; a string that holds a document is JSON.
        let quoted = text.strip_prefix('"').is_some_and(embedded::is_document);
        let is_json = text.starts_with(['{', '['])
            || text.starts_with("//")
            || text.starts_with("/*")
            || quoted
            || embedded::is_percent_encoded(text);
        if is_json { Syntax::Json } else { Syntax::Yaml }
    }
}
