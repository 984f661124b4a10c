//! Definitions that are large, or lead nowhere by a long way.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::{load, parsed};
use crate::openapi::{DefinitionOf, diagnostics, members};

/// A definition whose path refers to the first of a number of items, each of which refers to
/// the next.
fn chain(length: usize, last: &str) -> String {
    let mut text = String::from("{\"openapi\": \"3.0.1\", \"x-items\": {");
    for number in 0..length {
        let next = number + 1;
        write!(text, "\"i{number}\": {{\"$ref\": \"#/x-items/i{next}\"}},").unwrap();
    }
    write!(text, "\"i{length}\": {last}}},").unwrap();
    text.push_str("\"paths\": {\"/a\": {\"$ref\": \"#/x-items/i0\"}}}");
    text
}

/// The number of routes, if they are known, and what is said.
fn routes(text: &str) -> (Option<usize>, Vec<String>) {
    let (_, node) = parsed(text);
    let of = DefinitionOf::Rest;
    let members = members(&node, of);
    let routes = members.iter().find(|one| one.key == "routes");
    let said = diagnostics(&node, of).into_iter().map(|one| one.message);
    let routes = routes.map(|one| one.value.as_object().unwrap().len());
    (routes, said.collect())
}

#[test]
fn references_are_followed_up_to_a_number() {
    let get = "{\"get\": {}}";
    assert_eq!(routes(&chain(10, get)), (Some(1), vec![]));
    let lost = "`#/x-items/i0` leads to nothing in this document".to_owned();
    assert_eq!(routes(&chain(5_000, get)), (None, vec![lost]));
}

#[test]
fn references_in_a_circle_come_to_an_end() {
    let lost = "`#/x-items/i0` leads to nothing in this document".to_owned();
    let circle = chain(3, "{\"$ref\": \"#/x-items/i0\"}");
    assert_eq!(routes(&circle), (None, vec![lost]));
    let itself = "{\"openapi\": \"3.0.1\", \"paths\": {\"/a\": {\"$ref\": \"#/paths/~1a\"}}}";
    let lost = "`#/paths/~1a` leads to nothing in this document".to_owned();
    assert_eq!(routes(itself), (None, vec![lost]));
}

#[test]
fn a_reference_to_an_escaped_name_is_followed() {
    let text =
        "{\"paths\": {\"/a\": {\"$ref\": \"#/x~1~01/b\"}}, \"x/~1\": {\"b\": {\"get\": {}}}}";
    assert_eq!(routes(text), (Some(1), vec![]));
}

/// A definition of many paths, each of which refers to an item and a scheme of its own.
fn large(count: usize) -> String {
    let mut text = String::from("{\"openapi\": \"3.0.1\", \"x-amazon-apigateway-policy\": {");
    text.push_str("\"Version\": \"2012-10-17\", \"Statement\": []}, \"paths\": {");
    for number in 0..count {
        write!(
            text,
            "\"/p{number}\": {{\"$ref\": \"#/x-items/i{number}\"}},"
        )
        .unwrap();
    }
    text.push_str("\"/\": {}}, \"x-items\": {");
    for number in 0..count {
        write!(
            text,
            "\"i{number}\": {{\"get\": {{\"security\": [{{\"s{number}\": []}}]}}}},"
        )
        .unwrap();
    }
    text.push_str("\"x\": {}}, \"components\": {\"securitySchemes\": {");
    for number in 0..count {
        write!(
            text,
            "\"s{number}\": {{\"x-amazon-apigateway-authtype\": \"awsSigv4\"}},"
        )
        .unwrap();
    }
    text.push_str("\"x\": {}}}}");
    text
}

#[test]
fn ten_thousand_paths_take_no_time_to_speak_of() {
    let text = large(10_000);
    let (_, node) = parsed(&text);
    let start = Instant::now();
    let of = DefinitionOf::Rest;
    let members = members(&node, of);
    let said = diagnostics(&node, of);
    let took = start.elapsed();
    let routes = members.iter().find(|one| one.key == "routes").unwrap();
    assert_eq!(routes.value.as_object().unwrap().len(), 10_000);
    assert_eq!(said, []);
    // To look through all items for each path would be ten thousand times ten thousand steps.
    assert!(took < Duration::from_secs(5), "{took:?}");
    let loaded = load("large.json", text.as_bytes());
    assert_eq!(loaded.inventory.apis.len(), 1);
}
