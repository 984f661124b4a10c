//! What the request of a case carries beside its signature.

use can_invoke_gateway::{
    Query,
    carried::Token,
    inventory::{AuthorizerAnswer, authorizer_answer},
};
use can_invoke_source::{Diagnostic, Node, words::quote};

use super::{
    Reader,
    scope::{Scope, list, members, text},
};

/// Headers and parameters, the token, and what the authorizer answers.
pub(super) fn read(reader: &mut Reader<'_>, scope: &Scope<'_>, query: &mut Query) {
    query.carried.headers = pairs(reader, scope, "headers");
    query.carried.query_string = pairs(reader, scope, "query-string");
    token(reader, scope, query);
    if let Some(node) = scope.get("authorizer") {
        query.carried.authorizer = answer(reader, node);
    }
}

/// Names with values; a name with several values is told once for each.
fn pairs(reader: &mut Reader<'_>, scope: &Scope<'_>, key: &str) -> Vec<(String, String)> {
    let Some(node) = scope.get(key) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for member in members(reader, node, key).unwrap_or_default() {
        let values = list(reader, &member.value, &member.key).unwrap_or_default();
        found.extend(values.into_iter().map(|value| (member.key.clone(), value)));
    }
    found
}

fn token(reader: &mut Reader<'_>, scope: &Scope<'_>, query: &mut Query) {
    let state = scope.get("token");
    let of_scopes = scope.get("scopes");
    let word = state.and_then(|node| text(reader, node, "token"));
    let scopes = of_scopes.and_then(|node| list(reader, node, "scopes"));
    match Token::parse(word, scopes) {
        Ok(token) => query.carried.token = token,
        Err(error) => {
            if let Some(node) = state.or(of_scopes) {
                let diagnostic = Diagnostic::error("bad-token", node.span, error.message);
                reader.report(diagnostic.help(error.help));
            }
        }
    }
}

/// The answer in place, in a file, or in a word. A form that API Gateway cannot read is what
/// the case is about, and told by its answer.
fn answer(reader: &mut Reader<'_>, node: &Node) -> Option<AuthorizerAnswer> {
    let read = match node.as_object() {
        Some([only]) if only.key == "file" => {
            let path = text(reader, &only.value, "file")?;
            match reader.policy_file(path, only.value.span.file) {
                Ok(parsed) => {
                    let errors = parsed.diagnostics.iter().filter(|one| one.is_error());
                    errors.cloned().for_each(|error| reader.report(error));
                    authorizer_answer(parsed.value.as_ref()?, path)
                }
                Err(reason) => {
                    let message = format!("{} cannot be read: {reason}", quote(path));
                    reader.report(
                        Diagnostic::error("cannot-read-file", only.value.span, message)
                            .help("paths are relative to the test file"),
                    );
                    return None;
                }
            }
        }
        _ => authorizer_answer(node, "authorizer"),
    };
    let errors = read.diagnostics.into_iter().filter(Diagnostic::is_error);
    errors.for_each(|error| reader.report(error));
    read.value
}
