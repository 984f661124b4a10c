//! An integration that comes alone, without an inventory around it.

use can_invoke_source::{Diagnostic, Limits, Node, Sources};

use super::{
    InMemory, Integration, Known, Parameter, StatusMapping, Written, fields,
    integrations::{self, NATIVE, REST, VERSION_2},
    texts::Texts,
};

/// Reads an integration: in our own words, what `create-integration --cli-input-json` of
/// `aws apigatewayv2` is given or `get-integration` prints, or what `get-integration` of
/// `aws apigateway` prints. The text is added to `sources`.
pub fn read_integration(
    sources: &mut Sources,
    name: &str,
    bytes: &[u8],
    limits: &Limits,
) -> (Option<Integration>, Vec<Diagnostic>) {
    let files = InMemory::default();
    let mut texts = Texts::new(&[], &files, limits);
    texts.set_sources(std::mem::take(sources));
    let integration = texts.read_alone(name, bytes).and_then(|node| {
        fields::refuse_tags(&mut texts, &node);
        integrations::read(&mut texts, &node, words(&node))
    });
    let (all, diagnostics) = texts.finish();
    *sources = all;
    (integration, diagnostics)
}

fn words(node: &Node) -> &'static integrations::Words {
    if node.get("IntegrationType").is_some() {
        &VERSION_2
    } else if node.get("httpMethod").is_some() || node.get("passthroughBehavior").is_some() {
        &REST
    } else {
        &NATIVE
    }
}

/// Reads what is mapped for which status code: what `--response-parameters` of
/// `aws apigatewayv2 create-integration` is given.
pub fn read_status_mappings(
    node: &Node,
    diagnostics: &mut Vec<Diagnostic>,
) -> Known<Vec<StatusMapping>> {
    let mut wrong = |node: &Node, what: &str, expected: &str| {
        let message = format!("{what} is {expected}, not {}", node.kind_name());
        diagnostics.push(Diagnostic::error("wrong-type", node.span, message));
    };
    let Some(members) = node.as_object() else {
        wrong(node, "what is mapped", "an object by status codes");
        return Known::NotKnown;
    };
    let mut mappings = Vec::new();
    for member in members {
        let Some(inner) = member.value.as_object() else {
            wrong(
                &member.value,
                "what is mapped for a status code",
                "an object",
            );
            continue;
        };
        let mut parameters = Vec::new();
        for parameter in inner {
            match parameter.value.scalar_text() {
                Some(text) => parameters.push(Parameter {
                    name: Written::new(parameter.key.clone(), parameter.key_span),
                    value: Written::new(text.to_owned(), parameter.value.span),
                }),
                None => wrong(&parameter.value, "the value of a mapping", "a string"),
            }
        }
        mappings.push(StatusMapping {
            status: Written::new(member.key.clone(), member.key_span),
            parameters,
        });
    }
    Known::Known(mappings)
}
