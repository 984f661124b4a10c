//! Where the parts of an inventory stand in the file of the user.

use can_invoke_source::{Node, Sources, Span};

use super::{file, load, parsed};
use crate::{Environment, Placeholders, lower};

/// The line and the column of a place.
fn at(sources: &Sources, span: Span) -> (usize, usize) {
    let file = sources.get(span.file).unwrap();
    let place = file.line_column(span.start as usize);
    (place.line, place.column)
}

/// A member of the only API of a definition.
fn member<'n>(inventory: &'n Node, way: &[&str]) -> &'n Node {
    let [api] = inventory.get("apis").unwrap().as_array().unwrap() else {
        panic!("one API")
    };
    way.iter().fold(api, |node, key| {
        node.get(key).unwrap_or_else(|| panic!("{key} is there"))
    })
}

struct Read {
    sources: Sources,
    inventory: Node,
}

impl Read {
    fn of(name: &str) -> Self {
        let (sources, node) = parsed(&String::from_utf8(file(name)).unwrap());
        let mut placeholders = Placeholders::default();
        let lowered = lower(name, &node, &Environment::default(), &mut placeholders);
        Read {
            sources,
            inventory: lowered.unwrap().inventory.unwrap(),
        }
    }

    /// The place of a value, and its text in the file.
    fn value(&self, way: &[&str]) -> (usize, usize, &str) {
        let span = member(&self.inventory, way).span;
        let (line, column) = at(&self.sources, span);
        (line, column, self.sources.slice(span))
    }

    /// The place of a key, and its text in the file.
    fn key(&self, way: &[&str], key: &str) -> (usize, usize, &str) {
        let members = member(&self.inventory, way).as_object().unwrap();
        let found = members.iter().find(|one| one.key == key).unwrap();
        let (line, column) = at(&self.sources, found.key_span);
        (line, column, self.sources.slice(found.key_span))
    }
}

#[test]
fn parts_of_a_yaml_file_have_their_places() {
    let read = Read::of("rest.yaml");
    assert_eq!(read.value(&["name"]), (2, 16, "Pets"));
    assert_eq!(read.key(&["routes"], "GET /pets"), (21, 5, "get"));
    let get = ["routes", "GET /pets", "authorization"];
    assert_eq!(read.value(&get), (22, 20, "sigv4"));
    let post = ["routes", "POST /pets", "authorizer"];
    assert_eq!(read.value(&post), (28, 20, "members"));
    // The integration stands elsewhere, and that is where it has its faults.
    let uri = ["routes", "GET /pets", "integration", "uri"];
    assert_eq!(read.value(&uri), (63, 12, "https://example.com/pets"));
    let scopes = ["routes", "DELETE /pets", "scopes"];
    assert_eq!(read.value(&scopes), (34, 26, "[pets/delete]"));
    let function = ["authorizers", "members", "function"];
    let (line, column, text) = read.value(&function);
    assert_eq!((line, column), (78, 24));
    assert!(text.starts_with("arn:aws:apigateway:"), "{text}");
}

#[test]
fn parts_of_a_json_file_have_their_places() {
    let read = Read::of("swagger.json");
    assert_eq!(read.value(&["name"]), (3, 22, "\"Swagger\""));
    assert_eq!(read.key(&["routes"], "POST /pets"), (17, 7, "\"post\""));
    let post = ["routes", "POST /pets", "authorization"];
    assert_eq!(read.value(&post), (18, 24, "\"pool\""));
    let uri = ["routes", "POST /pets", "integration", "uri"];
    assert_eq!(
        read.value(&uri),
        (23, 18, "\"arn:aws:apigateway:eu-west-1:sns:path//\"")
    );
    let kind = ["routes", "GET /keys", "integration", "type"];
    assert_eq!(read.value(&kind), (10, 54, "\"mock\""));
    let pools = ["authorizers", "pool", "user-pools"];
    let (line, column, _) = read.value(&pools);
    assert_eq!((line, column), (40, 25));
}

#[test]
fn the_statements_of_a_policy_have_their_places() {
    let loaded = load("elsewhere.yaml", &file("elsewhere.yaml"));
    let statement = &loaded.policies[0].policy.statements[0];
    assert_eq!(at(&loaded.sources, statement.span), (6, 7));
    assert_eq!(statement.sid.as_deref(), Some("Everybody"));
}
