//! What becomes of the definitions under `tests/templates/openapi`: the inventory stands
//! beside each, with what is said of it and where.

mod hostile;
mod kinds;
mod places;
mod size;

use std::cell::RefCell;
use std::fmt::Write as _;

use can_invoke_gateway::inventory::{InMemory, LoadOptions, Loaded, load_with, write};
use can_invoke_source::{Limits, Node, Sources, parse_bytes};

use crate::{Environment, Placeholders, lower};

/// The definitions.
const ALL: [&str; 6] = [
    "rest.yaml",
    "http.json",
    "swagger.json",
    "elsewhere.yaml",
    "backend-elsewhere.yaml",
    "nobody.yaml",
];

/// The bytes of a file among the definitions.
fn file(name: &str) -> Vec<u8> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/templates/openapi/"
    );
    std::fs::read(format!("{folder}{name}")).unwrap()
}

/// A definition, read.
fn load(name: &str, bytes: &[u8]) -> Loaded {
    let placeholders = RefCell::new(Placeholders::default());
    let environment = Environment::default();
    let lower =
        |name: &str, node: &Node| lower(name, node, &environment, &mut placeholders.borrow_mut());
    let options = LoadOptions {
        keeps_policies: true,
        lower: Some(&lower),
    };
    let documents = [(name.to_owned(), bytes.to_vec())];
    let files = InMemory::default();
    load_with(&documents, &files, &Limits::default(), &options)
}

/// The tree of a text, with the texts.
fn parsed(text: &str) -> (Sources, Node) {
    let mut sources = Sources::new();
    let (_, parsed) = parse_bytes(&mut sources, "file", text.as_bytes(), &Limits::default());
    (sources, parsed.value.unwrap())
}

/// The inventory of a definition, then one line for each thing that is said of it.
fn read(name: &str, bytes: &[u8]) -> String {
    let loaded = load(name, bytes);
    let mut shown = write(&loaded);
    shown.push('\n');
    for one in &loaded.diagnostics {
        let file = loaded.sources.get(one.primary.span.file).unwrap();
        let at = file.line_column(one.primary.span.start as usize);
        writeln!(
            shown,
            "// {}:{} {}: {}",
            at.line, at.column, one.code, one.message
        )
        .unwrap();
    }
    shown
}

#[test]
fn definitions_are_inventories() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/templates/openapi/"
    );
    for name in ALL {
        let shown = read(name, &file(name));
        let beside = format!("{folder}{name}.expected");
        if std::env::var_os("UPDATE_TEMPLATES").is_some() {
            std::fs::write(&beside, &shown).unwrap();
        }
        assert_eq!(shown, std::fs::read_to_string(&beside).unwrap(), "{name}");
    }
}

#[test]
fn other_documents_are_no_definitions() {
    for text in [
        "openapi: 3.0.1",
        "{\"swagger\": \"1.2\", \"paths\": {}}",
        "{\"openapi\": \"4.0.0\", \"info\": {}}",
        "{\"paths\": {}, \"info\": {}}",
        "[]",
    ] {
        assert!(!super::is_definition(&parsed(text).1), "{text}");
    }
}
