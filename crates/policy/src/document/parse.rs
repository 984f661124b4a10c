//! From a tree to a [`Policy`]: the top level of the document.

use can_invoke_source::{Diagnostic, Edit, Member, Node, OffsetMap, Parsed, Text, Value};

use can_invoke_source::words::nearest;

use super::{Policy, PolicyKind, statements};

/// Reads a policy document.
///
/// `kind` is what the document is used as; `name` is what people call it. The value is
/// there whenever the document is an object at all. A document with an error among its
/// diagnostics must not be evaluated: AWS would not have accepted it.
pub fn parse(node: &Node, kind: PolicyKind, name: &str) -> Parsed<Option<Policy>> {
    let mut diagnostics = Vec::new();
    let value = read_policy(node, kind, name, &mut diagnostics);
    Parsed { value, diagnostics }
}

const TOP_LEVEL: &[&str] = &["Version", "Id", "Statement"];

fn read_policy(
    node: &Node,
    kind: PolicyKind,
    name: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Policy> {
    let Some(members) = node.as_object() else {
        diagnostics.push(
            Diagnostic::error(
                "policy-not-object",
                node.span,
                format!("a policy document is an object, not {}", node.kind_name()),
            )
            .help("it looks like `{ \"Version\": \"2012-10-17\", \"Statement\": [ … ] }`"),
        );
        return None;
    };
    let mut policy = Policy {
        kind,
        name: name.to_owned(),
        span: node.span,
        has_variables: false,
        id: None,
        statements: Vec::new(),
    };
    check_names(members, TOP_LEVEL, "policy document", diagnostics);
    match node.get("Version") {
        Some(version) => policy.has_variables = read_version(version, kind, diagnostics),
        None if matches!(
            kind,
            PolicyKind::ServiceControl | PolicyKind::ResourceControl
        ) =>
        {
            diagnostics.push(Diagnostic::warning(
                "missing-version",
                node.span,
                format!(
                    "{} must say `\"Version\": \"2012-10-17\"`",
                    kind.with_article()
                ),
            ));
        }
        None => {}
    }
    policy.id = node.get("Id").and_then(|id| read_id(id, kind, diagnostics));
    match node.get("Statement") {
        Some(statement) => {
            read_statements(statement, &mut policy, diagnostics);
        }
        None => report_missing(
            node,
            &["Statement"],
            Diagnostic::error(
                "missing-statement",
                node.span,
                "the policy document has no `Statement`",
            )
            .help("add `\"Statement\": [ … ]` with at least one statement"),
            diagnostics,
        ),
    }
    Some(policy)
}

/// Whether the version has policy variables.
///
/// Source: IAM user guide, `reference_policies_elements_version`.
/// `Id` means nothing for a decision, so that one in the wrong kind of policy is remarked upon
/// and not refused.
///
/// Source: IAM user guide, `reference_policies_elements_id`.
fn read_id(node: &Node, kind: PolicyKind, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let id = node.as_str();
    if id.is_none() {
        let message = format!("`Id` is a string, not {}", node.kind_name());
        diagnostics.push(Diagnostic::error("wrong-type", node.span, message));
    } else if !matches!(
        kind,
        PolicyKind::Resource | PolicyKind::Trust | PolicyKind::VpcEndpoint
    ) {
        let message = format!("{} has no `Id`", kind.with_article());
        let diagnostic = Diagnostic::warning("misplaced-id", node.span, message);
        diagnostics.push(diagnostic.help("remove it; it does not change what the policy means"));
    }
    id.map(str::to_owned)
}

fn read_version(version: &Node, kind: PolicyKind, diagnostics: &mut Vec<Diagnostic>) -> bool {
    match version.as_str() {
        Some("2012-10-17") => true,
        Some("2008-10-17") => {
            if matches!(
                kind,
                PolicyKind::ServiceControl | PolicyKind::ResourceControl
            ) {
                diagnostics.push(Diagnostic::warning(
                    "missing-version",
                    version.span,
                    format!("{} must say `2012-10-17`", kind.with_article()),
                ));
            }
            false
        }
        _ => {
            let mut diagnostic = Diagnostic::error(
                "invalid-version",
                version.span,
                "`Version` is neither `2012-10-17` nor `2008-10-17`",
            )
            .help("it is the version of the policy language, not a date of yours");
            if let Some(span) = version.text_span() {
                diagnostic = diagnostic.fix(
                    "write the current version",
                    vec![Edit::replace(span, "2012-10-17")],
                );
            }
            diagnostics.push(diagnostic);
            false
        }
    }
}

fn read_statements(node: &Node, policy: &mut Policy, diagnostics: &mut Vec<Diagnostic>) {
    let items = match &node.value {
        Value::Array(items) => items.as_slice(),
        Value::Object(_) => std::slice::from_ref(node),
        _ => {
            diagnostics.push(Diagnostic::error(
                "statement-not-object",
                node.span,
                format!(
                    "`Statement` is a list of statements, not {}",
                    node.kind_name()
                ),
            ));
            return;
        }
    };
    if items.is_empty() {
        diagnostics.push(Diagnostic::warning(
            "no-statements",
            node.span,
            "the policy document has no statement, so it neither allows nor denies anything",
        ));
    }
    for item in items {
        if let Some(statement) =
            statements::read(item, policy.kind, policy.has_variables, diagnostics)
        {
            policy.statements.push(statement);
        }
    }
}

/// Reports members whose name is not an element, with the nearest element.
pub(super) fn check_names(
    members: &[Member],
    elements: &[&str],
    place: &str,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for member in members {
        if elements.contains(&member.key.as_str()) {
            continue;
        }
        let mut diagnostic = Diagnostic::error(
            "unknown-element",
            member.key_span,
            format!("`{}` is not an element of a {place}", member.key),
        );
        diagnostic = match nearest(&member.key, elements) {
            Some(element) => diagnostic
                .help(format!(
                    "did you mean `{element}`? element names are case-sensitive"
                ))
                .fix(
                    format!("write `{element}`"),
                    vec![Edit::replace(member.key_text_span, element)],
                ),
            None => diagnostic.help(format!("its elements are {}", elements.join(", "))),
        };
        diagnostics.push(diagnostic);
    }
}

/// Reports that an object lacks the elements, unless one of them is there under a name that
/// has been reported as misspelt.
pub(super) fn report_missing(
    node: &Node,
    elements: &[&str],
    diagnostic: Diagnostic,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let is_misspelt = |member: &Member| {
        nearest(&member.key, elements).is_some_and(|element| element != member.key)
    };
    let members = node.as_object().unwrap_or_default();
    if !members.iter().any(is_misspelt) {
        diagnostics.push(diagnostic);
    }
}

/// A scalar as text; numbers and booleans stand for their text, as AWS reads them.
pub(super) fn scalar(node: &Node) -> Option<Text> {
    match &node.value {
        Value::String(text) => Some(text.clone()),
        _ => node.scalar_text().map(|decoded| Text {
            decoded: decoded.to_owned(),
            map: OffsetMap::identity(node.span.file, node.span.start as usize),
        }),
    }
}

/// The entries of an element that is one value or a list of values; anything else is
/// reported.
pub(super) fn entries<'n>(
    node: &'n Node,
    element: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(&'n Node, Text)> {
    let items = match &node.value {
        Value::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut result = Vec::new();
    for item in items {
        match scalar(item) {
            Some(text) => result.push((item, text)),
            None => diagnostics.push(Diagnostic::error(
                "not-a-string",
                item.span,
                format!("`{element}` holds strings, not {}", item.kind_name()),
            )),
        }
    }
    result
}
