//! The statement that a Lambda permission adds to the policy of its function.
//!
//! Source: Lambda API reference, `API_AddPermission`.

use can_invoke_source::{Node, Span};

use crate::tree::{member, object, text};

/// A permission as templates give it; every part keeps its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LambdaPermission<'n> {
    /// Where the permission stands.
    pub(crate) span: Span,
    /// Its name in the template, which becomes the `Sid` as far as letters and digits go.
    pub(crate) name: &'n str,
    /// `lambda:InvokeFunction` mostly.
    pub(crate) action: &'n Node,
    /// A service, an account, or an ARN.
    pub(crate) principal: &'n Node,
    /// The ARN of the function, of its version or alias.
    pub(crate) function: &'n Node,
    /// `SourceArn`.
    pub(crate) source_arn: Option<&'n Node>,
    /// `SourceAccount`.
    pub(crate) source_account: Option<&'n Node>,
    /// `PrincipalOrgID`.
    pub(crate) principal_org_id: Option<&'n Node>,
    /// `FunctionUrlAuthType`.
    pub(crate) function_url_auth_type: Option<&'n Node>,
}

/// The statement. As Lambda does, a source ARN is compared as an ARN, a source account, an
/// organization and the authorization of a function URL as a text.
pub(crate) fn statement(permission: &LambdaPermission<'_>) -> Node {
    let span = permission.span;
    let sid: String = permission
        .name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let principal = permission.principal;
    let is_service = principal
        .scalar_text()
        .is_some_and(|text| text.contains(".amazonaws."));
    let kind = if is_service { "Service" } else { "AWS" };
    let principal = match principal.scalar_text() {
        Some("*") => principal.clone(),
        _ => object(principal.span, vec![member(kind, principal.clone())]),
    };
    let mut members = vec![
        member("Sid", text(sid, span)),
        member("Effect", text("Allow", span)),
        member("Principal", principal),
        member("Action", permission.action.clone()),
        member("Resource", permission.function.clone()),
    ];
    let texts = [
        ("aws:SourceAccount", permission.source_account),
        ("aws:PrincipalOrgID", permission.principal_org_id),
        (
            "lambda:FunctionUrlAuthType",
            permission.function_url_auth_type,
        ),
    ];
    let compared: Vec<_> = texts
        .into_iter()
        .filter_map(|(key, value)| Some(member(key, value?.clone())))
        .collect();
    let mut conditions = Vec::new();
    if !compared.is_empty() {
        conditions.push(member("StringEquals", object(span, compared)));
    }
    if let Some(arn) = permission.source_arn {
        let keys = vec![member("AWS:SourceArn", arn.clone())];
        conditions.push(member("ArnLike", object(arn.span, keys)));
    }
    if !conditions.is_empty() {
        members.push(member("Condition", object(span, conditions)));
    }
    object(span, members)
}
