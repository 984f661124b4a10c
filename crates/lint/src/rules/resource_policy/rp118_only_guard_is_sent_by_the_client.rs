//! `RP118`.

use can_invoke_policy::document::PrincipalEntry;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// An `Allow` to everybody is restricted by headers alone, which clients choose.
    ///
    /// # Why
    ///
    /// `aws:Referer` and `aws:UserAgent` hold what the client sends. Whoever knows or guesses
    /// the value is let in, so that they restrict nobody who wants in.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": "*",
    /// "Condition": { "StringLike": { "aws:Referer": "https://pets.example.com/*" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": "*",
    /// "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
    OnlyGuardIsSentByTheClient = "RP118" "only-guard-is-sent-by-the-client" Medium Regular since "0.2.0"
        access_analyzer ["UNTRUSTWORTHY_CONDITION_KEY"]
}

impl Rule for OnlyGuardIsSentByTheClient {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let statement = place.statement;
            let mut conditions = place.conditions();
            let is_sent = |key: &str| matches!(key, "aws:referer" | "aws:useragent");
            let is_open = place.lets_in().any(PrincipalEntry::is_everyone)
                && !statement.conditions.is_empty()
                && conditions.all(|condition| is_sent(&condition.lowercase_key));
            let Some(first) = statement.conditions.first().filter(|_| is_open) else {
                continue;
            };
            findings.add(
                Finding::new(
                    &Self::META,
                    if place.may_be_taken_back() {
                        Confidence::Likely
                    } else {
                        Confidence::Proven
                    },
                    first.span,
                    model.subject(place, &first.key),
                    format!("`{}` holds what the client sends, and nothing else restricts this `Allow`", first.key),
                )
                .help("restrict the network (`aws:SourceIp`, `aws:SourceVpce`) or the callers (`AWS_IAM`)"),
            );
        }
    }
}
