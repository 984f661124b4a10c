//! `GR148`.

use can_invoke_policy::PolicyKind;
use can_invoke_source::{Node, Value};

use crate::{
    finding::{Finding, Findings},
    model::{Attached, Model},
    rule::{Confidence, Meta, Rule, Severity, rule},
};

/// The characters of a tree as JSON without white space.
fn shortest(node: &Node) -> usize {
    match &node.value {
        Value::Array(items) => {
            1 + items
                .iter()
                .map(|item| shortest(item) + 1)
                .sum::<usize>()
                .max(1)
        }
        Value::Object(members) => {
            let each = members
                .iter()
                .map(|member| member.key.chars().count() + 4 + shortest(&member.value));
            1 + each.sum::<usize>().max(1)
        }
        Value::String(text) => {
            text.decoded
                .chars()
                .filter(|sign| !sign.is_whitespace())
                .count()
                + 2
        }
        _ => node.scalar_text().map_or(4, str::len),
    }
}

rule! {
    /// A policy is longer than AWS takes.
    ///
    /// # Why
    ///
    /// A managed policy has at most 6,144 characters without white space, a trust policy
    /// 2,048 unless the quota was raised, a service control policy or resource control policy
    /// 5,120, the resource policy of an API 8,192 unless it was raised.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": [ … two hundred ARNs … ]
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/prod/*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
    PolicyTooLong = "GR148" "policy-too-long" Error Regular since "0.2.0"
        access_analyzer ["POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA", "POLICY_SIZE_EXCEEDS_SCP_QUOTA", "POLICY_SIZE_EXCEEDS_RCP_QUOTA", "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA"]
}

impl Rule for PolicyTooLong {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for document in &model.policies {
            let policy = document.policy;
            let (longest, may_be_raised) = match (policy.kind, document.attached) {
                (PolicyKind::Identity | PolicyKind::PermissionsBoundary, _) => (6_144, false),
                (PolicyKind::Trust, _) => (2_048, true),
                (PolicyKind::ServiceControl | PolicyKind::ResourceControl, _) => (5_120, false),
                (PolicyKind::Resource, Attached::Api(_) | Attached::Deployed(..)) => (8_192, true),
                _ => continue,
            };
            // IAM does not count white space, wherever it stands.
            let length = shortest(document.node);
            if length <= longest {
                continue;
            }
            let subject = format!(
                "{} / {} / length",
                model.sources.name(policy.span.file),
                policy.name
            );
            let mut finding = Finding::new(
                &Self::META,
                if may_be_raised {
                    Confidence::Hint
                } else {
                    Confidence::Likely
                },
                policy.span,
                subject,
                format!(
                    "{} has at most {longest} characters, and this one has {length}",
                    policy.kind.with_article()
                ),
            );
            if may_be_raised {
                finding.severity = Severity::Medium;
                finding = finding.help("the quota can be raised");
            }
            findings.add(finding);
        }
    }
}
