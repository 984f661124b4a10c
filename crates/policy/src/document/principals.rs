//! From a tree to [`Principals`].
//!
//! Source: IAM user guide, `reference_policies_elements_principal`.

use can_invoke_source::{Diagnostic, Edit, Member, Node, Text, Value};

use can_invoke_source::words::nearest;

use super::{
    Effect, PolicyKind, PrincipalEntry, PrincipalForm, Principals,
    parse::{entries, report_missing},
    statements::empty_element,
};
use crate::arn::{Arn, is_account_id, is_partition};

const KINDS: &[&str] = &["AWS", "Service", "Federated", "CanonicalUser"];

/// Reads `Principal` or `NotPrincipal` of a statement.
pub(super) fn read(
    statement: &Node,
    kind: PolicyKind,
    effect: Effect,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Principals> {
    let (element, negated, node) = match (statement.get("Principal"), statement.get("NotPrincipal"))
    {
        (Some(node), _) => ("Principal", false, node),
        (None, Some(node)) => ("NotPrincipal", true, node),
        (None, None) => {
            if kind.has_principal() {
                report_missing(
                    statement,
                    &["Principal", "NotPrincipal"],
                    Diagnostic::error(
                        "missing-principal",
                        statement.span,
                        format!(
                            "a statement of {} must have a `Principal`",
                            kind.with_article()
                        ),
                    )
                    .help(
                        "for one role write \
                         `\"Principal\": {\"AWS\": \"arn:aws:iam::account-id:role/name\"}`",
                    ),
                    diagnostics,
                );
                // INVARIANT: what is missing must not be read as everyone.
                return Some(Principals {
                    negated: false,
                    span: statement.span,
                    entries: Vec::new(),
                });
            }
            return None;
        }
    };
    if !kind.has_principal() {
        diagnostics.push(
            Diagnostic::error(
                "unsupported-principal",
                node.span,
                format!("{} has no `{element}`", kind.with_article()),
            )
            .help("its principal is whoever it is attached to; remove the element"),
        );
        return None;
    }
    if negated && matches!(kind, PolicyKind::Trust | PolicyKind::ResourceControl) {
        diagnostics.push(Diagnostic::error(
            "unsupported-element",
            node.span,
            format!("{} has no `NotPrincipal`", kind.with_article()),
        ));
    }
    if negated && effect == Effect::Allow {
        diagnostics.push(
            Diagnostic::warning(
                "allow-not-principal",
                node.span,
                "`NotPrincipal` with `Allow` allows everyone else, anonymous callers included",
            )
            .help("use `Principal` and name those who may"),
        );
    }
    let entries = match &node.value {
        Value::Object(members) => {
            let is_grave = negated || effect == Effect::Deny;
            let entries = read_map(members, kind, is_grave, diagnostics);
            let is_empty = members.iter().all(|member| {
                KINDS.contains(&member.key.as_str())
                    && member.value.as_array().is_some_and(<[Node]>::is_empty)
            });
            if is_empty {
                let what = format!("`{element}` names nobody");
                diagnostics.push(empty_element(node.span, negated, what));
            }
            entries
        }
        Value::String(text) => vec![read_bare(text, node, diagnostics)],
        _ => {
            diagnostics.push(
                Diagnostic::error(
                    "invalid-principal",
                    node.span,
                    format!(
                        "`{element}` is `\"*\"` or an object, not {}",
                        node.kind_name()
                    ),
                )
                .help("write `{\"AWS\": \"account id or ARN\"}`"),
            );
            Vec::new()
        }
    };
    if kind == PolicyKind::ResourceControl
        && entries
            .iter()
            .any(|entry| entry.form != PrincipalForm::Everyone)
    {
        diagnostics.push(
            Diagnostic::error(
                "unsupported-principal",
                node.span,
                "the principal of a resource control policy is `\"*\"`",
            )
            .help("narrow it with a condition on `aws:PrincipalArn`"),
        );
    }
    Some(Principals {
        negated,
        span: node.span,
        entries,
    })
}

/// `"Principal": "*"`, and what people write there by mistake.
fn read_bare(text: &Text, node: &Node, diagnostics: &mut Vec<Diagnostic>) -> PrincipalEntry {
    let written = text.decoded.as_str();
    if written != "*" {
        let mut diagnostic = Diagnostic::error(
            "invalid-principal",
            node.span,
            format!("the principal `{written}` has no kind"),
        )
        .help(format!("its kind is one of {}", KINDS.join(", ")));
        // Inside a string the quotes would have to be escaped.
        if text.map.is_verbatim() {
            diagnostic = diagnostic.fix(
                "say that it is an AWS principal",
                vec![Edit::replace(
                    node.span,
                    format!("{{\"AWS\": \"{}\"}}", written.replace(['"', '\\'], "")),
                )],
            );
        }
        diagnostics.push(diagnostic);
    }
    PrincipalEntry {
        text: written.to_owned(),
        span: node.span,
        text_span: text.span(),
        form: if written == "*" {
            PrincipalForm::Everyone
        } else {
            PrincipalForm::Placeholder
        },
    }
}

fn read_map(
    members: &[Member],
    policy: PolicyKind,
    is_grave: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<PrincipalEntry> {
    let mut result = Vec::new();
    for member in members {
        let kind = member.key.as_str();
        if !KINDS.contains(&kind) {
            let mut diagnostic = Diagnostic::error(
                "unknown-principal-kind",
                member.key_span,
                format!("`{kind}` is not a kind of principal"),
            )
            .help(format!("the kinds are {}", KINDS.join(", ")));
            if let Some(right) = nearest(kind, KINDS).or_else(|| {
                KINDS
                    .iter()
                    .copied()
                    .find(|right| right.eq_ignore_ascii_case(kind))
            }) {
                diagnostic = diagnostic.fix(
                    format!("write `{right}`"),
                    vec![Edit::replace(member.key_text_span, right)],
                );
            }
            diagnostics.push(diagnostic);
            continue;
        }
        if kind == "Federated" && policy != PolicyKind::Trust {
            diagnostics.push(Diagnostic::error(
                "unsupported-principal",
                member.key_span,
                format!(
                    "`Federated` principals stand in role trust policies, not in a {}",
                    policy.name()
                ),
            ));
        }
        for (item, text) in entries(&member.value, kind, diagnostics) {
            let form = read_entry(kind, &text, item, is_grave, diagnostics);
            result.extend(form.map(|form| PrincipalEntry {
                text: text.decoded.clone(),
                span: item.span,
                text_span: text.span(),
                form,
            }));
        }
    }
    result
}

fn read_entry(
    kind: &str,
    text: &Text,
    item: &Node,
    is_grave: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<PrincipalForm> {
    let written = text.decoded.as_str();
    match kind {
        "Service" => {
            if written == "*" || written.is_empty() {
                diagnostics.push(
                    Diagnostic::error(
                        "unsupported-wildcard-in-principal",
                        item.span,
                        "`Service` names one service; a wildcard is not supported",
                    )
                    .help("write a service principal such as `apigateway.amazonaws.com`"),
                );
                return None;
            }
            Some(PrincipalForm::Service)
        }
        "Federated" => Some(PrincipalForm::Federated),
        "CanonicalUser" => Some(PrincipalForm::CanonicalUser),
        _ => read_aws(written, item, is_grave, diagnostics),
    }
}

fn read_aws(
    written: &str,
    item: &Node,
    is_grave: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<PrincipalForm> {
    if written == "*" {
        return Some(PrincipalForm::AwsEveryone);
    }
    if is_account_id(written) {
        return Some(PrincipalForm::Account {
            partition: None,
            account: written.to_owned(),
        });
    }
    let is_unique_id = written.len() >= 16
        && written.starts_with('A')
        && written
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if is_unique_id {
        return Some(PrincipalForm::UniqueId);
    }
    let is_cut = has_cut_account_id(written);
    if is_cut || looks_like_placeholder(written) {
        let message = if is_cut {
            format!("`{written}` has no account id of twelve digits, so it names nobody")
        } else {
            format!("`{written}` still holds a placeholder, so it names nobody")
        };
        let help = "put in the twelve-digit account id and the real name";
        // In a `Deny` naming nobody would close nothing, in `NotPrincipal` exempt nobody;
        // that is not for us to guess.
        diagnostics.push(
            if is_grave {
                Diagnostic::error("placeholder", item.span, message)
            } else {
                Diagnostic::warning("placeholder", item.span, message)
            }
            .help(help),
        );
        return Some(PrincipalForm::Placeholder);
    }
    if written.contains(['*', '?']) {
        diagnostics.push(
            Diagnostic::error(
                "unsupported-wildcard-in-principal",
                item.span,
                format!("a wildcard cannot be part of a principal, as in `{written}`"),
            )
            .help("use `\"Principal\": \"*\"` with a condition `ArnLike` on `aws:PrincipalArn`"),
        );
        return None;
    }
    let form = Arn::parse(written).and_then(|arn| read_arn(&arn));
    if form.is_none() {
        diagnostics.push(
            Diagnostic::error(
                "invalid-principal",
                item.span,
                format!("`{written}` is not a principal"),
            )
            .help(
                "an AWS principal is an account id of twelve digits, or the ARN of an account root, \
                 user, role, or role session",
            ),
        );
    }
    form
}

fn read_arn(arn: &Arn<'_>) -> Option<PrincipalForm> {
    let account_is_real = is_account_id(arn.account) || arn.account == "cloudfront";
    if !is_partition(arn.partition) || !arn.region.is_empty() || !account_is_real {
        return None;
    }
    let partition = arn.partition.to_owned();
    let account = arn.account.to_owned();
    if arn.service == "iam" && arn.resource == "root" {
        return Some(PrincipalForm::Account {
            partition: Some(partition),
            account,
        });
    }
    let (kind, name) = arn.resource.split_once('/')?;
    if name.is_empty() {
        return None;
    }
    match (arn.service, kind) {
        ("iam", "user") => Some(PrincipalForm::User {
            partition,
            account,
            path_and_name: name.to_owned(),
        }),
        ("iam", "role") => Some(PrincipalForm::Role {
            partition,
            account,
            path_and_name: name.to_owned(),
        }),
        ("sts", "assumed-role") => {
            let (role, session) = name.split_once('/')?;
            Some(PrincipalForm::Session {
                partition,
                account,
                role: role.to_owned(),
                session: session.to_owned(),
            })
        }
        ("sts", "federated-user") => Some(PrincipalForm::FederatedUser {
            partition,
            account,
            name: name.to_owned(),
        }),
        _ => None,
    }
}

/// Whether the account of a principal is a number of nine digits, which some pages of AWS show
/// for one. Any other length is rather a slip of whoever wrote it, and an error.
fn has_cut_account_id(written: &str) -> bool {
    let account = match Arn::parse(written) {
        Some(arn) if arn.service == "iam" || arn.service == "sts" => arn.account,
        Some(_) => return false,
        None => written,
    };
    account.len() == 9 && account.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a principal was copied from a page without filling in its blanks: `{account-id}`,
/// `<role>`, `arn:aws:iam::account-id-2:user/Alice`, `account-id`, `ACCOUNT_ID`.
fn looks_like_placeholder(written: &str) -> bool {
    if written.contains(['{', '}', '<', '>']) {
        return true;
    }
    let account = match Arn::parse(written) {
        Some(arn) if arn.service == "iam" || arn.service == "sts" => arn.account,
        Some(_) => return false,
        None => written,
    };
    let word = account.to_ascii_lowercase().replace('_', "-");
    word.contains("account") || word.starts_with("your-") || word.starts_with("xxxx")
}
