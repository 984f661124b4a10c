//! From a tree to [`Resources`].
//!
//! Source: IAM user guide, `reference_policies_elements_resource`.

use can_invoke_source::{Diagnostic, Node, Text};

use super::{
    Effect, PolicyKind, Resources,
    parse::{entries, report_missing},
    statements::report_if_empty,
};
use crate::pattern::{ResourceForm, ResourcePattern, Template, resource::ArnPattern};

/// Reads `Resource` or `NotResource` of a statement.
pub(super) fn read(
    node: &Node,
    kind: PolicyKind,
    effect: Effect,
    has_variables: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Resources> {
    let (element, negated, value) = match (node.get("Resource"), node.get("NotResource")) {
        (Some(value), _) => ("Resource", false, value),
        (None, Some(value)) => ("NotResource", true, value),
        (None, None) => {
            if kind != PolicyKind::Trust {
                report_missing(
                    node,
                    &["Resource", "NotResource"],
                    Diagnostic::error(
                        "missing-resource",
                        node.span,
                        "the statement has neither `Resource` nor `NotResource`",
                    )
                    .help(
                        "for an API write \
                         `arn:aws:execute-api:region:account-id:api-id/stage/METHOD/path`",
                    ),
                    diagnostics,
                );
                // INVARIANT: only the statements of a trust policy have no resource. What
                // is missing must not be read as every resource.
                return Some(Resources {
                    negated: false,
                    span: node.span,
                    patterns: Vec::new(),
                });
            }
            return None;
        }
    };
    if kind == PolicyKind::Trust {
        diagnostics.push(
            Diagnostic::error(
                "unsupported-element",
                value.span,
                format!("a role trust policy has no `{element}`"),
            )
            .help("the resource is the role that the policy belongs to; remove the element"),
        );
        return None;
    }
    let is_grave = effect == Effect::Deny || negated;
    let mut patterns = Vec::new();
    for (item, text) in entries(value, element, diagnostics) {
        let form = read_form(&text, kind, has_variables, item, diagnostics);
        if form == ResourceForm::Malformed {
            report_malformed(&text, item, is_grave, kind, diagnostics);
        }
        if has_variables {
            report_early_variable(&text, item, is_grave, diagnostics);
        }
        patterns.push(ResourcePattern {
            text: text.decoded.clone(),
            span: item.span,
            text_span: text.span(),
            form,
        });
    }
    report_if_empty(value, element, negated, patterns.is_empty(), diagnostics);
    Some(Resources {
        negated,
        span: value.span,
        patterns,
    })
}

/// A value that can never match is harmless in an `Allow`; in a `Deny` or a `Not…` element
/// it would silently open what it was meant to close, so there it is an error.
fn report_malformed(
    text: &Text,
    item: &Node,
    is_grave: bool,
    kind: PolicyKind,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let written = &text.decoded;
    let message = if written.starts_with("execute-api:") {
        format!(
            "`{written}` is an abbreviation that a {} does not know",
            kind.name()
        )
    } else {
        format!("`{written}` is not an ARN, so it matches no resource")
    };
    let help = if written.starts_with("http") {
        "write the ARN of the API, `arn:aws:execute-api:region:account-id:api-id/stage/METHOD/path`, \
         in place of its URL"
    } else {
        "a resource is `arn:partition:service:region:account-id:resource`, or `*`"
    };
    let diagnostic = if is_grave {
        Diagnostic::error("malformed-resource", item.span, message)
    } else {
        Diagnostic::warning("malformed-resource", item.span, message)
    };
    diagnostics.push(diagnostic.help(help));
}

/// Before the fifth colon a variable is literal text, and its own colon shifts the segments.
///
/// Source: IAM user guide, `reference_policies_variables`.
fn report_early_variable(
    text: &Text,
    item: &Node,
    is_grave: bool,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let written = &text.decoded;
    let mut colons = written.match_indices(':').map(|(index, _)| index);
    let early = written
        .find("${")
        .filter(|start| colons.nth(4).is_none_or(|fifth| *start < fifth))
        .filter(|_| written.starts_with("arn:"));
    if early.is_none() {
        return;
    }
    let message = format!("`{written}` has a policy variable before the fifth colon");
    let diagnostic = if is_grave {
        Diagnostic::error("variable-before-resource", item.span, message)
    } else {
        Diagnostic::warning("variable-before-resource", item.span, message)
    };
    diagnostics.push(
        diagnostic.help(
            "variables are read only in the last part of an ARN; before it they match nothing",
        ),
    );
}

fn read_form(
    text: &Text,
    kind: PolicyKind,
    has_variables: bool,
    item: &Node,
    diagnostics: &mut Vec<Diagnostic>,
) -> ResourceForm {
    let written = text.decoded.as_str();
    if !written.is_empty() && written.bytes().all(|byte| byte == b'*') {
        return ResourceForm::All;
    }
    if let Some(rest) = written.strip_prefix("execute-api:")
        && rest.starts_with('/')
        && kind == PolicyKind::Resource
    {
        let skipped = written.len() - rest.len();
        return ResourceForm::OwnApi(template(text, skipped, has_variables, diagnostics));
    }
    // The first segment may itself end in a wildcard: `arn:*`, `*:execute-api:…`.
    let mut parts = written.splitn(6, ':');
    let segments: Vec<&str> = parts.by_ref().collect();
    let first_is_arn = segments
        .first()
        .is_some_and(|first| *first == "arn" || first.contains(['*', '?']));
    if !first_is_arn {
        return ResourceForm::Malformed;
    }
    if let [first, partition, service, region, account, resource] = segments.as_slice() {
        let skipped = written.len() - resource.len();
        return ResourceForm::Arn(Box::new(ArnPattern::new(
            [first, partition, service, region, account],
            template(text, skipped, has_variables, diagnostics),
        )));
    }
    // Fewer than six segments. AWS completes them in identity-based policies only.
    let is_completed = match kind {
        PolicyKind::Identity | PolicyKind::PermissionsBoundary | PolicyKind::Session => true,
        PolicyKind::Resource | PolicyKind::VpcEndpoint | PolicyKind::Trust => written.contains('*'),
        PolicyKind::ServiceControl => written.ends_with('*'),
        PolicyKind::ResourceControl => false,
    };
    if !is_completed {
        return ResourceForm::Malformed;
    }
    diagnostics.push(
        Diagnostic::warning(
            "incomplete-arn",
            item.span,
            format!("`{written}` has fewer than six segments"),
        )
        .help("the missing segments are read as `*`; write them out"),
    );
    let at = |index: usize| segments.get(index).copied().unwrap_or("*");
    let leading = [at(0), at(1), at(2), at(3), at(4)];
    ResourceForm::Arn(Box::new(
        ArnPattern::new(leading, Template::plain("*")).completed(),
    ))
}

/// The template of a text from byte `skipped` on.
fn template(
    text: &Text,
    skipped: usize,
    has_variables: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Template {
    let rest = text.decoded.get(skipped..).unwrap_or_default();
    if !has_variables || !rest.contains("${") {
        return Template::plain(rest);
    }
    Template::parse(&text.suffix(skipped), diagnostics)
}
