//! `GR125`.

use can_invoke_policy::keys;
use can_invoke_source::Edit;

use crate::{
    catalogued::{BY_NAME, conditions, help, operator_and_key},
    finding::{Applicability, Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

/// Keys that no list of global keys holds, and that AWS itself uses: in a page about a service,
/// and in a managed policy.
///
/// Source: Amazon SNS developer guide, `sns-access-policy-use-cases`; the managed policy
/// `AWSSSOServiceRolePolicy` names the other.
const IN_USE: &[&str] = &["aws:sourceowner", "aws:principalorgmasteraccountid"];

rule! {
    /// A condition key begins with `aws:` and does not exist.
    ///
    /// # Why
    ///
    /// No request carries the key. With most operators the condition is then never fulfilled;
    /// with a negated operator, or one that ends in `IfExists`, always: a `Deny` meant for
    /// strangers meets everybody.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "aws:SourceVPCEndpoint": "vpce-1a2b3c4d" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Condition": { "StringEquals": { "aws:SourceVpce": "vpce-1a2b3c4d" } }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
    UnknownGlobalKey = "GR125" "unknown-global-key" Error Regular since "0.2.0"
        access_analyzer ["INVALID_GLOBAL_CONDITION_KEY", "UNSUPPORTED_GLOBAL_CONDITION_KEY", "DEPRECATED_GLOBAL_CONDITION_KEY", "MISSING_TAG_KEY_IN_CONDITION"]
}

impl Rule for UnknownGlobalKey {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (place, condition) in conditions(model) {
            if !condition.lowercase_key.starts_with("aws:")
                || model.unknowns.is_in(&condition.key)
                || condition.key.contains("${")
                || IN_USE.contains(&condition.lowercase_key.as_str())
                || keys::find(&condition.key).is_some()
            {
                continue;
            }
            let families = keys::all().filter(|key| key.is_family());
            let mut lacks_tag = families.filter(|key| {
                let name = key.name.trim_end_matches('/');
                let written = condition.key.trim_end_matches('/');
                name.eq_ignore_ascii_case(written)
            });
            let (message, meant) = if condition.lowercase_key == "aws:arn" {
                (
                    "`aws:ARN` is no condition key any more".to_owned(),
                    Some("aws:PrincipalArn".to_owned()),
                )
            } else if let Some(family) = lacks_tag.next() {
                (
                    format!("`{}` lacks the key of the tag", condition.key),
                    Some(format!("{}team", family.name)),
                )
            } else {
                let near = keys::nearest(&condition.key);
                let meant = (near.len() == 1).then(|| near.first().copied()).flatten();
                (
                    format!("AWS has no condition key `{}`", condition.key),
                    meant.map(str::to_owned),
                )
            };
            let mut finding = help(
                Finding::new(
                    &Self::META,
                    BY_NAME,
                    condition.span,
                    model.subject(place, &condition.key),
                    message,
                ),
                meant.as_deref(),
            );
            if let Some(meant) =
                meant.filter(|meant| keys::find(meant).is_some_and(|key| !key.is_family()))
                && let Some((_, key)) = operator_and_key(place, condition)
            {
                finding = finding.correct(
                    Applicability::Unsafe,
                    format!("write `{meant}`"),
                    vec![Edit::replace(key.key_text_span, meant)],
                );
            }
            findings.add(finding);
        }
    }
}
