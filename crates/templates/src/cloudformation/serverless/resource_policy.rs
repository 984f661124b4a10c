//! `ResourcePolicy`: lists of accounts, addresses and networks, which become statements.
//!
//! Source: SAM developer guide, `sam-property-api-resourcepolicystatement`; what the statements
//! are is seen in what the SAM translator makes of them.

use can_invoke_source::{Diagnostic, Member, Node, Span};

use super::{
    build::{is_function, literal, substitution_with},
    definition::Definition,
    events::{path_of_arn, verb_of},
};
use crate::tree::{list, member, object, text};

/// The keys that become statements for paths.
const LISTS: [&str; 10] = [
    "AwsAccountWhitelist",
    "AwsAccountBlacklist",
    "IpRangeWhitelist",
    "IpRangeBlacklist",
    "SourceVpcWhitelist",
    "SourceVpcBlacklist",
    "IntrinsicVpcWhitelist",
    "IntrinsicVpceWhitelist",
    "IntrinsicVpcBlacklist",
    "IntrinsicVpceBlacklist",
];

/// Adds the policy of an API to its definition: the lists once for every path, and
/// statements of the template's own as they are.
pub(super) fn apply_to_api(
    definition: &mut Definition,
    policy: &Node,
    stage: &Node,
    diagnostics: &mut Vec<Diagnostic>,
) {
    check(policy, diagnostics);
    let mut statements = Vec::new();
    for path in definition.paths() {
        statements.extend(of_lists(definition, policy, &path, stage));
    }
    definition.add_to_policy(statements, policy.span);
    if !definition.has_paths() {
        for key in LISTS {
            if let Some(one) = member_of(policy, key) {
                let message = format!(
                    "`{key}` becomes no statement, since the API has no paths in this template"
                );
                diagnostics.push(
                    Diagnostic::warning("sam-allowlist-without-paths", one.key_span, message)
                        .help("SAM writes its statements for each path and method; add the routes, or write the policy with `CustomStatements`"),
                );
            }
        }
    }
    apply_own(definition, policy);
}

/// Adds the policy of an event, which holds for its path.
pub(super) fn apply_to_path(
    definition: &mut Definition,
    policy: &Node,
    path: &str,
    stage: &Node,
    diagnostics: &mut Vec<Diagnostic>,
) {
    check(policy, diagnostics);
    let statements = of_lists(definition, policy, path, stage);
    definition.add_to_policy(statements, policy.span);
    apply_own(definition, policy);
}

/// Says which entries of a policy SAM does not take, or leaves out without a word.
fn check(policy: &Node, diagnostics: &mut Vec<Diagnostic>) {
    if is_function(policy) || policy.as_object().is_none() {
        let message = "`ResourcePolicy` is not read: it has to be a map";
        let diagnostic = Diagnostic::warning("sam-auth-not-a-map", policy.span, message);
        diagnostics.push(diagnostic.help("SAM takes no functions here, only inside"));
    }
    for key in ["AwsAccountWhitelist", "AwsAccountBlacklist"] {
        if let Some(value) = policy.get(key)
            && value.as_array().is_none()
            && !is_function(value)
            && !value.is_null()
        {
            let message = format!("`{key}` has to be a list, so SAM refuses the template");
            diagnostics.push(Diagnostic::warning(
                "sam-scalar-account-list",
                value.span,
                message,
            ));
        }
    }
    for key in ["SourceVpcWhitelist", "SourceVpcBlacklist"] {
        let Some(value) = policy.get(key).filter(|value| !value.is_null()) else {
            continue;
        };
        let Some(entries) = value.as_array().filter(|_| value.tag.is_none()) else {
            let message =
                format!("`{key}` has to be a list: of a single value SAM makes no statement");
            diagnostics.push(
                Diagnostic::warning("sam-scalar-vpc-list", value.span, message)
                    .help("write the value as the one entry of a list"),
            );
            continue;
        };
        for entry in entries {
            if is_function(entry) {
                let (vpc, vpce) = match key {
                    "SourceVpcWhitelist" => ("IntrinsicVpcWhitelist", "IntrinsicVpceWhitelist"),
                    _ => ("IntrinsicVpcBlacklist", "IntrinsicVpceBlacklist"),
                };
                let message = format!("`{key}` takes no functions");
                diagnostics.push(
                    Diagnostic::warning("sam-function-in-vpc-list", entry.span, message)
                        .help(format!("functions belong in `{vpc}` or `{vpce}`")),
                );
            } else if network_key(entry).is_none() {
                let shown = literal(entry).unwrap_or_else(|| entry.kind_name());
                let message = format!(
                    "`{shown}` is left out of the policy: it begins neither with `vpc-` nor with `vpce-`"
                );
                diagnostics.push(Diagnostic::warning("sam-dropped-vpc", entry.span, message));
            }
        }
    }
}

/// The statements that the lists become for a path.
fn of_lists(definition: &Definition, policy: &Node, path: &str, stage: &Node) -> Vec<Node> {
    let methods = definition.methods(path);
    let mut statements = Vec::new();
    let resources = |span: Span| {
        let paths = methods
            .iter()
            .map(|method| resource(method, path, stage, span));
        list(span, paths.collect())
    };
    for (key, effect) in [
        ("AwsAccountWhitelist", "Allow"),
        ("AwsAccountBlacklist", "Deny"),
    ] {
        if let Some(accounts) = given_list(policy, key) {
            let principal = object(accounts.span, vec![member("AWS", accounts.clone())]);
            let span = accounts.span;
            statements.push(statement(effect, principal, resources(span), None, span));
        }
    }
    for (key, operator) in [
        ("IpRangeWhitelist", "NotIpAddress"),
        ("IpRangeBlacklist", "IpAddress"),
    ] {
        if let Some(ranges) = given_list(policy, key) {
            let span = ranges.span;
            let values = vec![member("aws:SourceIp", ranges)];
            statements.extend(allow_and_deny(operator, values, &resources(span), span));
        }
    }
    for (kind, operator) in [
        ("Blacklist", "StringEquals"),
        ("Whitelist", "StringNotEquals"),
    ] {
        let values = networks(policy, kind);
        if let Some(span) = values.first().map(|first| first.value.span) {
            statements.extend(allow_and_deny(operator, values, &resources(span), span));
        }
    }
    statements
}

fn apply_own(definition: &mut Definition, policy: &Node) {
    let Some(own) = policy.get("CustomStatements").filter(|own| !own.is_null()) else {
        return;
    };
    let statements = match own.as_array() {
        Some(all) if own.tag.is_none() => all.to_vec(),
        _ => vec![own.clone()],
    };
    definition.add_to_policy(statements, own.span);
}

/// The networks of the lists of a kind, by the condition key that compares them.
fn networks(policy: &Node, kind: &str) -> Vec<Member> {
    let entries = |key: String| {
        let value = policy.get(&key).filter(|value| value.tag.is_none());
        let entries = value.and_then(Node::as_array).unwrap_or_default();
        (entries.to_vec(), value.map(|value| value.span))
    };
    let (texts, place) = entries(format!("SourceVpc{kind}"));
    let mut values = Vec::new();
    for (condition, prefix) in [
        ("aws:SourceVpc", "IntrinsicVpc"),
        ("aws:SourceVpce", "IntrinsicVpce"),
    ] {
        let (functions, of_functions) = entries(format!("{prefix}{kind}"));
        let is_here = |entry: &&Node| network_key(entry) == Some(condition);
        let mut all: Vec<Node> = texts.iter().filter(is_here).cloned().collect();
        let span = if all.is_empty() { of_functions } else { place };
        all.extend(functions);
        if let (Some(span), false) = (span, all.is_empty()) {
            values.push(member(condition, list(span, all)));
        }
    }
    values
}

/// The condition key that compares a network.
fn network_key(entry: &Node) -> Option<&'static str> {
    let text = literal(entry)?;
    if text.starts_with("vpce-") {
        Some("aws:SourceVpce")
    } else if text.starts_with("vpc-") {
        Some("aws:SourceVpc")
    } else {
        None
    }
}

/// The value of a key as a list; nothing if there is none, or an empty one.
fn given_list(policy: &Node, key: &str) -> Option<Node> {
    let value = policy.get(key).filter(|value| !value.is_null())?;
    match value.as_array() {
        Some([]) if value.tag.is_none() => None,
        Some(_) if value.tag.is_none() => Some(value.clone()),
        _ => Some(list(value.span, vec![value.clone()])),
    }
}

/// Everybody may call, and everybody in whose request the condition holds may not.
fn allow_and_deny(operator: &str, values: Vec<Member>, resources: &Node, span: Span) -> [Node; 2] {
    let condition = object(span, vec![member(operator, object(span, values))]);
    let everybody = || text("*", span);
    [
        statement("Allow", everybody(), resources.clone(), None, span),
        statement(
            "Deny",
            everybody(),
            resources.clone(),
            Some(condition),
            span,
        ),
    ]
}

fn statement(
    effect: &str,
    principal: Node,
    resources: Node,
    condition: Option<Node>,
    span: Span,
) -> Node {
    let mut members = vec![
        member("Effect", text(effect, span)),
        member("Action", text("execute-api:Invoke", span)),
        member("Resource", resources),
        member("Principal", principal),
    ];
    if let Some(condition) = condition {
        members.push(member("Condition", condition));
    }
    object(span, members)
}

/// What a statement covers of a path: one method of one stage.
fn resource(method: &str, path: &str, stage: &Node, span: Span) -> Node {
    let (verb, path) = (verb_of(method), path_of_arn(path));
    match literal(stage) {
        Some(stage) => text(format!("execute-api:/{stage}/{verb}{path}"), span),
        None => {
            let template = format!("execute-api:/${{__Stage__}}/{verb}{path}");
            substitution_with(&template, &[("__Stage__", stage)], span)
        }
    }
}

/// A key of an object with its place.
fn member_of<'n>(node: &'n Node, key: &str) -> Option<&'n Member> {
    node.as_object()?.iter().find(|one| one.key == key)
}
