//! Templates that are none.

use can_invoke_source::{Node, Span, Value};

use super::{Expanded, shown};
use crate::{
    cloudformation::serverless::{build::reference, expand},
    tree::{list, object, text},
};

#[test]
fn a_template_without_the_transform_stays_as_it_is() {
    let yaml = "Resources:\n  A:\n    Type: AWS::Serverless::Api\n";
    let all = Expanded::of_text("t.yaml", yaml.as_bytes());
    assert_eq!((&all.node, all.told()), (&all.template, vec![]));
}

/// Every value of every template, one after the other, is replaced by a value of every kind:
/// nothing panics, and the resources of other types are all still there.
#[test]
fn no_value_in_any_place_makes_the_transform_panic() {
    let mut tried = 0;
    for name in ["rest.yaml", "http.yaml", "policy.yaml", "faulty.yaml"] {
        let Expanded { template, .. } = Expanded::of(name);
        let count = size(&template);
        for position in 0..count {
            for other in others(template.span) {
                let mut mutated = template.clone();
                let mut rest = position;
                replace(&mut mutated, &mut rest, &other);
                let (node, _) = expand(&mutated);
                let is_kept = node.as_object().is_some() == mutated.as_object().is_some();
                assert!(is_kept, "{name}: {}", shown(&mutated));
                tried += 1;
            }
        }
    }
    assert!(tried > 1000, "{tried} templates");
}

fn others(span: Span) -> Vec<Node> {
    let reference = reference("X", span);
    let tagged = Node {
        tag: Some("!If".to_owned()),
        ..list(span, vec![text("C", span), object(span, Vec::new())])
    };
    let null = Node {
        span,
        tag: None,
        value: Value::Null,
    };
    let lists = list(span, vec![list(span, Vec::new()), null.clone()]);
    vec![
        null,
        text("${x}{", span),
        lists,
        object(span, Vec::new()),
        reference,
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
