//! Findings that the comparison of patterns with routes has made already, as findings of rules.

use can_invoke_gateway::patterns::{Finding as Told, FindingKind, PatternUse, Report};

use crate::{
    execute_api::{ExecuteApi, METHODS},
    finding::Finding,
    model::Model,
    rule::Meta,
};

/// A finding with its pattern.
pub(crate) struct Found<'m> {
    told: &'m Told,
    used: &'m PatternUse<'m>,
    report: &'m Report<'m>,
}

/// The findings of a kind.
pub(crate) fn found<'m>(
    model: &'m Model<'_>,
    kind: FindingKind,
) -> impl Iterator<Item = Found<'m>> {
    let report = model.patterns_and_routes();
    report.into_iter().flat_map(move |report| {
        let told = report.findings.iter().filter(move |told| told.kind == kind);
        told.filter_map(move |told| {
            let used = report.patterns.get(told.pattern)?;
            Some(Found { told, used, report })
        })
    })
}

impl Found<'_> {
    /// Whether other rules say what is wrong: another API, an unknown stage, the case of a
    /// method, a path parameter, a missing part.
    pub(crate) fn is_told_elsewhere(&self) -> bool {
        let Some(resource) = ExecuteApi::parse(self.used.text) else {
            return true;
        };
        let names_api = |id: &str| self.report.apis.iter().any(|one| one.api.id == id);
        let is_of_known = resource
            .api
            .as_ref()
            .is_none_or(|part| names_api(part.text));
        let mut apis = self.report.apis.iter().filter(|one| {
            resource
                .api
                .as_ref()
                .is_none_or(|part| part.text == one.api.id)
        });
        let mut has_stage = |stage: &str| {
            apis.all(|one| {
                let names = one.api.stage_names().unwrap_or_default();
                names.is_empty() || names.contains(&stage)
            })
        };
        let stage = resource.stage.as_ref();
        let is_of_stage = stage.is_some_and(|part| !part.is_literal() || has_stage(part.text));
        let verb = resource.verb.as_ref();
        let is_of_method =
            verb.is_some_and(|part| !part.is_literal() || METHODS.contains(&part.text));
        !is_of_known || !is_of_stage || !is_of_method || self.used.text.contains('{')
    }
}

/// A finding of a rule.
pub(crate) fn finding(
    rule: &'static Meta,
    model: &Model<'_>,
    found: &Found<'_>,
    help: &str,
) -> Finding {
    let file = model.sources.name(found.used.span.file);
    let subject = format!(
        "{file} / {} / {} / {}",
        found.used.policy, found.used.statement, found.used.text
    );
    let finding = Finding::new(
        rule,
        model.sure_of([found.used.text]),
        found.used.span,
        subject,
        model.unknowns.shown(&found.told.message),
    )
    .help(match &found.told.nearest {
        Some(near) => format!(
            "the nearest that matches is `{}`",
            model.unknowns.shown(near)
        ),
        None => help.to_owned(),
    });
    match found.told.also {
        Some(span) => finding.also(span, "this is the other one"),
        None => finding,
    }
}
