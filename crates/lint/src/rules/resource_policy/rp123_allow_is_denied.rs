//! `RP123`.

use can_invoke_gateway::patterns::FindingKind;

use crate::{
    finding::Findings,
    model::Model,
    patterns,
    rule::{Meta, Rule, rule},
};

rule! {
    /// An `Allow` opens nothing, as a `Deny` of the same policy closes all of it.
    ///
    /// # Why
    ///
    /// A `Deny` without conditions wins over every `Allow`. Where it covers all routes that
    /// an `Allow` speaks of, the `Allow` has no effect.
    ///
    /// # Bad
    ///
    /// ```json
    /// { "Effect": "Allow", …, "Resource": "execute-api:/prod/GET/pets" },
    /// { "Effect": "Deny", "Principal": "*", …, "Resource": "execute-api:/prod/*" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// { "Effect": "Deny", "Principal": "*", …, "Resource": "execute-api:/prod/DELETE/*" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>
    AllowIsDenied = "RP123" "allow-is-denied" Medium Regular since "0.2.0"
}

impl Rule for AllowIsDenied {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for found in patterns::found(model, FindingKind::Contradicts) {
            findings.add(patterns::finding(
                &Self::META,
                model,
                &found,
                "take one of the two away, or narrow the `Deny`",
            ));
        }
    }
}
