//! From a tree to a [`Statement`].

use can_invoke_source::{Diagnostic, Edit, Node};

use super::{
    Actions, Condition, Effect, PolicyKind, PrincipalEntry, PrincipalForm, Principals, Resources,
    Statement, conditions,
    parse::{check_names, entries, report_missing},
    principals, resources,
};
use crate::{condition::Prepared, pattern::ActionPattern};

const ELEMENTS: &[&str] = &[
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// Reads one statement; `None` if it lacks what a statement cannot be without.
pub(super) fn read(
    node: &Node,
    kind: PolicyKind,
    has_variables: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Statement> {
    let Some(members) = node.as_object() else {
        diagnostics.push(Diagnostic::error(
            "statement-not-object",
            node.span,
            format!("a statement is an object, not {}", node.kind_name()),
        ));
        return None;
    };
    check_names(members, ELEMENTS, "statement", diagnostics);
    for (element, negated) in [
        ("Principal", "NotPrincipal"),
        ("Action", "NotAction"),
        ("Resource", "NotResource"),
    ] {
        if let (Some(_), Some(second)) = (node.get(element), node.get(negated)) {
            diagnostics.push(Diagnostic::error(
                "unsupported-element-combination",
                second.span,
                format!("a statement has `{element}` or `{negated}`, not both"),
            ));
        }
    }
    let (effect, effect_span) = read_effect(node, kind, diagnostics)?;
    let principal = principals::read(node, kind, effect, diagnostics);
    let action = read_actions(node, kind, diagnostics)?;
    if kind == PolicyKind::Trust
        && let Some(principals) = &principal
    {
        check_provider_action(principals, &action, diagnostics);
    }
    let mut resource = resources::read(node, kind, effect, has_variables, diagnostics);
    let mut conditions: Vec<Condition> = node
        .get("Condition")
        .map(|condition| conditions::read(condition, has_variables, diagnostics))
        .unwrap_or_default();
    if kind == PolicyKind::ResourceControl {
        doubt_variables(resource.as_mut(), &mut conditions);
    }
    Some(Statement {
        span: node.span,
        sid: read_sid(node, kind, diagnostics),
        effect,
        effect_span,
        principal,
        action,
        resource,
        conditions,
    })
}

/// See [`crate::Assumption::VariablesInResourceControl`].
fn doubt_variables(resources: Option<&mut Resources>, conditions: &mut [Condition]) {
    for pattern in resources.into_iter().flat_map(|all| &mut all.patterns) {
        pattern.doubt_variables();
    }
    for value in conditions.iter_mut().flat_map(|one| &mut one.values) {
        if let Prepared::Text(template) = &mut value.prepared {
            template.doubt_variables();
        }
    }
}

fn read_sid(node: &Node, kind: PolicyKind, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let sid = node.get("Sid")?;
    let Some(text) = sid.as_str() else {
        diagnostics.push(Diagnostic::error(
            "not-a-string",
            sid.span,
            format!("`Sid` is a string, not {}", sid.kind_name()),
        ));
        return None;
    };
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if kind == PolicyKind::Identity && !is_plain {
        diagnostics.push(
            Diagnostic::warning(
                "unsupported-sid",
                sid.span,
                format!("IAM does not accept the Sid `{text}`"),
            )
            .help("in an identity-based policy a Sid has only letters A-Z, a-z and digits"),
        );
    }
    Some(text.to_owned())
}

fn read_effect(
    node: &Node,
    kind: PolicyKind,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(Effect, can_invoke_source::Span)> {
    let Some(effect) = node.get("Effect") else {
        report_missing(
            node,
            &["Effect"],
            Diagnostic::error("missing-effect", node.span, "the statement has no `Effect`")
                .help("add `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`"),
            diagnostics,
        );
        return None;
    };
    let read = match effect.as_str() {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        other => {
            let mut diagnostic = Diagnostic::error(
                "invalid-effect",
                effect.span,
                "`Effect` is neither `Allow` nor `Deny`",
            )
            .help("the value is case-sensitive");
            for word in ["Allow", "Deny"] {
                if let Some(span) = effect.text_span()
                    && other.is_some_and(|text| text.eq_ignore_ascii_case(word))
                {
                    diagnostic =
                        diagnostic.fix(format!("write `{word}`"), vec![Edit::replace(span, word)]);
                }
            }
            diagnostics.push(diagnostic);
            return None;
        }
    };
    if kind == PolicyKind::ResourceControl && read == Effect::Allow {
        diagnostics.push(
            Diagnostic::error(
                "unsupported-effect",
                effect.span,
                "a resource control policy can only deny",
            )
            .help("RCPFullAWSAccess is always attached and need not be listed"),
        );
    }
    Some((read, effect.span))
}

fn read_actions(
    node: &Node,
    kind: PolicyKind,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Actions> {
    let (element, negated, value) = match (node.get("Action"), node.get("NotAction")) {
        (Some(value), _) => ("Action", false, value),
        (None, Some(value)) => ("NotAction", true, value),
        (None, None) => {
            report_missing(
                node,
                &["Action", "NotAction"],
                Diagnostic::error(
                    "missing-action",
                    node.span,
                    "the statement has neither `Action` nor `NotAction`",
                )
                .help("to invoke an API the action is `execute-api:Invoke`"),
                diagnostics,
            );
            return None;
        }
    };
    if negated && kind == PolicyKind::ResourceControl {
        diagnostics.push(Diagnostic::error(
            "unsupported-element",
            value.span,
            "a resource control policy has no `NotAction`",
        ));
    }
    let mut patterns = Vec::new();
    for (item, text) in entries(value, element, diagnostics) {
        let action = text.decoded.as_str();
        let is_any = !action.is_empty() && action.bytes().all(|byte| byte == b'*');
        if is_any && kind == PolicyKind::ResourceControl {
            diagnostics.push(Diagnostic::error(
                "unsupported-action",
                item.span,
                "a resource control policy names a service; `*` alone is not accepted",
            ));
        }
        if !action.contains(':') && !is_any {
            diagnostics.push(
                Diagnostic::error(
                    "invalid-action",
                    item.span,
                    format!("`{action}` is not an action"),
                )
                .help("an action is `service:Name`, such as `execute-api:Invoke`, or `*`"),
            );
        }
        patterns.push(ActionPattern::new(action, item.span));
    }
    report_if_empty(value, element, negated, patterns.is_empty(), diagnostics);
    Some(Actions {
        negated,
        span: value.span,
        patterns,
    })
}

/// An OIDC provider goes with `sts:AssumeRoleWithWebIdentity`, a SAML provider with
/// `sts:AssumeRoleWithSAML`.
///
/// Source: IAM user guide, `access-analyzer-reference-policy-checks`, mismatched action for
/// principal.
fn check_provider_action(
    principals: &Principals,
    actions: &Actions,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let is_saml = |entry: &&PrincipalEntry| entry.text.contains(":saml-provider/");
    let providers = || {
        principals
            .entries
            .iter()
            .filter(|entry| entry.form == PrincipalForm::Federated)
    };
    let Some(first) = providers().next() else {
        return;
    };
    let has_saml = providers().any(|entry| is_saml(&entry));
    let has_web_identity = !providers().all(|entry| is_saml(&entry));
    for pattern in &actions.patterns {
        let (fits, other) = match pattern.text.to_ascii_lowercase().as_str() {
            "sts:assumerolewithsaml" => (has_saml, "sts:AssumeRoleWithWebIdentity"),
            "sts:assumerolewithwebidentity" => (has_web_identity, "sts:AssumeRoleWithSAML"),
            _ => continue,
        };
        if !fits {
            diagnostics.push(
                Diagnostic::error(
                    "mismatched-action",
                    pattern.span,
                    format!("`{}` does not go with this provider", pattern.text),
                )
                .also(first.span, "the provider")
                .help(format!("write `{other}`")),
            );
        }
    }
}

/// An empty list never applies. Of an empty `Not…` that is AWS's word too, but it could as
/// well apply to everything; no verdict is given on it.
///
/// Source: IAM user guide, `access-analyzer-reference-policy-checks`, empty array action and
/// empty array resource.
pub(super) fn report_if_empty(
    value: &Node,
    element: &str,
    negated: bool,
    is_empty: bool,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if is_empty && value.as_array().is_some_and(<[Node]>::is_empty) {
        diagnostics.push(empty_element(
            value.span,
            negated,
            format!("`{element}` is an empty list"),
        ));
    }
}

pub(super) fn empty_element(
    span: can_invoke_source::Span,
    negated: bool,
    what: String,
) -> Diagnostic {
    const CODE: &str = "empty-element";
    if negated {
        Diagnostic::error(CODE, span, what).help("name something, or remove the statement")
    } else {
        Diagnostic::warning(
            CODE,
            span,
            format!("{what}, so the statement never applies"),
        )
    }
}
