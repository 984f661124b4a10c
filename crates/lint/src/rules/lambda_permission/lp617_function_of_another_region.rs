//! `LP617`.

use can_invoke_gateway::{integration::Target, inventory::Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// The uri of an integration names one Region for Lambda and another for the function.
    ///
    /// # Why
    ///
    /// The uri says in which Region API Gateway calls Lambda, and the function is looked for
    /// there. A function of another Region is not found, and every call ends in a 500.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// uri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:…
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// uri: arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:…
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html>
    FunctionOfAnotherRegion = "LP617" "function-of-another-region" Error Regular since "0.2.0"
}

impl Rule for FunctionOfAnotherRegion {
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
                let region = |arn: &str| arn.split(':').nth(3).map(str::to_owned);
                let (Some(called), Some(own)) = (region(&uri.value), region(&arn)) else {
                    continue;
                };
                let is_unknown = [&called, &own]
                    .iter()
                    .any(|one| model.unknowns.is_in(one) || one.contains('$'));
                if called != own && !is_unknown {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Likely,
                            uri.span,
                            model.subject_of_api(
                                api,
                                &format!("{} / Region of the function", route.key.text()),
                            ),
                            format!(
                                "{} calls Lambda in {called}, and the function is in {own}",
                                route.key.text()
                            ),
                        )
                        .help("write the Region of the function in both places"),
                    );
                }
            }
        }
    }
}
