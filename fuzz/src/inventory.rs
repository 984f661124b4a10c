//! Inventories: loading any documents, and asking about the first routes that they name; and
//! sequences of calls, where the first document is one.
//!
//! The input is several documents. A line `=== name` begins one; what stands before the
//! first such line is the document `inventory.yaml`.

use can_invoke_gateway::{
    Query, check,
    inventory::{InMemory, Inventory, load},
    sequence,
    target::Target,
};
use can_invoke_policy::Caller;
use can_invoke_report::{
    text::{self, Detail},
    v1,
};
use can_invoke_source::{Diagnostic, Sources};

use crate::holds::{self, LIMITS};

/// The body of the target.
pub fn run(data: &[u8]) {
    let documents = documents(data);
    let files = InMemory {
        files: documents.iter().cloned().collect(),
    };
    // All of them given, and only the first given with the others to be referred to.
    for given in [documents.as_slice(), documents.get(..1).unwrap_or_default()] {
        let loaded = load(given, &files, &LIMITS);
        let again = load(given, &files, &LIMITS);
        assert_eq!(loaded.diagnostics, again.diagnostics);
        assert_eq!(loaded.inventory, again.inventory);
        holds::diagnostics(&loaded.sources, &loaded.diagnostics);
        holds::corrections(&loaded.sources, &loaded.diagnostics);
        if !loaded.diagnostics.iter().any(Diagnostic::is_error) {
            questions(&loaded.inventory, &loaded.sources, &loaded.diagnostics);
        }
    }
    calls(&documents, &files);
}

/// The first document as a sequence of calls, and the others as what it is asked of.
fn calls(documents: &[(String, Vec<u8>)], files: &InMemory) {
    let Some(((name, bytes), others)) = documents.split_first() else {
        return;
    };
    let read = sequence::load(name, bytes, others, files, &LIMITS);
    let loaded = &read.loaded;
    holds::diagnostics(&loaded.sources, &loaded.diagnostics);
    let Some(calls) = &read.sequence else {
        assert!(loaded.diagnostics.iter().any(Diagnostic::is_error));
        return;
    };
    match sequence::run(&loaded.inventory, calls) {
        Ok(answer) => {
            assert_eq!(answer.calls.len(), calls.calls.len());
            assert!(!text::sequence(calls, &answer, &loaded.sources).is_empty());
            let json = v1::sequence(calls, &answer, &loaded.diagnostics, &loaded.sources);
            serde_json::to_string(&json).expect("an answer is JSON");
            for broken in answer.calls.iter().filter_map(|call| call.broken.as_ref()) {
                let told: Vec<Diagnostic> = broken.diagnostic.iter().cloned().collect();
                holds::diagnostics(&loaded.sources, &told);
            }
        }
        Err(error) => assert!(!error.message.is_empty() && !error.help.is_empty()),
    }
}

fn documents(data: &[u8]) -> Vec<(String, Vec<u8>)> {
    const MOST: usize = 6;
    let mut documents = vec![("inventory.yaml".to_owned(), Vec::new())];
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        if let Some(name) = line.strip_prefix(b"=== ")
            && documents.len() < MOST
        {
            let name = String::from_utf8_lossy(name).trim().to_owned();
            if documents.iter().all(|(known, _)| *known != name) {
                documents.push((name, Vec::new()));
                continue;
            }
        }
        if let Some((_, text)) = documents.last_mut() {
            text.extend_from_slice(line);
        }
    }
    documents
}

fn questions(inventory: &Inventory, sources: &Sources, diagnostics: &[Diagnostic]) {
    let mut callers = vec![
        Caller::parse("arn:aws:iam::111111111111:user/ann").expect("a caller"),
        Caller::Anonymous,
    ];
    for principal in inventory.principals.iter().take(2) {
        callers.extend(Caller::parse(&principal.arn));
    }
    for api in inventory.apis.iter().take(2) {
        for path in ["/pets", "/pets/1", "/"] {
            for caller in &callers {
                let mut query = Query {
                    api: Some(api.id.clone()),
                    stage: Some("prod".to_owned()),
                    ..Query::new(
                        caller.clone(),
                        Some("GET"),
                        Target::parse(path).expect("a path"),
                    )
                };
                question(inventory, &query, sources, diagnostics);
                query.strict = true;
                query.stage = Some("$default".to_owned());
                query.context = vec![("aws:SourceIp".to_owned(), vec!["203.0.113.7".to_owned()])];
                question(inventory, &query, sources, diagnostics);
            }
        }
    }
}

fn question(inventory: &Inventory, query: &Query, sources: &Sources, said: &[Diagnostic]) {
    let answer = check(inventory, query);
    assert_eq!(answer, check(inventory, query));
    match answer {
        Ok(answer) => {
            assert!(!text::check(&answer, sources, Detail::Full).is_empty());
            let json = v1::check(&answer, said, sources);
            serde_json::to_string(&json).expect("an answer is JSON");
            if let Some(corrections) = &answer.corrections {
                holds::diagnostics(sources, &corrections.diagnostics);
                holds::corrections(sources, &corrections.diagnostics);
            }
        }
        Err(error) => assert!(!error.message.is_empty() && !error.help.is_empty()),
    }
}
