//! `RP114`.

use can_invoke_gateway::keys::{ApiEndpoint, Callee, presence};
use can_invoke_policy::{
    condition::OperatorBase,
    keys::{self, CallerKind, Presence},
};

use crate::{
    absent::effect,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A condition asks for a key that requests to the API do not carry.
    ///
    /// # Why
    ///
    /// A call of a route passes no tags, carries no key of STS or IAM, and only one to a private
    /// API can say whose VPC endpoint it comes through. Where a key is absent, an `Allow` that
    /// asks for it never applies, and a `Deny` with a negated operator denies everybody.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "aws:RequestTag/team": "pets" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html>
    KeyIsNeverSent = "RP114" "key-is-never-sent" Medium Regular since "0.2.0"
}

impl Rule for KeyIsNeverSent {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let Some(api) = place.api() else { continue };
            let callee = Callee::Api(ApiEndpoint::of(api));
            for condition in place.conditions() {
                let key = condition.lowercase_key.as_str();
                // Keys of callers and of networks have rules of their own, which say more.
                if key.starts_with("aws:principal")
                    || matches!(
                        key,
                        "aws:userid"
                            | "aws:username"
                            | "aws:sourceip"
                            | "aws:sourcevpc"
                            | "aws:sourcevpce"
                            | "aws:vpcsourceip"
                    )
                    || condition.operator.base == OperatorBase::Null
                {
                    continue;
                }
                let Some(known) = keys::find(&condition.key) else {
                    continue;
                };
                let is_absent =
                    |caller: &CallerKind| presence(known, *caller, callee) == Presence::Absent;
                if !CallerKind::ALL.iter().all(is_absent) {
                    continue;
                }
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Likely,
                        condition.span,
                        model.subject(place, &condition.key),
                        format!(
                            "no request to this API carries `{}`: {}",
                            condition.key,
                            effect(place, condition)
                        ),
                    )
                    .help("ask for a key that requests carry: `can-invoke keys` lists them"),
                );
            }
        }
    }
}
