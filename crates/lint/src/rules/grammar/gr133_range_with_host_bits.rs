//! `GR133`.

use can_invoke_policy::condition::Prepared;
use can_invoke_source::Edit;

use crate::{
    catalogued::{conditions, text_span},
    finding::{Applicability, Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A range of addresses has bits set after its prefix.
    ///
    /// # Why
    ///
    /// AWS compares only the bits of the prefix, so that `203.0.113.7/24` means the 256
    /// addresses from `203.0.113.0` on. Whoever wrote it may have meant one address.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.7/24" } }
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
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>
    RangeWithHostBits = "GR133" "range-with-host-bits" Low Regular since "0.2.0"
        access_analyzer ["IMPROVE_IP_RANGE"]
}

impl Rule for RangeWithHostBits {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            for value in &condition.values {
                let Prepared::Network(Some(network)) = &value.prepared else {
                    continue;
                };
                let whole = network.trunc();
                if whole == *network || !value.text.contains('/') {
                    continue;
                }
                let meant = whole.to_string();
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Proven,
                        value.span,
                        model.subject(place, &value.text),
                        format!("`{}` means all of `{meant}`", value.text),
                    )
                    .help(format!("for one address write `{}`", network.addr()))
                    .correct(
                        Applicability::Safe,
                        format!("write `{meant}`"),
                        vec![Edit::replace(text_span(place, value.span), meant)],
                    ),
                );
            }
        }
    }
}
