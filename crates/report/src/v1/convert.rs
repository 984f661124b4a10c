//! From answers to the types of version 1.

use can_invoke_gateway::{
    answer::{self, Answer, HopStatus},
    inventory::ApiKind,
};
use can_invoke_policy::{
    self as policy, assumption::Choice, decision::Relation, evidence, message,
};
use can_invoke_source::{self as source, Severity, Sources, Span};

use super as v1;
use crate::text::requirement_text;

/// The answer to `can-invoke check`. `diagnostics` are those of the documents.
pub fn check(answer: &Answer, diagnostics: &[source::Diagnostic], sources: &Sources) -> v1::Check {
    let to = Converter { sources };
    let question = &answer.question;
    v1::Check {
        version: v1::VERSION,
        verdict: verdict(answer.verdict),
        question: v1::Question {
            caller: question.caller.to_string(),
            method: question.method.clone(),
            url: question.url.clone(),
            resource: question.arn.clone(),
            api: v1::Api {
                id: question.api.clone(),
                name: question.api_name.clone(),
                kind: match question.kind {
                    ApiKind::Rest => "REST",
                    ApiKind::Http => "HTTP",
                    ApiKind::WebSocket => "WEBSOCKET",
                }
                .to_owned(),
                endpoint_type: question.endpoint.map(|endpoint| endpoint.name().to_owned()),
                account: question.account.clone(),
                region: question.region.clone(),
            },
            stage: question.stage.clone(),
            path: question.path.clone(),
            route: question.route.clone(),
            authorization: question
                .authorization
                .map(|authorization| authorization.name().to_owned()),
        },
        direct: to.journey(&answer.direct),
        after_deployment: answer
            .after_deployment
            .as_ref()
            .map(|journey| to.journey(journey)),
        after_deployment_verdict: answer.verdict_after_deployment().map(verdict),
        role_paths: to.role_paths(&answer.role_paths, question),
        after_deployment_role_paths: answer
            .role_paths_then
            .as_ref()
            .map(|paths| to.role_paths(paths, question)),
        suggestions: answer.suggestions.iter().map(suggestion).collect(),
        corrections: answer
            .corrections
            .as_ref()
            .map(|corrections| v1::Corrections {
                verdict: verdict(corrections.verdict),
                diagnostics: corrections
                    .diagnostics
                    .iter()
                    .map(|diagnostic| to.diagnostic(diagnostic))
                    .collect(),
            }),
        not_readable: answer
            .not_readable
            .iter()
            .map(|note| super::not_readable::not_readable(note, sources))
            .collect(),
        diagnostics: diagnostics
            .iter()
            .map(|diagnostic| to.diagnostic(diagnostic))
            .collect(),
        assumptions: answer
            .assumptions()
            .into_iter()
            .map(|(assumption, choice)| self::assumption(assumption, choice))
            .collect(),
    }
}

/// One decision of policies.
pub fn decision(explained: &answer::Explained, sources: &Sources) -> v1::Decision {
    Converter { sources }.decision(explained)
}

/// A place in a text.
pub fn location(span: Span, sources: &Sources) -> v1::Location {
    Converter { sources }.location(span)
}

/// A diagnostic.
pub fn diagnostic(diagnostic: &source::Diagnostic, sources: &Sources) -> v1::Diagnostic {
    Converter { sources }.diagnostic(diagnostic)
}

pub(super) fn verdict(verdict: policy::Verdict) -> v1::Verdict {
    match verdict {
        policy::Verdict::Allowed => v1::Verdict::Allowed,
        policy::Verdict::ExplicitlyDenied => v1::Verdict::ExplicitlyDenied,
        policy::Verdict::ImplicitlyDenied => v1::Verdict::ImplicitlyDenied,
        policy::Verdict::Depends => v1::Verdict::Depends,
    }
}

fn truth(truth: policy::Truth) -> v1::Truth {
    match truth {
        policy::Truth::True => v1::Truth::Yes,
        policy::Truth::False => v1::Truth::No,
        policy::Truth::Unknown => v1::Truth::Unknown,
    }
}

pub(super) fn ids(layers: &[policy::Layer]) -> Vec<String> {
    layers.iter().map(|layer| layer.id().to_owned()).collect()
}

fn suggestion(suggestion: &answer::Suggestion) -> v1::Suggestion {
    v1::Suggestion {
        layer: suggestion.layer.id().to_owned(),
        place: suggestion.place.clone(),
        statement: serde_json::from_str(&suggestion.statement).unwrap_or_default(),
        verdict: verdict(suggestion.verdict),
        note: suggestion.note.clone(),
    }
}

/// An assumption with the choice that is taken of it.
pub fn assumption(assumption: policy::Assumption, taken: Choice) -> v1::Assumption {
    let text = assumption.text();
    v1::Assumption {
        id: text.id.to_owned(),
        question: text.question.to_owned(),
        choice: taken.id.to_owned(),
        reading: taken.reading.to_owned(),
        choices: text
            .choices()
            .map(|choice| v1::Choice {
                id: choice.id.to_owned(),
                reading: choice.reading.to_owned(),
                default: choice == text.default,
            })
            .into(),
        source: text.source.to_owned(),
    }
}

pub(super) struct Converter<'s> {
    pub(super) sources: &'s Sources,
}

impl Converter<'_> {
    pub(super) fn journey(&self, journey: &answer::Journey) -> v1::Journey {
        v1::Journey {
            verdict: verdict(journey.verdict),
            hops: journey
                .hops
                .iter()
                .map(|hop| self.hop(hop, journey))
                .collect(),
            decision: journey
                .explained
                .as_ref()
                .map(|explained| self.decision(explained)),
            undecided: journey.undecided.clone(),
            taken_for_granted: journey.taken_for_granted.clone(),
            failure: journey.failure.as_ref().map(super::failure::failure),
        }
    }

    fn hop(&self, hop: &answer::Hop, journey: &answer::Journey) -> v1::Hop {
        let (status, response) = match &hop.status {
            HopStatus::Passes => (v1::HopStatus::Passes, None),
            HopStatus::Stops(response) => (v1::HopStatus::Stops, Some(response)),
            HopStatus::Undecided => (v1::HopStatus::Undecided, None),
        };
        v1::Hop {
            hop: hop.kind.as_str().to_owned(),
            status,
            summary: hop.summary.clone(),
            response: response.map(|response| v1::Response {
                status: response.status,
                message: response.message.clone(),
            }),
            decisions: journey
                .decisions_at(hop.kind)
                .map(|explained| self.decision(explained))
                .collect(),
        }
    }

    pub(super) fn decision(&self, explained: &answer::Explained) -> v1::Decision {
        let decision = &explained.decision;
        let missing = &decision.missing;
        v1::Decision {
            verdict: verdict(decision.verdict),
            caller: explained.request.caller.to_string(),
            action: explained.request.action.as_str().to_owned(),
            resource: explained.request.resource.arn.clone(),
            relation: match decision.relation {
                Relation::SameAccount => "same-account",
                Relation::CrossAccount => "cross-account",
                Relation::NoCallerAccount => "no-caller-account",
                Relation::NotKnown => "not-known",
            }
            .to_owned(),
            reason: message::reason(&explained.request, decision),
            beyond_policies: decision.beyond_policies().map(str::to_owned),
            decided_by: decision
                .decided_by
                .iter()
                .filter_map(|reference| self.reference(*reference, &explained.trace))
                .collect(),
            missing: v1::Missing {
                all_of: ids(&missing.all_of),
                any_of: ids(&missing.any_of),
            },
            blocked_by: ids(&decision.blocked_by()),
            nearest_misses: missing
                .all_of
                .iter()
                .chain(&missing.any_of)
                .filter_map(|layer| explained.trace.nearest_miss(*layer))
                .map(|statement| self.statement(statement))
                .collect(),
            depends_on: explained.depends.as_ref().map(|depends| v1::DependsOn {
                facts: depends
                    .facts
                    .iter()
                    .map(|fact| fact.name().to_owned())
                    .collect(),
                allowed_when: depends
                    .allowed_when
                    .iter()
                    .map(|alternative| alternative.iter().map(requirement).collect())
                    .collect(),
                worked_out: depends.is_worked_out,
            }),
            provisos: ids(&decision.provisos),
            layers: decision
                .layers
                .iter()
                .map(|outcome| v1::Layer {
                    layer: outcome.layer.id().to_owned(),
                    given: outcome.is_given,
                    has_documents: outcome.has_documents,
                    deny: truth(outcome.deny),
                    allow: truth(outcome.allow.any()),
                    denied_by: outcome
                        .denied_by
                        .and_then(|reference| self.reference(reference, &explained.trace)),
                    allowed_by: outcome
                        .allowed_by
                        .and_then(|reference| self.reference(reference, &explained.trace)),
                })
                .collect(),
            statements: explained
                .trace
                .statements
                .iter()
                .map(|statement| self.statement(statement))
                .collect(),
            assumptions: explained
                .assumptions
                .iter()
                .map(|assumption| assumption.id().to_owned())
                .collect(),
        }
    }

    fn reference(
        &self,
        reference: evidence::StatementRef,
        trace: &policy::Trace,
    ) -> Option<v1::StatementRef> {
        trace
            .statements
            .iter()
            .find(|statement| statement.reference == reference)
            .map(|statement| self.statement_ref(statement))
    }

    fn statement_ref(&self, statement: &evidence::StatementEvidence) -> v1::StatementRef {
        v1::StatementRef {
            layer: statement.reference.layer.id().to_owned(),
            policy: statement.policy.clone(),
            index: statement.reference.statement,
            sid: statement.sid.clone(),
            effect: statement.effect.as_str().to_owned(),
            location: self.location(statement.reference.span),
        }
    }

    fn statement(&self, statement: &evidence::StatementEvidence) -> v1::Statement {
        v1::Statement {
            statement: self.statement_ref(statement),
            applies: truth(statement.applies),
            elements: statement
                .elements
                .iter()
                .map(|element| v1::Element {
                    element: element.element.as_str().to_owned(),
                    operator: element
                        .condition
                        .as_ref()
                        .map(|(operator, _)| operator.clone()),
                    key: element.condition.as_ref().map(|(_, key)| key.clone()),
                    matches: truth(element.outcome),
                    expected: element.expected.clone(),
                    found: element.found.clone(),
                    location: self.location(element.span),
                })
                .collect(),
        }
    }

    fn diagnostic(&self, diagnostic: &source::Diagnostic) -> v1::Diagnostic {
        v1::Diagnostic {
            severity: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            }
            .to_owned(),
            code: diagnostic.code.to_owned(),
            message: diagnostic.message.clone(),
            location: self.location(diagnostic.primary.span),
            label: diagnostic.primary.text.clone(),
            related: diagnostic
                .secondary
                .iter()
                .map(|label| v1::Related {
                    location: self.location(label.span),
                    message: label.text.clone(),
                })
                .collect(),
            help: diagnostic.help.clone(),
            fix: diagnostic.fix.as_ref().map(|fix| v1::Fix {
                title: fix.title.clone(),
                edits: fix
                    .edits
                    .iter()
                    .map(|edit| v1::Edit {
                        location: self.location(edit.span),
                        replacement: edit.replacement.clone(),
                    })
                    .collect(),
            }),
        }
    }

    pub(super) fn location(&self, span: Span) -> v1::Location {
        let Some(file) = self.sources.get(span.file) else {
            return v1::Location {
                file: String::new(),
                start: span.start,
                end: span.end,
                line: 1,
                column: 1,
                utf16_column: 1,
                end_line: 1,
                end_column: 1,
                utf16_end_column: 1,
            };
        };
        let start = file.line_column(span.start as usize);
        let end = file.line_column(span.end as usize);
        v1::Location {
            file: file.name().to_owned(),
            start: span.start,
            end: span.end,
            line: start.line,
            column: start.column,
            utf16_column: file.utf16_column(span.start as usize),
            end_line: end.line,
            end_column: end.column,
            utf16_end_column: file.utf16_column(span.end as usize),
        }
    }
}

fn requirement(requirement: &policy::depends::Requirement) -> v1::Requirement {
    v1::Requirement {
        fact: requirement.fact.clone(),
        one_of: requirement.one_of.clone(),
        none_of: requirement.none_of.clone(),
        or_absent: requirement.or_absent,
        only_absent: requirement.only_absent,
        exact: requirement.is_exact,
        text: requirement_text(requirement),
    }
}
