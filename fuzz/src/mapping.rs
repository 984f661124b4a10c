//! Mappings: reading any expression, and asking about any documents.

use can_invoke_gateway::{
    inventory::{ApiKind, InMemory, PayloadFormat},
    respond::{
        Given, Question, ask,
        expression::{Grammar, Side, parse},
    },
};
use can_invoke_report::{text, v1};

use crate::holds::{self, LIMITS};

/// The body of the target. The documents are parted by lines `===`: an integration, a
/// request, an answer, response parameters. Each line is also read as an expression.
pub fn run(data: &[u8]) {
    let input = String::from_utf8_lossy(data);
    for line in input.lines().take(16) {
        expressions(line);
    }
    let mut parts = input.split("\n===\n");
    let mut next = |name: &str| {
        let part = parts.next().filter(|part| !part.trim().is_empty())?;
        Some((name.to_owned(), part.as_bytes().to_vec()))
    };
    let given = Given {
        documents: Vec::new(),
        integration: next("integration.json"),
        request: next("request.yaml"),
        answer: next("answer.yaml"),
        response_parameters: next("parameters.json"),
    };
    let files = InMemory::default();
    for kind in [
        None,
        Some(ApiKind::Rest),
        Some(ApiKind::Http),
        Some(ApiKind::WebSocket),
    ] {
        let question = Question {
            route: Some("$connect".to_owned()),
            kind,
            payload_format: kind.map(|_| PayloadFormat::Two),
            ..Question::default()
        };
        let (Ok(asked), Ok(again)) = (
            ask(&question, &given, &files, &LIMITS),
            ask(&question, &given, &files, &LIMITS),
        ) else {
            continue;
        };
        assert_eq!(asked.diagnostics, again.diagnostics);
        assert_eq!(asked.respond, again.respond);
        holds::diagnostics(&asked.sources, &asked.diagnostics);
        let Some(respond) = &asked.respond else {
            assert!(asked.diagnostics.iter().any(|one| one.is_error()));
            continue;
        };
        assert!(!text::respond(&asked, respond).is_empty());
        assert!(serde_json::to_string(&v1::respond(&asked, respond)).is_ok());
    }
}

/// What is printed reads as the same, and findings lie in the text.
fn expressions(line: &str) {
    for kind in [ApiKind::Rest, ApiKind::Http, ApiKind::WebSocket] {
        for side in [Side::Request, Side::Response] {
            let grammar = Grammar {
                kind,
                side,
                is_connect: Some(true),
                fills_unbraced: false,
            };
            let reading = parse(line, grammar);
            for finding in &reading.findings {
                assert!(line.get(finding.range.clone()).is_some(), "{finding:?}");
            }
            assert!(reading.expression.is_some() || !reading.findings.is_empty());
            if let Some(expression) = reading.expression {
                let again = parse(&expression.text(grammar), grammar);
                assert_eq!(again.expression, Some(expression));
            }
        }
    }
}
