//! What a case says of the way of its request: the VPC endpoint, and the signature.

use can_invoke_gateway::{Query, carried_input, query::QueryError};
use can_invoke_source::Diagnostic;

use super::{
    Reader,
    scope::{Scope, text},
};

/// Reads `vpc-endpoint` and `signature`.
pub(super) fn read(reader: &mut Reader<'_>, scope: &Scope<'_>, query: &mut Query) {
    one(reader, scope, "vpc-endpoint", "bad-vpc-endpoint", |word| {
        carried_input::vpc_endpoint(&mut query.carried, word)
    });
    one(reader, scope, "signature", "bad-signature", |word| {
        query.carried.signature = Some(carried_input::signature(word)?);
        Ok(())
    });
}

fn one(
    reader: &mut Reader<'_>,
    scope: &Scope<'_>,
    key: &str,
    code: &'static str,
    read: impl FnOnce(&str) -> Result<(), QueryError>,
) {
    let Some(node) = scope.get(key) else { return };
    let Some(word) = text(reader, node, key) else {
        return;
    };
    if let Err(error) = read(word) {
        let diagnostic = Diagnostic::error(code, node.span, error.message);
        reader.report(diagnostic.help(error.help));
    }
}
