//! Definitions that are none.

use can_invoke_source::{Node, Span, Value};

use super::{ALL, file, parsed};
use crate::{
    openapi::{DefinitionOf, diagnostics, document, members},
    tree::{list, object, text},
    {Environment, Placeholders},
};

/// Every value of every definition, one after the other, is replaced by a value of every kind:
/// nothing panics, and nothing that is said stands outside of the file.
#[test]
fn no_value_in_any_place_makes_the_reader_panic() {
    let mut tried = 0;
    let mut without_routes = 0;
    for name in ALL {
        let whole = String::from_utf8(file(name)).unwrap();
        let (_, node) = parsed(&whole);
        for position in 0..size(&node) {
            for other in others(node.span) {
                let mut changed = node.clone();
                let mut rest = position;
                replace(&mut changed, &mut rest, &other);
                let mut placeholders = Placeholders::default();
                let environment = Environment::default();
                let lowered = document::lower(&changed, &environment, &mut placeholders);
                assert!(lowered.inventory.is_some(), "{name} {position}");
                for of in [DefinitionOf::Rest, DefinitionOf::Http] {
                    let members = members(&changed, of);
                    without_routes += usize::from(members.iter().all(|one| one.key != "routes"));
                    for one in diagnostics(&changed, of) {
                        let end = one.primary.span.end as usize;
                        assert!(end <= whole.len(), "{name} {position}: {one:?}");
                    }
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 1000, "{tried} definitions");
    assert!(without_routes > 100, "{without_routes} without routes");
}

/// Wherever an operation, a path or all of them are replaced by what nobody can follow, no
/// route is said to be open to everybody that was not open before.
#[test]
fn what_cannot_be_followed_is_never_open() {
    let (_, node) = parsed(&String::from_utf8(file("swagger.json")).unwrap());
    let span = node.span;
    let before = open(&node);
    assert_eq!(before, ["GET /keys"]);
    let mut tried = 0;
    for other in [
        text("placeholder", span),
        object(
            span,
            vec![crate::tree::member("$ref", text("x.yaml#/a", span))],
        ),
        object(
            span,
            vec![crate::tree::member("Fn::Transform", text("x", span))],
        ),
    ] {
        for position in 1..size(&node) {
            let mut changed = node.clone();
            let mut rest = position;
            replace(&mut changed, &mut rest, &other);
            let more: Vec<String> = open(&changed)
                .into_iter()
                .filter(|one| !before.contains(one))
                .collect();
            assert_eq!(more, Vec::<String>::new(), "{position}: {other:?}");
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}

/// The routes that are open to everybody.
fn open(node: &Node) -> Vec<String> {
    let members = members(node, DefinitionOf::Rest);
    let routes = members.iter().find(|one| one.key == "routes");
    let routes = routes.and_then(|one| one.value.as_object());
    let open = routes.unwrap_or_default().iter().filter(|one| {
        let authorization = one.value.get("authorization");
        authorization.and_then(Node::as_str) == Some("NONE")
    });
    open.map(|one| one.key.clone()).collect()
}

fn others(span: Span) -> Vec<Node> {
    let null = Node {
        span,
        tag: None,
        value: Value::Null,
    };
    let tagged = Node {
        tag: Some("!If".to_owned()),
        ..list(span, vec![text("C", span), object(span, Vec::new())])
    };
    let itself = object(
        span,
        vec![crate::tree::member("$ref", text("#/paths", span))],
    );
    vec![
        null.clone(),
        text("${x}{", span),
        list(span, vec![list(span, Vec::new()), null]),
        object(span, Vec::new()),
        itself,
        tagged,
    ]
}

fn size(node: &Node) -> usize {
    1 + match &node.value {
        Value::Array(items) => items.iter().map(size).sum::<usize>(),
        Value::Object(members) => members.iter().map(|one| size(&one.value)).sum(),
        _ => 0,
    }
}

fn replace(node: &mut Node, position: &mut usize, other: &Node) -> bool {
    if *position == 0 {
        *node = other.clone();
        return true;
    }
    *position -= 1;
    match &mut node.value {
        Value::Array(items) => items.iter_mut().any(|item| replace(item, position, other)),
        Value::Object(members) => members
            .iter_mut()
            .any(|one| replace(&mut one.value, position, other)),
        _ => false,
    }
}
