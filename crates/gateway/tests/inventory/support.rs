//! Loading texts, and short words for what came of it.

use std::sync::Arc;

use can_invoke_gateway::inventory::{self, InMemory, Known, Loaded};
use can_invoke_policy::Policy;
use can_invoke_source::{Limits, Severity, Span};

use crate::written;

/// Documents as they are given, and files that they may refer to. Whatever test reads them,
/// what they say without an error must stay when it is written and read again.
pub(crate) fn load(documents: &[(&str, &str)], files: &[(&str, &str)]) -> Loaded {
    let loaded = load_only(documents, files);
    if !loaded.diagnostics.iter().any(|one| one.is_error()) {
        written::check(&format!("{documents:?}"), &loaded);
    }
    loaded
}

/// The same, without more ado.
pub(crate) fn load_only(documents: &[(&str, &str)], files: &[(&str, &str)]) -> Loaded {
    let documents: Vec<(String, Vec<u8>)> = documents
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
        .collect();
    let files = InMemory {
        files: files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect(),
    };
    inventory::load(&documents, &files, &Limits::default())
}

/// One inventory in YAML.
pub(crate) fn native(text: &str) -> Loaded {
    load(&[("inventory.yaml", text)], &[])
}

/// The same, about which there is nothing to say.
pub(crate) fn clean(loaded: Loaded) -> Loaded {
    assert_eq!(told(&loaded), Vec::<String>::new());
    loaded
}

/// `code file:line:column` of every diagnostic; what is no error says so.
pub(crate) fn told(loaded: &Loaded) -> Vec<String> {
    let told = loaded.diagnostics.iter().map(|diagnostic| {
        let severity = match diagnostic.severity {
            Severity::Error => "",
            Severity::Warning => "warning ",
            Severity::Note => "note ",
        };
        let place = place(loaded, diagnostic.primary.span);
        format!("{severity}{} {place}", diagnostic.code)
    });
    told.collect()
}

/// `file:line:column`.
pub(crate) fn place(loaded: &Loaded, span: Span) -> String {
    let file = loaded.sources.get(span.file).unwrap();
    let at = file.line_column(span.start as usize);
    format!("{}:{}:{}", file.name(), at.line, at.column)
}

/// The text of a fixture.
pub(crate) fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/inventory/");
    let path = format!("{folder}{name}");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names of the policies.
pub(crate) fn names(policies: &Known<Vec<Arc<Policy>>>) -> Vec<&str> {
    let policies = policies.known().expect("the policies are known");
    policies.iter().map(|policy| policy.name.as_str()).collect()
}

/// A policy document that allows everything, as JSON.
pub(crate) const ALLOW: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

/// A resource policy that allows everybody everything, as JSON.
pub(crate) const OPEN: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/*"}}"#;
