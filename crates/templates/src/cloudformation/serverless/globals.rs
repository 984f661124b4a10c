//! `Globals`: what all resources of a kind have in common.
//!
//! Source: SAM developer guide, `sam-specification-template-anatomy-globals`.

use can_invoke_source::{Node, Value};

use super::build::is_function;
use crate::tree::object;

/// How deep maps are merged; what is deeper is taken from the resource.
const MOST_LEVELS: usize = 64;

/// The properties of a resource with those of its kind in `Globals`.
pub(super) fn properties(template: &Node, section: &str, resource: &Node) -> Node {
    let own = resource.get("Properties");
    let shared = template
        .get("Globals")
        .and_then(|globals| globals.get(section))
        .filter(|shared| shared.as_object().is_some());
    match (shared, own.filter(|own| own.as_object().is_some())) {
        (Some(shared), Some(own)) => merged(shared, own, 0),
        (Some(shared), None) => shared.clone(),
        (None, Some(own)) => own.clone(),
        (None, None) => object(resource.span, Vec::new()),
    }
}

/// Maps are merged, lists appended; of everything else, and where the kinds differ, the
/// resource's own value stands. A function is one value, however it is written.
fn merged(shared: &Node, own: &Node, level: usize) -> Node {
    if is_function(shared) || is_function(own) || level > MOST_LEVELS {
        return own.clone();
    }
    match (&shared.value, &own.value) {
        (Value::Object(of_all), Value::Object(of_one)) => {
            let mut members = Vec::with_capacity(of_all.len() + of_one.len());
            for member in of_all {
                if own.get(&member.key).is_none() {
                    members.push(member.clone());
                }
            }
            for member in of_one {
                let mut member = member.clone();
                if let Some(shared) = shared.get(&member.key) {
                    member.value = merged(shared, &member.value, level + 1);
                }
                members.push(member);
            }
            object(own.span, members)
        }
        (Value::Array(of_all), Value::Array(of_one)) => Node {
            span: own.span,
            tag: None,
            value: Value::Array(of_all.iter().chain(of_one).cloned().collect()),
        },
        _ => own.clone(),
    }
}
