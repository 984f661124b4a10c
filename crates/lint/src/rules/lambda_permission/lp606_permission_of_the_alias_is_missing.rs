//! `LP606`.

use can_invoke_gateway::{integration::Target, inventory::Known};
use can_invoke_policy::document::{Effect, Statement};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// An integration calls an alias or a version, and the permission is on the function itself.
    ///
    /// # Why
    ///
    /// A version or an alias has a policy of its own. A permission on the function without
    /// qualifier does not let API Gateway call `function:live`, and every call ends in a 500.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// uri: …functions/arn:aws:lambda:us-east-1:111111111111:function:pets:live/invocations
    /// # and the permission is on arn:aws:lambda:us-east-1:111111111111:function:pets
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// aws lambda add-permission --function-name pets --qualifier live …
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html>
    PermissionOfTheAliasIsMissing = "LP606" "permission-of-the-alias-is-missing" Error Regular since "0.2.0"
}

impl Rule for PermissionOfTheAliasIsMissing {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                let Known::Known(Some(integration)) = &route.integration else {
                    continue;
                };
                let Known::Known(Some(uri)) = &integration.uri else {
                    continue;
                };
                let Target::Function { arn } = Target::of(&uri.value) else {
                    continue;
                };
                // `arn:aws:lambda:region:account:function:name:qualifier` has eight parts.
                let Some((unqualified, qualifier)) =
                    arn.rsplit_once(':').filter(|_| arn.split(':').count() == 8)
                else {
                    continue;
                };
                // What the policy of the alias says is decided by the evaluator, in another rule.
                if model.inventory.function(&arn).is_some()
                    || integration.credentials != Known::Known(None)
                {
                    continue;
                }
                let function = model.inventory.function(unqualified);
                let Some(policy) = function.and_then(|function| function.policy.known()?.as_ref())
                else {
                    continue;
                };
                let is_for_api_gateway = |statement: &Statement| {
                    let principals = statement.principal.iter().flat_map(|all| &all.entries);
                    statement.effect == Effect::Allow
                        && principals
                            .into_iter()
                            .any(|entry| entry.text == "apigateway.amazonaws.com")
                };
                if let Some(statement) =
                    policy.statements.iter().find(|one| is_for_api_gateway(one))
                {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Likely,
                            uri.span,
                            model.subject_of_api(api, &format!("{} / {qualifier}", route.key.text())),
                            format!("{} calls `{}`, and the permission for API Gateway is on the function without it", route.key.text(), model.unknowns.shown(qualifier)),
                        )
                        .also(statement.span, "this permission does not hold for versions and aliases")
                        .help("give the permission with this qualifier"),
                    );
                }
            }
        }
    }
}
