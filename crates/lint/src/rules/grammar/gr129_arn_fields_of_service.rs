//! `GR129`.

use can_invoke_catalogue as catalogue;

use crate::{
    catalogued::{BY_NAME, parts},
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

fn article(word: &str) -> String {
    let article = if word == "account" { "an" } else { "a" };
    format!("{article} {word}")
}

rule! {
    /// An ARN lacks the Region or the account that its service has, or has one that its service has not.
    ///
    /// # Why
    ///
    /// Whether ARNs of a service have a Region and an account, the service decides: those of
    /// `execute-api` have both, those of `iam` no Region. An entry with one too many or too
    /// few matches no resource.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1::a1b2c3d4e5/*"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
    ArnFieldsOfService = "GR129" "arn-fields-of-service" Error Regular since "0.2.0"
        access_analyzer ["MISSING_ARN_REGION", "MISSING_ARN_ACCOUNT", "ARN_REGION_NOT_ALLOWED", "ARN_ACCOUNT_NOT_ALLOWED"]
}

impl Rule for ArnFieldsOfService {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for resource in place.resources() {
                let Some([_, partition, name, region, account, _]) = parts(&resource.text) else {
                    continue;
                };
                let is_known = catalogue::service(name).is_some_and(|service| service.name == name);
                if !is_known
                    || [partition, name, region, account]
                        .iter()
                        .any(|part| model.unknowns.is_in(part))
                {
                    continue;
                }
                for (what, written, index) in [("Region", region, 3), ("account", account, 4)] {
                    let formats = catalogue::formats(name).iter();
                    let fields = formats.filter_map(|format| format.get(index).copied());
                    let may = fields.clone().any(|field| !field.is_empty());
                    let must = fields.clone().all(|field| !field.is_empty());
                    let message = if fields.count() == 0 {
                        continue;
                    } else if written.is_empty() && must {
                        format!(
                            "ARNs of `{name}` have {}, and this one has none",
                            article(what)
                        )
                    } else if !may && !written.is_empty() && written != "*" {
                        format!("ARNs of `{name}` have no {what}, so `{written}` matches nothing")
                    } else {
                        continue;
                    };
                    findings.add(Finding::new(
                        &Self::META,
                        BY_NAME,
                        resource.span,
                        model.subject(place, &resource.text),
                        message,
                    ));
                }
            }
        }
    }
}
