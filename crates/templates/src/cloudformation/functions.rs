//! `AWS::Lambda::Permission`: the resource-based policies of functions.
//!
//! Source: template reference, `aws-resource-lambda-permission`.

use can_invoke_source::{Node, Span};

use super::resources::{Resource, Resources};
use crate::{
    lambda_permission::{LambdaPermission, statement},
    tree::{list, member, object, text},
};

/// The functions of a template and those that it gives permissions for.
pub(crate) fn read(resources: &mut Resources<'_>) -> Vec<Node> {
    let mut policies: Vec<Policy> = Vec::new();
    for permission in resources.of_type("AWS::Lambda::Permission") {
        let Some(permitted) = permitted(&permission, resources) else {
            continue;
        };
        match policies.iter_mut().find(|one| one.arn == permitted.arn) {
            Some(known) => known.statements.extend(permitted.statements),
            None => policies.push(permitted),
        }
    }
    for function in resources.of_type("AWS::Lambda::Function") {
        let arn = resources.intrinsics().arn_of(&function.logical_id);
        let Some(arn) = arn else { continue };
        if !policies.iter().any(|known| known.arn == arn) {
            policies.push(Policy {
                arn,
                span: function.key_span,
                statements: Vec::new(),
            });
        }
    }
    let policies = policies.into_iter();
    policies.map(|one| one.finish(resources)).collect()
}

/// The policy of a function, as permissions make it.
struct Policy {
    arn: String,
    span: Span,
    statements: Vec<Node>,
}

impl Policy {
    fn finish(self, resources: &mut Resources<'_>) -> Node {
        let span = self.span;
        let policy = if self.statements.is_empty() {
            text("none", span)
        } else {
            let members = vec![
                member("Version", text("2012-10-17", span)),
                member("Statement", list(span, self.statements)),
            ];
            let policy = object(span, members);
            resources.intrinsics().with_parts(&policy)
        };
        let arn = text(self.arn, span);
        object(span, vec![member("arn", arn), member("policy", policy)])
    }
}

fn permitted(permission: &Resource, resources: &mut Resources<'_>) -> Option<Policy> {
    let (Some(named), Some(action), Some(principal)) = (
        permission.get("FunctionName"),
        permission.get("Action"),
        permission.get("Principal"),
    ) else {
        let message = format!(
            "the permission `{}` needs `FunctionName`, `Action` and `Principal`",
            permission.logical_id
        );
        resources.not_understood(permission.key_span, message);
        return None;
    };
    let arn = resources.intrinsics().function_arn(named.scalar_text()?);
    let function = text(arn.clone(), named.span);
    let statement = statement(&LambdaPermission {
        span: permission.key_span,
        name: &permission.logical_id,
        action,
        principal,
        function: &function,
        source_arn: permission.get("SourceArn"),
        source_account: permission.get("SourceAccount"),
        principal_org_id: permission.get("PrincipalOrgID"),
        function_url_auth_type: permission.get("FunctionUrlAuthType"),
    });
    Some(Policy {
        arn,
        span: permission.key_span,
        statements: vec![statement],
    })
}
