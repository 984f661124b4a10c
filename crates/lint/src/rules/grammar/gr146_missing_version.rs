//! `GR146`.

use can_invoke_policy::PolicyKind;

use crate::{
    elements::InPolicy,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, Severity, rule},
};

rule! {
    /// A policy does not say its `Version`.
    ///
    /// # Why
    ///
    /// Without it AWS reads the policy by the language of 2008-10-17, in which
    /// `${aws:username}` is no policy variable but these very signs. Service control policies
    /// and resource control policies have to say it.
    ///
    /// # Bad
    ///
    /// ```json
    /// { "Statement": [ … ] }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// { "Version": "2012-10-17", "Statement": [ … ] }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
    MissingVersion = "GR146" "missing-version" Low Regular since "0.2.0"
        access_analyzer ["MISSING_VERSION"]
}

impl Rule for MissingVersion {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn takes(&self) -> &'static [&'static str] {
        &["missing-version"]
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for document in &model.policies {
            if document.node.get("Version").is_some() || document.policy.statements.is_empty() {
                continue;
            }
            let policy = document.policy;
            // A variable that is not read is worse than a missing word.
            let has_variable = policy.statements.iter().any(|statement| {
                let place = InPolicy {
                    document,
                    statement,
                };
                let mut texts = place.resources().map(|resource| &resource.text).chain(
                    place
                        .conditions()
                        .flat_map(|one| one.values.iter().map(|value| &value.text)),
                );
                texts.any(|text| text.contains("${") && !model.unknowns.is_in(text))
            });
            let must = matches!(
                policy.kind,
                PolicyKind::ServiceControl | PolicyKind::ResourceControl
            );
            // AWS's own samples of such policies leave it out.
            if policy.kind == PolicyKind::VpcEndpoint && !has_variable {
                continue;
            }
            let message = if must {
                format!(
                    "{} must say `\"Version\": \"2012-10-17\"`",
                    policy.kind.with_article()
                )
            } else if has_variable {
                "without `Version` the language is that of 2008-10-17, and `${…}` is no variable"
                    .to_owned()
            } else {
                "without `Version` the language is that of 2008-10-17".to_owned()
            };
            let subject = format!(
                "{} / {} / Version",
                model.sources.name(policy.span.file),
                policy.name
            );
            let mut finding = Finding::new(
                &Self::META,
                Confidence::Proven,
                policy.span,
                subject,
                message,
            )
            .help("add `\"Version\": \"2012-10-17\"`");
            if must {
                finding.severity = Severity::Error;
            } else if has_variable {
                finding.severity = Severity::High;
            }
            findings.add(finding);
        }
    }
}
